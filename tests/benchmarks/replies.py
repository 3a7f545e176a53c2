"""What each part of the search does to replies: `python -m tests.benchmarks.replies [--minutes M]`.

For one English and one Chinese set of dialogues: `chatbot train --backward` learns them, unless it has; then
kept-out prompts are answered with every part of the search on and off. Prints a table a language, in
Markdown, with intervals of 95 %. What is measured stands in `--out`: a run that was stopped goes on.

    python -m tests.benchmarks.replies --minutes 10 --pairs 400
    python -m tests.benchmarks.replies --language en --only "beam 5" "default" --out runs/replies
    python -m tests.benchmarks.replies --checkpoint mine --paths talks/ --pairs 200
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import monotonic

from chatbot.cli.evaluating import read_pairs
from chatbot.cli.options import find_checkpoint
from chatbot.config import SearchConfig
from chatbot.dialogue import DialoguePair
from chatbot.files import write_whole
from chatbot.inference.responder import NeuralResponder
from chatbot.training.evaluate import Evaluator
from chatbot.training.intervals import intervals

CORPORA = Path("../shared/corpora")
SETS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "xdailydialog/1k_part_data/dialogues_text_En.txt",
        "xdailydialog/en_dev_human.txt",
        "commonsense-dialogues/valid.json",
    ),
    "zh": ("lccc/LCCC-base_test.json",),
}
"""Dialogues of people, whose commonest replies fit nearly everywhere."""

PLAIN = SearchConfig(no_repeat_ngram=0, no_copy_ngram=0, diversity=0.0, n_best=1, mmi=0.0)
DEFAULT = SearchConfig()
SEARCHES: Mapping[str, SearchConfig] = {
    "beam 5": PLAIN,
    "+ nothing twice": replace(PLAIN, no_repeat_ngram=3),
    "+ no echo of 4": replace(PLAIN, no_copy_ngram=4),
    "+ diversity 1": replace(PLAIN, diversity=1.0),
    "+ mmi 0.5": replace(PLAIN, mmi=0.5, n_best=10),
    "+ mmi 1": replace(PLAIN, mmi=1.0, n_best=10),
    "+ mmi 1, beam 10": replace(PLAIN, mmi=1.0, n_best=20, beam_size=10),
    "+ diversity 1, mmi 1": replace(PLAIN, diversity=1.0, mmi=1.0, n_best=10),
    "greedy": replace(PLAIN, strategy="greedy"),
    "nucleus 0.9": replace(PLAIN, strategy="sample", seed=1),
    "best of 10": replace(PLAIN, strategy="sample", seed=1, samples=10),
    "best of 10, mmi 0.5": replace(PLAIN, strategy="sample", seed=1, samples=10, mmi=0.5),
    "best of 10, mmi 1": replace(PLAIN, strategy="sample", seed=1, samples=10, mmi=1.0),
    "default": DEFAULT,
    "default without mmi": replace(DEFAULT, mmi=0.0),
    "default without diversity": replace(DEFAULT, diversity=0.0),
    "default without blocking": replace(DEFAULT, no_repeat_ngram=0, no_copy_ngram=0),
}
"""A plain beam with one part more each, other ways of searching, and the default with one part less each."""

FIGURES: Mapping[str, tuple[str, int]] = {
    "distinct_1": ("distinct-1", 3),
    "distinct_2": ("distinct-2", 3),
    "commonest_10_share": ("ten commonest", 2),
    "hits_at_1_of_20": ("hits@1/20", 3),
    "bleu": ("BLEU", 2),
    "chrf": ("chrF", 1),
    "repetition": ("repetition", 3),
}
"""Which figures are shown, with their titles and decimals."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one search made of all prompts."""

    scores: Mapping[str, float]
    intervals: Mapping[str, Mapping[str, float]]
    words: float
    """Of a reply, on average."""

    seconds: float
    """For a prompt: to answer it, and to weigh its true reply among others."""


def main() -> None:
    """Learn, measure, and print the tables."""
    options = _options()
    searches = {name: SEARCHES[name] for name in options.only or SEARCHES}
    for language in options.language:
        paths = options.paths or [options.corpora / path for path in SETS[language]]
        folder = options.out / language
        checkpoint = options.checkpoint or str(_learnt(folder / "checkpoint", paths, options.minutes))
        responder, pairs = _asked(checkpoint, paths, options.pairs)
        print(f"\n{language}: {responder.name}, {len(pairs):,} kept-out prompts\n", flush=True)
        if responder.backward is None:
            print("there is no backward network: what mmi does is not seen", file=sys.stderr)
        measured = dict(_measured(folder, responder, pairs, searches))
        print("\n".join(_table(measured)))


def _learnt(folder: Path, paths: Sequence[Path], minutes: float) -> Path:
    """Return a checkpoint that has learnt the dialogues, both ways."""
    if not (folder / "backward.safetensors").is_file():
        begun = (folder / "checkpoint.json").is_file()
        what = ["--resume", str(folder)] if begun else [*map(str, paths), "--out", str(folder)]
        command = [sys.executable, "-m", "chatbot", "train", *what, "--minutes", f"{minutes:g}", "--backward"]
        subprocess.run(command, check=True)
    return folder


def _asked(
    checkpoint: str, paths: Sequence[Path], most: int
) -> tuple[NeuralResponder, Sequence[DialoguePair]]:
    """Return the responder and kept-out pairs, at most so many, spread evenly."""
    responder, pairs = read_pairs(
        find_checkpoint(checkpoint), paths, PLAIN, limit=None, held_out=True, format_name=None
    )
    count = min(most, len(pairs))
    return responder, [pairs[place * len(pairs) // count] for place in range(count)]


def _measured(
    folder: Path,
    responder: NeuralResponder,
    pairs: Sequence[DialoguePair],
    searches: Mapping[str, SearchConfig],
) -> Iterator[tuple[str, Measurement]]:
    """Answer all prompts by each search; what was measured before is read again."""
    for name, search in searches.items():
        path = folder / f"{len(pairs)} {name}.json"
        told = json.dumps([responder.name, asdict(search)])
        if path.is_file() and (found := json.loads(path.read_text(encoding="utf-8")))["search"] == told:
            yield name, Measurement(**found["measurement"])
            continue
        measurement = _measure(responder.with_search(search), pairs)
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"search": told, "measurement": asdict(measurement)}))
        print(f"{name}: {measurement.seconds:.2f} s a prompt", file=sys.stderr, flush=True)
        yield name, measurement


def _measure(responder: NeuralResponder, pairs: Sequence[DialoguePair]) -> Measurement:
    began = monotonic()
    evaluator = Evaluator(responder, pairs)
    evaluation = evaluator.evaluation(list(evaluator.run()))
    return Measurement(
        scores=evaluation.scores,
        intervals={name: asdict(each) for name, each in intervals(evaluation).items()},
        words=sum(map(len, evaluation.words)) / len(pairs),
        seconds=(monotonic() - began) / len(pairs),
    )


def _table(measured: Mapping[str, Measurement]) -> Iterator[str]:
    titles = [title for title, _ in FIGURES.values()]
    yield f"| search | {' | '.join(titles)} | words |"
    yield f"|---|{'---|' * (len(titles) + 1)}"
    for name, each in measured.items():
        cells = (_cell(each, figure, decimals) for figure, (_, decimals) in FIGURES.items())
        yield f"| {name} | {' | '.join(cells)} | {each.words:.1f} |"


def _cell(measurement: Measurement, figure: str, decimals: int) -> str:
    interval = measurement.intervals[figure]
    reach = (interval["high"] - interval["low"]) / 2
    return f"{measurement.scores[figure]:.{decimals}f} ± {reach:.{decimals}f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0, help="of learning, if there is none yet")
    parser.add_argument("--pairs", type=int, default=400, help="kept-out prompts, at most")
    parser.add_argument("--language", nargs="*", choices=list(SETS), default=list(SETS))
    parser.add_argument("--only", nargs="*", choices=list(SEARCHES), help="some of the searches")
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("--out", type=Path, default=Path("runs/replies"))
    parser.add_argument("--checkpoint", help="measure this one, by its kept-out pairs of --paths")
    parser.add_argument("--paths", type=Path, nargs="*", help="other dialogues than the language's set")
    return parser.parse_args()


if __name__ == "__main__":
    main()
