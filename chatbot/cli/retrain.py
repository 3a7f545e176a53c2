"""`chatbot retrain`: what reviewers want becomes a new checkpoint, if it is no worse than the old."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from chatbot.cli.log_file import open_existing_log
from chatbot.cli.options import checkpoint_option, find_checkpoint, json_option, log_option
from chatbot.cli.shelf import make_learner
from chatbot.cli.stopping import stop_requests
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.cli.train import INTERRUPTED
from chatbot.config import SearchConfig
from chatbot.learning import LearnEvent, LearnFinished, LearnOutcome


@click.command(epilog="\b\nchatbot retrain\nchatbot retrain --minutes 2 --json\nchatbot checkpoints rollback")
@checkpoint_option
@log_option
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    help="Judge what there is after this much learning [until all is recalled].",
)
@json_option
@click.pass_context
def retrain(
    ctx: click.Context, *, checkpoint: str | None, log_path: Path | None, minutes: float | None, as_json: bool
) -> None:
    """Learn from reviewed conversations: corrections, and replies marked good.

    A gate decides: the new lessons must be recalled word for word, earlier ones kept, and kept-out dialogue
    must not get worse by more than half a percent. Then the new checkpoint takes over; else the old one
    stays and the reason is told. `chatbot checkpoints rollback` goes back.
    """
    with open_existing_log(log_path) as log:
        learner = make_learner(find_checkpoint(checkpoint), SearchConfig())
        lessons = log.reviews.lessons(learner.lineage)
        seconds = float("inf") if minutes is None else 60 * minutes
        with stop_requests() as is_interrupted:
            events = learner.learn(lessons, is_cancelled=is_interrupted, most_seconds=seconds)
            outcome = _shown(events)
            was_interrupted = is_interrupted() and not outcome.accepted
        if outcome.accepted:
            log.reviews.mark_learnt(outcome.learnt, outcome.checkpoint)
    _conclude(outcome, as_json=as_json)
    if was_interrupted:
        ctx.exit(INTERRUPTED)


def _shown(events: Iterable[LearnEvent]) -> LearnOutcome:
    """Follow learning to its end, with a bar where there is a terminal."""
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("learning", total=1.0)
        for event in events:
            if isinstance(event, LearnFinished):
                return event.outcome
            told = f"recalled {event.recalled} of {event.lessons}"
            progress.update(task, completed=event.share, description=told)
    raise AssertionError("learning ends with an outcome")


def _conclude(outcome: LearnOutcome, *, as_json: bool) -> None:
    for note in outcome.notes:
        notice(note)
    if as_json:
        answer_json(asdict(outcome))
        return
    answer(
        f"it answers {outcome.recalled_after} of {outcome.corrections} new lessons as taught (before: "
        f"{outcome.recalled_before}); other dialogue: {outcome.heldout_nll_before:.4f} → "
        f"{outcome.heldout_nll_after:.4f} nats a character; {outcome.seconds:.1f} s"
    )
    if outcome.accepted:
        answer(f"kept in {outcome.folder}: chatbot, run in this folder, uses it from now on")
        answer("back: chatbot checkpoints rollback")
    else:
        answer(f"{outcome.checkpoint} stays: {outcome.why}")
