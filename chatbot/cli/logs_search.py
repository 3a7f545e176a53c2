"""`chatbot logs search`: turns by any part of what was said."""

from __future__ import annotations

from pathlib import Path

import click

from chatbot.cli.log_file import local_time, open_existing_log
from chatbot.cli.options import json_option, log_option
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.storage.search import FoundTurn


@click.command(
    "search",
    epilog="\b\n"
    "chatbot logs search 天气\n"
    'chatbot logs search "how\'s the" --limit 20\n'
    "chatbot logs search 好 --json",
)
@click.argument("query", metavar="TEXT")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the newest N [default: all]")
@log_option
@json_option
def search_turns(query: str, limit: int | None, log_path: Path | None, *, as_json: bool) -> None:
    """Find what was said, newest first: turns that hold TEXT as it stands, else those with all its words.

    One character is enough, and every sign means itself; case and full or half width make no difference.
    """
    with open_existing_log(log_path) as log:
        found = log.search(query, limit=limit)
    if as_json:
        answer_json([_document(turn) for turn in found])
    elif found:
        for turn in found:
            answer(_line(turn))
    else:
        notice("nothing that was said holds this")


def _line(turn: FoundTurn) -> str:
    said = " ".join(turn.text.split())
    title = f"  · {turn.title}" if turn.title else ""
    return f"{turn.conversation_id}  {local_time(turn.said_at)}  {turn.speaker.value:<4}  {said}{title}"


def _document(turn: FoundTurn) -> dict[str, object]:
    return {
        "conversation_id": turn.conversation_id,
        "title": turn.title,
        "turn_id": turn.turn_id,
        "speaker": turn.speaker.value,
        "text": turn.text,
        "said_at": turn.said_at,
    }
