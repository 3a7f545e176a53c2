"""`chatbot compare`: two checkpoints on the same dialogue pairs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from chatbot.cli.evaluate import document
from chatbot.cli.evaluating import evaluation_options, measure, read_pairs, write_picture
from chatbot.cli.options import find_checkpoint
from chatbot.cli.terminal import answer, answer_json
from chatbot.config import SearchConfig
from chatbot.errors import ConfigError


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

    evaluations, names, contexts, taken = [], [], set(), []
    for name in (checkpoint, other):
        responder, pairs = read_pairs(
            find_checkpoint(name), paths, search, limit=limit, held_out=held_out, format_name=format_name
        )
        evaluator = Evaluator(responder, pairs)
        measured, seconds = measure(evaluator, len(pairs), responder.name)
        evaluations.append(evaluator.evaluation(measured))
        names.append(responder.name)
        taken.append(seconds)
        contexts.add(responder.training.context)
        if len(contexts) > 1:
            raise ConfigError(
                f"compare: expected checkpoints that read as many turns, found {' and '.join(names)} with "
                f"--context {' and '.join(map(str, sorted(contexts)))}: their pairs are not the same"
            )
    first, second = evaluations
    apart = differences(first, second)
    if picture is not None:
        write_picture(
            picture,
            f"{names[0]} (blue) and {names[1]}: {len(pairs):,} pairs",
            list(zip(names, evaluations, strict=True)),
        )
    if as_json:
        answer_json(
            {
                "pairs": len(pairs),
                "checkpoints": [
                    {"checkpoint": name, **document(evaluation, seconds=seconds)}
                    for name, evaluation, seconds in zip(names, evaluations, taken, strict=True)
                ],
                "differences": {name: asdict(each) for name, each in apart.items()},
            }
        )
        return
    answer(f"{len(pairs):,} pairs{'':<14} {names[0][:12]:>12} {names[1][:12]:>12}   difference")
    one, two = first.scores, second.scores
    for name, each in apart.items():
        sure = f"  [{each.interval.low:+.4f}, {each.interval.high:+.4f}]" if each.interval else ""
        chance = f"  p = {each.p_value:.3f}" if each.p_value is not None else ""
        answer(f"  {name:<22} {one[name]:10.4f} {two[name]:12.4f}   {each.difference:+.4f}{sure}{chance}")
