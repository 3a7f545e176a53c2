"""What `evaluate` and `compare` have in common: reading the pairs, showing progress, drawing the picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chatbot.cli.options import json_option
from chatbot.cli.search_options import search_options
from chatbot.config import SearchConfig
from chatbot.corpus.formats import FORMATS, read_conversations
from chatbot.corpus.pairs import is_held_out, pairs_of
from chatbot.dialogue import DialoguePair
from chatbot.errors import CorpusError
from chatbot.files import write_whole
from chatbot.pictures.bars import BarGroup, BarRow, draw_bars

if TYPE_CHECKING:
    from chatbot.inference.responder import NeuralResponder
    from chatbot.training.evaluate import Evaluation, Evaluator, Measured

OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.argument(
        "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path, readable=False)
    ),
    click.option("--limit", type=click.IntRange(1), metavar="N", help="Measure the first N pairs only."),
    click.option(
        "--held-out", is_flag=True, help="Only the conversations that `chatbot train` keeps for measuring."
    ),
    click.option(
        "--format", "format_name", type=click.Choice(list(FORMATS)), metavar="NAME", help="Force a format."
    ),
    click.option(
        "--picture", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.svg", help="Draw it, too."
    ),
    json_option,
    search_options,
)


def evaluation_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the files to measure on, and how."""
    return reduce(lambda decorated, option: option(decorated), reversed(OPTIONS), command)


def read_pairs(
    folder: Path,
    paths: Sequence[Path],
    search: SearchConfig,
    *,
    limit: int | None,
    held_out: bool,
    format_name: str | None,
) -> tuple[NeuralResponder, list[DialoguePair]]:
    """Load a checkpoint, and read the pairs with as much context as it has learnt to read.

    Raises:
        CorpusError: there is not one pair.
    """
    from chatbot.cli.loading import load_responder

    responder = load_responder(folder, search)
    pairs = list(
        islice(_pairs(paths, responder.training.context, held_out=held_out, format_name=format_name), limit)
    )
    if not pairs:
        which = "held-out pair" if held_out else "pair"
        raise CorpusError(
            ", ".join(map(str, paths)),
            None,
            f"expected at least one {which} of prompt and reply, found none; "
            "`chatbot corpora PATH` shows what is in the files",
        )
    return responder, pairs


def measure(evaluator: Evaluator, pairs: int, name: str) -> tuple[list[Measured], float]:
    """Measure pair after pair with a bar and the time that is left; return also the seconds it took."""
    began = monotonic()
    measured = []
    with progress_bar(name, pairs) as advance:
        for each in evaluator.run():
            measured.append(each)
            advance()
    return measured, monotonic() - began


@contextmanager
def progress_bar(name: str, total: int) -> Iterator[Callable[[], None]]:
    """Show on a terminal how much is done and how long the rest takes; what is lent counts one more."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(name, total=total)
        yield lambda: progress.advance(task)


def write_picture(path: Path, title: str, evaluations: Sequence[tuple[str, Evaluation]]) -> None:
    """Draw the figures of one or two evaluations as an SVG."""
    scores = [evaluation.scores for _, evaluation in evaluations]
    names = " / ".join(name for name, _ in evaluations)
    figures = [BarGroup(name, (BarRow(names, tuple(each[name] for each in scores)),)) for name in scores[0]]
    lengths = []
    for classes in zip(*(evaluation.by_source_length for _, evaluation in evaluations), strict=True):
        label = f"{classes[0].begin}-{classes[0].end or ''} words ({len(classes[0].measured):,} pairs)"
        lengths.append(BarRow(label, tuple(each.nll_per_character for each in classes)))
    groups = [*figures, BarGroup("nats a character by source length", tuple(lengths))]
    write_whole(path, draw_bars(title, groups))


def _pairs(
    paths: Sequence[Path], context: int, *, held_out: bool, format_name: str | None
) -> Iterator[DialoguePair]:
    for conversation in read_conversations(paths, format_name=format_name, on_file=lambda report: None):
        if not held_out or is_held_out(conversation):
            yield from pairs_of(conversation, context=context)
