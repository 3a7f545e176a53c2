"""A prompt and its reply a line, with ` | ` between them, as the Qingyun chat logs have it."""

from __future__ import annotations

from collections.abc import Iterator

from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

SEPARATOR = " | "

LEAST_SHARE = 0.9
"""Share of lines that must have text on both sides of the separator."""


def matches(head: Head) -> bool:
    """Recognise lines in two parts; lines that begin with the separator are rows of a Markdown table."""
    return head.share(lambda line: _parts(line) is not None) >= LEAST_SHARE


def read(source: Source) -> Iterator[Conversation]:
    """Read a conversation a line; a second separator belongs to the reply."""
    for number, line in source.lines():
        parts = _parts(line)
        if parts is not None:
            yield Conversation.alternating(parts, source.place(number))
        elif line.strip():
            source.skip("expected a prompt and a reply with ' | ' between them", number)


def _parts(line: str) -> tuple[str, str] | None:
    prompt, separator, reply = line.partition(SEPARATOR)
    is_table = line.lstrip().startswith("|")
    return (prompt, reply) if separator and prompt.strip() and reply.strip() and not is_table else None
