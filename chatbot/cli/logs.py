"""`chatbot logs`: what was said, listed, shown and exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.cells import cell_len, set_cell_size

from chatbot.cli.options import default_log_path, json_option, log_option
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.errors import LogError
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.export import EXPORTS
from chatbot.storage.records import (
    ConversationSummary,
    LoggedConversation,
    LoggedTurn,
    attention_document,
)
from chatbot.text.normalize import printable

TITLE_CELLS = 40
"""Widest title in the list, in terminal cells: the list fits 80 columns."""

LARGEST_ID = 2**63 - 1
"""SQLite's largest integer."""


@click.group(
    epilog="\b\nchatbot logs list\nchatbot logs show 3\nchatbot logs export --format jsonl > talks.jsonl"
)
def logs() -> None:
    """List, show and export the logged conversations."""


@logs.command("list", epilog="\b\nchatbot logs list\nchatbot logs list --json --log other.db")
@log_option
@json_option
def list_conversations(log_path: Path | None, as_json: bool) -> None:
    """List the conversations, newest first."""
    path = log_path or default_log_path()
    summaries: tuple[ConversationSummary, ...] = ()
    if path.exists():
        with _open_log(path) as log:
            summaries = log.conversations()
    if as_json:
        answer_json([asdict(summary) for summary in summaries])
    elif summaries:
        _answer_table(summaries)
    else:
        notice(f"{path}: no conversation is logged there yet")


@logs.command("show", epilog="\b\nchatbot logs show 3\nchatbot logs show 3 --json")
@click.argument("conversation_id", metavar="ID", type=click.IntRange(1, LARGEST_ID))
@log_option
@json_option
def show_conversation(conversation_id: int, log_path: Path | None, as_json: bool) -> None:
    """Show one conversation; with --json also where each reply looked."""
    with _open_log(log_path or default_log_path()) as log:
        conversation = log.conversation(conversation_id)
    if as_json:
        answer_json(_conversation_document(conversation))
    else:
        _answer_conversation(conversation)


@logs.command(
    "export",
    epilog="\b\n"
    "chatbot logs export --format jsonl > talks.jsonl\n"
    "chatbot logs export --format md --since 2026-11-01 | less",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(tuple(EXPORTS)),
    required=True,
    help="jsonl: messages to train on; md: to read; csv: for spreadsheets, texts unchanged.",
)
@click.option(
    "--since",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Only conversations that began on this day or later, such as 2026-11-01, in local time.",
)
@log_option
def export_conversations(format_name: str, since: datetime | None, log_path: Path | None) -> None:
    """Print whole conversations, oldest first."""
    moment = None if since is None else _start_of_day(since)
    with _open_log(log_path or default_log_path()) as log:
        for part in EXPORTS[format_name](log.conversations_since(moment)):
            click.echo(printable(part) if format_name == "md" else part, nl=False)


@logs.command("path", epilog='\b\nchatbot logs path\ndatasette "$(chatbot logs path)"')
@log_option
@json_option
def print_path(log_path: Path | None, as_json: bool) -> None:
    """Print where conversations are kept, whether or not there are any yet."""
    path = str(log_path or default_log_path())
    if as_json:
        answer_json({"path": path})
    else:
        answer(path)


def _open_log(path: Path) -> ConversationLog:
    if not path.exists():
        raise LogError(
            f"{path}: expected a conversation log, found no file; chat first, or name another file with --log"
        )
    return ConversationLog(path, clock=lambda: datetime.now(UTC))


def _start_of_day(day: datetime) -> datetime:
    try:
        return day.astimezone()
    except (OverflowError, ValueError) as error:
        raise click.BadParameter(f"expected a day like 2026-11-01, found {day:%Y-%m-%d}") from error


def _answer_table(summaries: Sequence[ConversationSummary]) -> None:
    titles = {summary.id: _fitted(printable(summary.title)) for summary in summaries}
    title_cells = max(cell_len("title"), *map(cell_len, titles.values()))
    id_cells = max(len("id"), *(len(str(summary.id)) for summary in summaries))
    answer(f"{'id':>{id_cells}}  {'started':<16}  turns  {set_cell_size('title', title_cells)}  checkpoint")
    for summary in summaries:
        title = set_cell_size(titles[summary.id], title_cells)
        started = _local_time(summary.started_at)
        answer(f"{summary.id:>{id_cells}}  {started}  {summary.turns:>5}  {title}  {summary.checkpoint}")


def _fitted(title: str) -> str:
    if cell_len(title) <= TITLE_CELLS:
        return title
    return set_cell_size(title, TITLE_CELLS - 1).rstrip() + "…"


def _answer_conversation(conversation: LoggedConversation) -> None:
    started = _local_time(conversation.started_at)
    answer(f"conversation {conversation.id} · {started} · {conversation.checkpoint}")
    for turn in conversation.turns:
        answer(f"{turn.speaker.value:<4}  " + "\n      ".join(turn.text.splitlines()))


def _local_time(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def _conversation_document(conversation: LoggedConversation) -> dict[str, object]:
    return {
        "id": conversation.id,
        "started_at": conversation.started_at,
        "turns": [_turn_document(turn) for turn in conversation.turns],
    }


def _turn_document(turn: LoggedTurn) -> dict[str, object]:
    document: dict[str, object] = {
        "id": turn.id,
        "speaker": turn.speaker.value,
        "text": turn.text,
        "said_at": turn.said_at,
    }
    if turn.reply:
        document["attention"] = attention_document(turn.reply.reply.attention)
    return document
