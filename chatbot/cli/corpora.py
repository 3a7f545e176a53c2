"""`chatbot corpora`: what is in files of dialogue, before anything is learnt from them."""

from __future__ import annotations

import io
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from chatbot.cli.options import json_option
from chatbot.cli.terminal import answer, answer_json
from chatbot.corpus.corpus_file import FileReport
from chatbot.corpus.fingerprint import FingerprintCounts
from chatbot.corpus.formats import FORMATS, read_conversations
from chatbot.corpus.pairs import PairSplit, fingerprint_of, pairs_of
from chatbot.dialogue import Conversation

PATIENCE_SECONDS = 2.0
"""After this long a person wants to see that something happens."""

WIDE_TERMINAL = 120
"""From this many columns on the table has room for all the counts."""

WIDTH_WITHOUT_TERMINAL = 160
"""Columns of the table in a file or a pipe."""


@dataclass(slots=True)
class Survey:
    """What was found in all the files."""

    files: list[FileReport] = field(default_factory=list)
    unique: FingerprintCounts = field(default_factory=FingerprintCounts)
    training_pairs: int = 0
    held_out_pairs: int = 0
    filtered: dict[str, int] = field(default_factory=dict)

    def watch(self, conversations: Iterable[Conversation]) -> Iterator[Conversation]:
        """Count distinct pairs while conversations pass by."""
        for conversation in conversations:
            for pair in pairs_of(conversation):
                self.unique.add(fingerprint_of(pair))
            yield conversation


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path, readable=False)
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    metavar="NAME",
    help=f"Read every file in this format instead of asking its content. One of: {', '.join(FORMATS)}.",
)
@click.option(
    "--context",
    type=click.IntRange(0, 20),
    default=0,
    show_default=True,
    metavar="N",
    help="Turns before the prompt that make a pair a different one.",
)
@click.option("--check", is_flag=True, help="Look for mistakes in files of frames, and give advice.")
@click.option("--mark-held-out", is_flag=True, help="Mark in files of frames what is kept for measuring.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of what --mark-held-out chooses.")
@json_option
def corpora(
    paths: tuple[Path, ...],
    *,
    format_name: str | None,
    context: int,
    check: bool,
    mark_held_out: bool,
    seed: int,
    as_json: bool,
) -> None:
    """Show what is in files of dialogue, and what was skipped and why.

    One pair a line is enough: the prompt, a tab, the reply, in a .tsv file. Longer talks are JSON lines:
    {"turns": ["hello", "Hello there!", "how are you?", "Fine."]}. Directories are walked, zip archives
    opened; format and encoding are told from the content.

    \b
    chatbot corpora corpora/
    chatbot corpora chats.jsonl subtitles.conv --json
    chatbot corpora lines.txt --format alternating
    chatbot corpora my-bot/ --check
    """  # noqa: D301, click reads the backspace
    if check or mark_held_out:
        from chatbot.cli.corpora_frames import check_frames, mark_frames

        if mark_held_out:
            mark_frames(paths, format_name=format_name, seed=seed)
        if check:
            check_frames(paths, format_name=format_name, as_json=as_json)
        return
    survey = _survey(paths, format_name, context)
    if as_json:
        answer_json(_document(survey))
    else:
        answer(_table(survey.files, paths))
        answer(_summary(survey))


def _survey(paths: tuple[Path, ...], format_name: str | None, context: int) -> Survey:
    survey = Survey()
    split = PairSplit(context=context)
    conversations = read_conversations(paths, format_name=format_name, on_file=survey.files.append)
    watched = survey.watch(_with_progress(conversations))
    survey.training_pairs = sum(1 for _ in split.training_pairs(watched))
    survey.held_out_pairs = sum(1 for _ in split.held_out_pairs())
    survey.filtered = dict(split.filter.filtered)
    return survey


def _with_progress(conversations: Iterable[Conversation]) -> Iterator[Conversation]:
    """Show on a terminal how many conversations a second pass by, once it takes long."""
    start = time.monotonic()
    with ExitStack() as stack:
        progress = _progress()
        task = progress.add_task("", total=None)
        for count, conversation in enumerate(conversations, start=1):
            yield conversation
            seconds = time.monotonic() - start
            if seconds > PATIENCE_SECONDS and not progress.live.is_started:
                stack.enter_context(progress)
            if count % 500 == 0:
                rate = count / max(seconds, 0.001)
                progress.update(task, description=f"{count:,} conversations, {rate:,.0f} a second")


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    is_silent = not sys.stderr.isatty()
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=is_silent)


def _document(survey: Survey) -> dict[str, object]:
    return {
        "files": [_file_document(file) for file in survey.files],
        "pairs": sum(file.pairs for file in survey.files),
        "unique_pairs": len(survey.unique),
        "training_pairs": survey.training_pairs,
        "held_out_pairs": survey.held_out_pairs,
        "filtered": survey.filtered,
    }


def _file_document(file: FileReport) -> dict[str, object]:
    return {
        "path": file.path,
        "format": file.format,
        "encoding": file.encoding,
        "conversations": file.conversations,
        "turns": file.turns,
        "pairs": file.pairs,
        "languages": file.languages,
        "skipped": file.skipped,
        "first_skipped": file.first_skipped,
        "part_of": file.part_of,
    }


def _table(files: list[FileReport], paths: Sequence[Path]) -> str:
    width = _width()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("file", overflow="fold", ratio=1)
    table.add_column("format", no_wrap=True)
    table.add_column("encoding", no_wrap=True)
    counted = ("conversations", "turns", "pairs") if width >= WIDE_TERMINAL else ("pairs",)
    for name in counted:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("languages", no_wrap=True)
    for file in files:
        if file.format is not None:
            counts = [f"{getattr(file, name):,}" for name in counted]
            table.add_row(_short_name(file, paths), file.format, file.encoding, *counts, _shares(file))
    screen = Console(file=io.StringIO(), width=width, no_color=True, markup=False, highlight=False)
    with screen.capture() as drawn:
        screen.print(table)
    return drawn.get().strip("\n")


def _short_name(file: FileReport, paths: Sequence[Path]) -> str:
    """Return the name below the one directory that was asked for; the whole path otherwise."""
    below = Path(file.path)
    return str(below.relative_to(paths[0])) if len(paths) == 1 and paths[0].is_dir() else file.path


def _shares(file: FileReport) -> str:
    """Return the languages of a file, such as `zh 98% en 2%`; those below one in a hundred are left out."""
    percents = {language: 100 * count // max(1, file.pairs) for language, count in file.languages.items()}
    return " ".join(f"{language} {percent}%" for language, percent in percents.items() if percent)


def _width() -> int:
    is_terminal = sys.stdout.isatty()
    return shutil.get_terminal_size().columns if is_terminal else WIDTH_WITHOUT_TERMINAL


def _summary(survey: Survey) -> str:
    pairs = sum(file.pairs for file in survey.files)
    lines = [
        f"Pairs: {pairs:,}, {len(survey.unique):,} of them distinct",
        f"To learn: {survey.training_pairs:,}; held out: {survey.held_out_pairs:,}",
    ]
    if survey.filtered:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in sorted(survey.filtered.items()))
        lines.append(f"Left out of both: {reasons}")
    for reason in dict.fromkeys(reason for file in survey.files for reason in file.skipped):
        skips = [file for file in survey.files if reason in file.skipped]
        count = sum(file.skipped[reason] for file in skips)
        lines.append(f"Skipped {count:,}: {reason}, first at {skips[0].first_skipped[reason]}")
    return "\n".join(lines)
