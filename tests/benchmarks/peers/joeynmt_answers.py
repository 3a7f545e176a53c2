"""How long JoeyNMT takes to answer: a file for the Python that it is installed for, not for ours.

    PYTHON -I joeynmt_answers.py CONFIG PROMPTS [--steps N]

Tells its versions; then answers all prompts for every width of a beam that it reads, and tells the seconds
and the steps of each. Prompts go the way of its interactive `translate`, one by one, the model loaded once.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import torch
from joeynmt import config, prediction, search  # type: ignore[import-not-found]


class Translator:
    """What `joeynmt.prediction.translate` does for each line, as an object."""

    def __init__(self, config_path: Path) -> None:
        self._args = config.parse_global_args(config.load_config(config_path), rank=0, mode="translate")
        self._model, _, _, self._stream = prediction.prepare(self._args, rank=0, mode="translate")
        self._steps = 0
        self._model.decoder.register_forward_hook(self._count)

    def answer(self, line: str, *, beam_size: int) -> tuple[float, int]:
        """Return the seconds to the whole answer, and the steps of the search."""
        test = self._args.test._replace(beam_size=beam_size, batch_size=1, batch_type="sentence")
        self._steps = 0
        begun = perf_counter()
        self._stream.set_item(line)
        prediction.predict(
            model=self._model,
            data=self._stream,
            compute_loss=False,
            device=self._args.device,
            rank=0,
            n_gpu=self._args.n_gpu,
            normalization="none",
            num_workers=self._args.num_workers,
            args=test,
            autocast=self._args.autocast,
        )
        seconds = perf_counter() - begun
        self._stream.reset_cache()
        return seconds, self._steps

    def force(self, steps: int) -> None:
        """Make every answer so long."""
        self._args = self._args._replace(test=self._args.test._replace(max_output_length=steps))
        # Its search knows a least length; `predict` does not pass the setting on.
        prediction.search = partial(search.search, min_output_length=steps)

    def _count(self, *_: Any) -> None:
        self._steps += 1


def main() -> None:
    """Answer every prompt, as often as asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("prompts", type=Path, help="a prompt a line, its pieces as words")
    parser.add_argument("--steps", type=int, help="of every answer [default: until the model ends it]")
    options = parser.parse_args()
    torch.set_num_threads(1)
    logging.disable(logging.INFO)
    translator = Translator(options.config)
    if options.steps is not None:
        translator.force(options.steps)
    lines = options.prompts.read_text(encoding="utf-8").splitlines()
    print(json.dumps({"name": f"joeynmt {version('joeynmt')}", "torch": torch.__version__}), flush=True)
    for request in sys.stdin:
        times = [translator.answer(line, beam_size=int(request)) for line in lines]
        print(json.dumps(times), flush=True)


if __name__ == "__main__":
    main()
