"""Rows of a label, turns and a reply, with tabs between; only under label 1 the reply is the true one."""

from __future__ import annotations

from collections.abc import Iterator

from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

LEAST_SHARE = 0.95
"""Share of rows that must begin with a label."""


def matches(head: Head) -> bool:
    """Recognise rows that begin with 0 or 1, both of which occur, and go on with two texts at least."""
    labels = {line[0] for line in head.filled()}
    return {"0", "1"} <= labels and head.share(_is_labelled) >= LEAST_SHARE


def read(source: Source) -> Iterator[Conversation]:
    """Read the rows with the true reply; the others would teach nonsense and are no conversations."""
    for number, line in source.lines():
        if not line.strip() or line.startswith("0\t"):
            continue
        if _is_labelled(line):
            yield Conversation.alternating(line.split("\t")[1:], source.place(number))
        else:
            source.skip("expected a label 0 or 1 and two columns of text", number)


def _is_labelled(line: str) -> bool:
    return line.startswith(("0\t", "1\t")) and line.count("\t") >= 2
