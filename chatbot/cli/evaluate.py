"""`chatbot evaluate`: how good a checkpoint is on dialogue pairs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chatbot.cli.evaluate_intents import evaluate_intents
from chatbot.cli.evaluating import evaluation_options, measure, read_pairs, write_picture
from chatbot.cli.options import find_checkpoint
from chatbot.cli.terminal import answer, answer_json
from chatbot.config import SearchConfig

if TYPE_CHECKING:
    from chatbot.training.evaluate import Evaluation

LOWER_IS_BETTER = frozenset({"nll_per_character", "perplexity_per_token", "commonest_10_share", "repetition"})


class EvaluateCommand(click.Command):
    """Hands a command line with `--study` on to the command that has its options."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Make the context of whichever of the two commands the line is meant for."""
        if any(each.split("=")[0] == "--study" for each in args):
            from chatbot.cli.study import study

            return study.make_context(f"{info_name} --study attention", args, parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command(
    cls=EvaluateCommand,
    epilog="\b\n"
    "chatbot evaluate starter corpora/ --limit 500\n"
    "chatbot evaluate checkpoints/mine talks/ --held-out --by-length --picture mine.svg\n"
    "chatbot evaluate mine test.tsv --json\n"
    "chatbot evaluate mine corpora/ --intents --show 50\n"
    "chatbot evaluate --study attention --help",
)
@click.argument("checkpoint", metavar="CHECKPOINT")
@evaluation_options
@click.option("--intents", is_flag=True, help="Ask what files of frames keep from training, instead.")
@click.option(
    "--show", type=click.IntRange(0), default=0, metavar="N", help="Show N kept dialogues with --intents."
)
@click.option(
    "--study",
    metavar="NAME",
    expose_value=False,
    help="Teach and compare models; see --study attention --help.",
)
@click.option("--by-length", is_flag=True, help="Show the classes of source lengths, in words, too.")
def evaluate(
    checkpoint: str,
    *,
    paths: tuple[Path, ...],
    limit: int | None,
    held_out: bool,
    format_name: str | None,
    picture: Path | None,
    by_length: bool,
    intents: bool,
    show: int,
    as_json: bool,
    search: SearchConfig,
) -> None:
    """Measure a CHECKPOINT on the dialogue pairs of files: how likely the true replies are, and its own.

    Every pair counts, those it was trained on too: name files it has not seen, or say --held-out. Behind each
    figure stands what 95 % of other pairs like these would give.
    """
    from chatbot.training.evaluate import Evaluator
    from chatbot.training.intervals import intervals

    folder = find_checkpoint(checkpoint)
    if intents:
        if held_out or picture or by_length:
            raise click.UsageError("--intents goes without --held-out, --picture and --by-length")
        evaluate_intents(
            folder, paths, search, limit=limit, format_name=format_name, show=show, as_json=as_json
        )
        return
    responder, pairs = read_pairs(
        folder, paths, search, limit=limit, held_out=held_out, format_name=format_name
    )
    evaluator = Evaluator(responder, pairs)
    measured, seconds = measure(evaluator, len(pairs), responder.name)
    evaluation = evaluator.evaluation(measured)
    if picture is not None:
        write_picture(picture, f"{responder.name}: {len(pairs):,} pairs", [(responder.name, evaluation)])
    if as_json:
        answer_json({"pairs": len(pairs), **document(evaluation, seconds=seconds)})
        return
    answer(f"{responder.name}: {len(pairs):,} pairs, {evaluation.characters:,} characters, {seconds:.0f} s")
    for name, each in intervals(evaluation).items():
        lower = "  (lower is better)" if name in LOWER_IS_BETTER else ""
        interval = f"[{each.low:.4f}, {each.high:.4f}]"
        answer(f"  {name:<22} {evaluation.scores[name]:10.4f}  {interval:<20}{lower}")
    if by_length:
        answer("  words of the source        pairs  nats/character    BLEU")
        for group in evaluation.by_source_length:
            span = f"{group.begin}-{group.end}" if group.end else f"{group.begin} and more"
            answer(
                f"  {span:<22} {len(group.measured):10,} {group.nll_per_character:15.4f} {group.bleu:7.2f}"
            )


def document(evaluation: Evaluation, *, seconds: float) -> dict[str, object]:
    """Return an evaluation as the contract's JSON has it, but for the number of pairs."""
    from chatbot.training.intervals import intervals

    return {
        "characters": evaluation.characters,
        **evaluation.scores,
        "intervals": {name: asdict(each) for name, each in intervals(evaluation).items()},
        "alignment_entropy": evaluation.alignment_entropy,
        "seconds": round(seconds, 3),
        "by_source_length": [
            {
                "from": group.begin,
                "to": group.end,
                "pairs": len(group.measured),
                "nll_per_character": group.nll_per_character,
                "bleu": group.bleu,
            }
            for group in evaluation.by_source_length
        ],
    }
