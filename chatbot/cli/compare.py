"""`chatbot compare`: two checkpoints on the same dialogue pairs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chatbot.cli.evaluate import document
from chatbot.cli.evaluating import evaluation_options, measure, read_pairs, write_picture
from chatbot.cli.options import find_checkpoint
from chatbot.cli.terminal import answer, answer_json
from chatbot.config import SearchConfig
from chatbot.errors import ConfigError
from chatbot.model.card import CheckpointCard

if TYPE_CHECKING:
    from chatbot.training.comparison import Difference
    from chatbot.training.evaluate import Evaluation


@click.command(
    epilog="\b\n"
    "chatbot compare starter mine corpora/ --held-out\n"
    "chatbot compare plain additive test.tsv --json --picture both.svg"
)
@click.argument("checkpoint", metavar="CHECKPOINT")
@click.argument("other", metavar="CHECKPOINT")
@evaluation_options
def compare(
    checkpoint: str,
    other: str,
    *,
    paths: tuple[Path, ...],
    limit: int | None,
    held_out: bool,
    format_name: str | None,
    picture: Path | None,
    as_json: bool,
    search: SearchConfig,
) -> None:
    """Measure two checkpoints on the same pairs; tell how far apart they are, and how sure that is.

    Intervals are of 95 %, by the paired bootstrap over pairs.
    """
    from chatbot.training.comparison import differences
    from chatbot.training.evaluate import Evaluator

    folders = [find_checkpoint(name) for name in (checkpoint, other)]
    _require_same_context(folders)
    evaluations, documents = [], []
    for folder in folders:
        responder, pairs = read_pairs(
            folder, paths, search, limit=limit, held_out=held_out, format_name=format_name
        )
        evaluator = Evaluator(responder, pairs)
        measured, seconds = measure(evaluator, len(pairs), responder.name)
        evaluations.append((responder.name, evaluator.evaluation(measured)))
        documents.append({"checkpoint": responder.name, **document(evaluations[-1][1], seconds=seconds)})
    apart = differences(evaluations[0][1], evaluations[1][1])
    if picture is not None:
        names = " (blue) and ".join(name for name, _ in evaluations)
        write_picture(picture, f"{names}: {len(pairs):,} pairs", evaluations)
    if as_json:
        told = {name: asdict(each) for name, each in apart.items()}
        answer_json({"pairs": len(pairs), "checkpoints": documents, "differences": told})
    else:
        _tell(evaluations, apart, len(pairs))


def _require_same_context(folders: list[Path]) -> None:
    """Refuse checkpoints that read different numbers of turns: their pairs would not be the same."""
    contexts = [CheckpointCard.read(folder).training.context for folder in folders]
    if len(set(contexts)) > 1:
        found = " and ".join(
            f"{folder.name} with --context {context}"
            for folder, context in zip(folders, contexts, strict=True)
        )
        raise ConfigError(
            f"compare: expected checkpoints that read as many turns, found {found}: "
            "their pairs are not the same"
        )


def _tell(evaluations: list[tuple[str, Evaluation]], apart: dict[str, Difference], pairs: int) -> None:
    names = [name for name, _ in evaluations]
    one, two = (evaluation.scores for _, evaluation in evaluations)
    answer(f"{pairs:,} pairs{'':<14} {names[0][:12]:>12} {names[1][:12]:>12}   difference")
    for name, each in apart.items():
        sure = f"  [{each.interval.low:+.4f}, {each.interval.high:+.4f}]" if each.interval else ""
        chance = f"  p = {each.p_value:.3f}" if each.p_value is not None else ""
        answer(f"  {name:<22} {one[name]:10.4f} {two[name]:12.4f}   {each.difference:+.4f}{sure}{chance}")
