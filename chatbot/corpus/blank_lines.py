"""Plain lines that take turns, with a blank line between conversations."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from chatbot.corpus.sections import sections
from chatbot.corpus.source import Head, Source
from chatbot.corpus.talk import is_talk
from chatbot.dialogue import Conversation

LEAST_BLANK_SHARE = 0.005
"""Share of lines that must be blank; fewer are gaps in another format."""

LEAST_CONVERSATIONS = 0.8
"""Share of the runs of lines that must have two turns at least."""

MAX_MEDIAN_TURNS = 60
"""Turns of a middling conversation."""


def matches(head: Head) -> bool:
    """Recognise runs of at least two lines of talk, with blank lines between them."""
    if blank_share(head) <= LEAST_BLANK_SHARE or not is_talk(head.filled()):
        return False
    lengths = [len(run) for run in sections(enumerate(head.lines, start=1), _is_blank)]
    several = sum(length >= 2 for length in lengths)
    return several >= LEAST_CONVERSATIONS * len(lengths) and median(lengths) <= MAX_MEDIAN_TURNS


def read(source: Source) -> Iterator[Conversation]:
    """Read a conversation from each run of lines."""
    for run in sections(source.lines(), _is_blank):
        yield Conversation.alternating([line for _, line in run], source.place(run[0][0]))


def blank_share(head: Head) -> float:
    """Return the share of blank lines, those before and after the text left out."""
    lines = head.text.strip().split("\n")
    return sum(1 for line in lines if _is_blank(line)) / len(lines)


def _is_blank(line: str) -> bool:
    return not line.strip()
