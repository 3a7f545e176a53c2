"""`chatbot logs list` and `show`: conversations as people and scripts read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.cells import cell_len, set_cell_size

from chatbot.cli.log_file import local_time, open_existing_log
from chatbot.cli.options import conversation_id_argument, default_log_path, json_option, log_option
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.storage.records import (
    ConversationSummary,
    LoggedConversation,
    LoggedTurn,
    attention_document,
)
from chatbot.storage.review_records import Review
from chatbot.text.normalize import printable

TITLE_CELLS = 40
"""Widest title in the list, in terminal cells: the list fits 80 columns."""


@click.command("list", epilog="\b\nchatbot logs list --limit 20\nchatbot logs list --json --log other.db")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the newest N.")
@log_option
@json_option
def list_conversations(limit: int | None, log_path: Path | None, *, as_json: bool) -> None:
    """List the conversations, newest first."""
    path = log_path or default_log_path()
    summaries: tuple[ConversationSummary, ...] = ()
    if path.exists():
        with open_existing_log(path) as log:
            summaries = log.conversations(limit=limit)
    if as_json:
        answer_json([asdict(summary) for summary in summaries])
    elif summaries:
        _answer_table(summaries)
    else:
        notice(f"{path}: no conversation is logged there yet")


@click.command("show", epilog="\b\nchatbot logs show 3\nchatbot logs show 3 --json")
@conversation_id_argument
@log_option
@json_option
def show_conversation(conversation_id: int, log_path: Path | None, as_json: bool) -> None:
    """Show one conversation; with --json also where each reply looked."""
    with open_existing_log(log_path) as log:
        conversation = log.conversation(conversation_id)
    if as_json:
        answer_json(_conversation_document(conversation))
    else:
        _answer_conversation(conversation)


def _answer_table(summaries: Sequence[ConversationSummary]) -> None:
    titles = {summary.id: _fitted(printable(summary.title)) for summary in summaries}
    title_cells = max(cell_len("title"), *map(cell_len, titles.values()))
    id_cells = max(len("id"), *(len(str(summary.id)) for summary in summaries))
    answer(f"{'id':>{id_cells}}  {'started':<16}  turns  {set_cell_size('title', title_cells)}  checkpoint")
    for summary in summaries:
        title = set_cell_size(titles[summary.id], title_cells)
        started = local_time(summary.started_at)
        answer(f"{summary.id:>{id_cells}}  {started}  {summary.turns:>5}  {title}  {summary.checkpoint}")


def _fitted(title: str) -> str:
    if cell_len(title) <= TITLE_CELLS:
        return title
    return set_cell_size(title, TITLE_CELLS - 1).rstrip() + "…"


def _answer_conversation(conversation: LoggedConversation) -> None:
    started = local_time(conversation.started_at)
    answer(f"conversation {conversation.id} · {conversation.title} · {started} · {conversation.checkpoint}")
    for turn in conversation.turns:
        answer(_indented(f"{turn.speaker.value:<4}", turn.text))
        if turn.review:
            _answer_review(turn.review)


def _answer_review(review: Review) -> None:
    if review.verdict:
        answer(_indented(" " * 4, f"[{review.verdict}] {review.correction or ''}".rstrip()))
    if review.note:
        answer(_indented(" " * 4, f"[note] {review.note}"))


def _indented(name: str, text: str) -> str:
    return f"{name}  " + "\n      ".join(text.splitlines())


def _conversation_document(conversation: LoggedConversation) -> dict[str, object]:
    return {
        "id": conversation.id,
        "started_at": conversation.started_at,
        "title": conversation.title,
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
    if turn.review and turn.review.verdict:
        document["review"] = {
            "verdict": turn.review.verdict.value,
            "correction": turn.review.correction,
            "note": turn.review.note,
            "reviewed_at": turn.review.reviewed_at,
        }
    return document
