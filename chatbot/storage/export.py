"""Logged conversations as text for other programs and for people, a piece at a time."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import dropwhile

from chatbot.dialogue import Speaker
from chatbot.storage.records import LoggedConversation, LoggedTurn
from chatbot.storage.review_records import Review
from chatbot.storage.reviews import CONTEXT_TURNS
from chatbot.storage.verdict import Verdict

ROLES = {Speaker.USER: "user", Speaker.BOT: "assistant"}
"""The speakers as message formats call them."""

CSV_COLUMNS = (
    "conversation_id",
    "turn_id",
    "said_at",
    "speaker",
    "checkpoint",
    "text",
    "verdict",
    "correction",
    "note",
)
"""The header of the CSV export; the user's turns have no checkpoint and no review."""

_MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]<>()#|~&!])")


def jsonl(conversations: Iterable[LoggedConversation]) -> Iterator[str]:
    """Spell each conversation as a line of messages: a corpus to learn from."""
    for conversation in conversations:
        yield _messages((ROLES[turn.speaker], turn.text) for turn in conversation.turns)


def lessons_jsonl(conversations: Iterable[LoggedConversation]) -> Iterator[str]:
    """Spell each approved or corrected reply as a line of messages: what led to it, then what is right."""
    for conversation in conversations:
        for place, turn in enumerate(conversation.turns):
            if answer := _right_answer(turn):
                before = conversation.turns[max(0, place - CONTEXT_TURNS) : place]
                # A part that begins with the bot's words would be no dialogue to other trainers.
                context = dropwhile(lambda said: said.speaker is Speaker.BOT, before)
                said = ((ROLES[turn.speaker], turn.text) for turn in context)
                yield _messages((*said, (ROLES[Speaker.BOT], answer)))


def csv_rows(conversations: Iterable[LoggedConversation]) -> Iterator[str]:
    """Spell each turn as a row; texts stand unchanged, in quotes, line breaks and all."""
    writer = csv.writer(_Returned(), quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    yield writer.writerow(CSV_COLUMNS)
    for conversation in conversations:
        for turn in conversation.turns:
            checkpoint = turn.reply.checkpoint if turn.reply else ""
            said = (conversation.id, turn.id, turn.said_at, turn.speaker.value, checkpoint, turn.text)
            yield writer.writerow((*said, *_review_cells(turn.review)))


def markdown(conversations: Iterable[LoggedConversation]) -> Iterator[str]:
    """Spell each conversation as a section; what was said can neither format nor end it."""
    for conversation in conversations:
        yield f"## {conversation.id} · {_quoted(conversation.title)}\n\n"
        yield f"{conversation.started_at} · {_quoted(conversation.checkpoint)}\n\n"
        for turn in conversation.turns:
            yield _paragraph(turn.speaker.value, turn.text) + _review_paragraphs(turn.review)


def reviewed_alone(conversations: Iterable[LoggedConversation]) -> Iterator[LoggedConversation]:
    """Leave in each conversation the reviewed replies and the turns they answer."""
    for conversation in conversations:
        followed = zip(conversation.turns, (*conversation.turns[1:], None), strict=True)
        kept = tuple(turn for turn, after in followed if turn.review or (after and after.review))
        if kept:
            yield replace(conversation, turns=kept)


def _messages(said: Iterable[tuple[str, str]]) -> str:
    messages = [{"role": role, "content": text} for role, text in said]
    return json.dumps({"messages": messages}, ensure_ascii=False) + "\n"


def _right_answer(turn: LoggedTurn) -> str | None:
    if turn.review is None:
        return None
    return turn.text if turn.review.verdict is Verdict.GOOD else turn.review.correction


def _review_cells(review: Review | None) -> tuple[str, str, str]:
    if review is None:
        return ("", "", "")
    return (review.verdict or "", review.correction or "", review.note or "")


def _review_paragraphs(review: Review | None) -> str:
    if review is None:
        return ""
    named = ((review.verdict, review.correction), ("note" if review.note else None, review.note))
    return "".join(_paragraph(name, text) for name, text in named if name)


def _paragraph(name: str, text: str | None) -> str:
    if text is None:
        return f"**{name}**\n\n"
    lines = _quoted(text).splitlines() or [""]
    # A backslash at the end of a line keeps the line break when Markdown is drawn.
    return f"**{name}**\n\n> " + "\\\n> ".join(lines) + "\n\n"


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

REVIEWED_EXPORTS: dict[str, Callable[[Iterable[LoggedConversation]], Iterator[str]]] = {
    "jsonl": lessons_jsonl,
    "md": lambda conversations: markdown(reviewed_alone(conversations)),
    "csv": lambda conversations: csv_rows(reviewed_alone(conversations)),
}
"""The same formats, for the reviewed replies alone."""
