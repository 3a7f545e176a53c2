"""How long OpenNMT-py takes for forced answers: a file for the Python that it is installed for, not for ours.

    PYTHON -I opennmt_answers.py MODEL PROMPTS --steps N

Tells its versions; then answers all prompts for every width of a beam that it reads, and tells the seconds
and the steps of each. Prompts go to its inference engine one by one, the model loaded once for each width.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import torch
from onmt.inference_engine import InferenceEnginePY  # type: ignore[import-not-found]
from onmt.opts import translate_opts  # type: ignore[import-not-found]
from onmt.utils.parse import ArgumentParser  # type: ignore[import-not-found]


class Engine:
    """Its own engine for one width of a beam."""

    def __init__(self, model: Path, *, beam_size: int, steps: int) -> None:
        self._engine = InferenceEnginePY(_settings(model, beam_size=beam_size, steps=steps))
        self._steps = 0
        self._engine.translator.model.decoder.register_forward_hook(self._count)

    def answer(self, line: str) -> tuple[float, int]:
        """Return the seconds to the whole answer, and the steps of the search."""
        self._steps = 0
        begun = perf_counter()
        self._engine.infer_list([line])
        return perf_counter() - begun, self._steps

    def _count(self, *_: Any) -> None:
        self._steps += 1


def _settings(model: Path, *, beam_size: int, steps: int) -> argparse.Namespace:
    """Return what its own command line makes of these options."""
    parser = ArgumentParser()
    translate_opts(parser)
    # It opens a file for its answers, whoever asks.
    chosen = f"-gpu -1 -batch_size 1 -src none -output {os.devnull} -beam_size {beam_size}"
    length = f"-min_length {steps} -max_length {steps} -max_length_ratio 0"
    settings: argparse.Namespace = parser.parse_args([*chosen.split(), *length.split(), "-model", str(model)])
    ArgumentParser.validate_translate_opts(settings)
    ArgumentParser._get_all_transform_translate(settings)
    ArgumentParser._validate_transforms_opts(settings)
    ArgumentParser.validate_translate_opts_dynamic(settings)
    return settings


def main() -> None:
    """Answer every prompt, as often as asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("prompts", type=Path, help="a prompt a line, its pieces as words")
    parser.add_argument("--steps", type=int, required=True, help="of every answer")
    options = parser.parse_args()
    torch.set_num_threads(1)
    # It was written before torch refused to load what is no tensor: its settings lie beside its weights.
    torch.serialization.add_safe_globals([argparse.Namespace])
    logging.disable(logging.INFO)
    lines = options.prompts.read_text(encoding="utf-8").splitlines()
    engines: dict[int, Engine] = {}
    print(json.dumps({"name": f"OpenNMT-py {version('OpenNMT-py')}", "torch": torch.__version__}), flush=True)
    for request in sys.stdin:
        width = int(request)
        if width not in engines:
            engines[width] = Engine(options.model, beam_size=width, steps=options.steps)
        print(json.dumps([engines[width].answer(line) for line in lines]), flush=True)


if __name__ == "__main__":
    main()
