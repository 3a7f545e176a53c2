"""Logged conversations as text for other programs and for people, a piece at a time."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator

from chatbot.dialogue import Speaker
from chatbot.storage.records import LoggedConversation

ROLES = {Speaker.USER: "user", Speaker.BOT: "assistant"}
"""The speakers as message formats call them."""

CSV_COLUMNS = ("conversation_id", "turn_id", "said_at", "speaker", "checkpoint", "text")
"""The header of the CSV export; the checkpoint is empty for the user's turns."""

_MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]<>()#|~&!])")


def jsonl(conversations: Iterable[LoggedConversation]) -> Iterator[str]:
    """Spell each conversation as a line of messages: a corpus to learn from."""
    for conversation in conversations:
        messages = [{"role": ROLES[turn.speaker], "content": turn.text} for turn in conversation.turns]
        yield json.dumps({"messages": messages}, ensure_ascii=False) + "\n"


def csv_rows(conversations: Iterable[LoggedConversation]) -> Iterator[str]:
    """Spell each turn as a row; texts stand unchanged, in quotes, line breaks and all."""
    writer = csv.writer(_Returned(), quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    yield writer.writerow(CSV_COLUMNS)
    for conversation in conversations:
        for turn in conversation.turns:
            checkpoint = turn.reply.checkpoint if turn.reply else ""
            yield writer.writerow(
                (conversation.id, turn.id, turn.said_at, turn.speaker.value, checkpoint, turn.text)
            )


def markdown(conversations: Iterable[LoggedConversation]) -> Iterator[str]:
    """Spell each conversation as a section; what was said can neither format nor end it."""
    for conversation in conversations:
        yield f"## {conversation.id} · {_quoted(conversation.title)}\n\n"
        yield f"{conversation.started_at} · {_quoted(conversation.checkpoint)}\n\n"
        for turn in conversation.turns:
            lines = _quoted(turn.text).splitlines() or [""]
            # A backslash at the end of a line keeps the line break when Markdown is drawn.
            yield f"**{turn.speaker.value}**\n\n> " + "\\\n> ".join(lines) + "\n\n"


class _Returned:
    """A file for csv.writer that hands each row back instead of keeping it."""

    def write(self, row: str) -> str:
        return row


def _quoted(text: str) -> str:
    return _MARKDOWN_MARKS.sub(r"\\\1", text)


EXPORTS: dict[str, Callable[[Iterable[LoggedConversation]], Iterator[str]]] = {
    "jsonl": jsonl,
    "md": markdown,
    "csv": csv_rows,
}
"""Every format conversations can be exported to."""
