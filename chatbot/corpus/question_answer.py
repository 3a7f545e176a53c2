"""`Q:` and `A:` lines; a line `===`, or in files without one a blank line, ends a conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatbot.corpus.sections import NumberedLine, sections
from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

LEAST_SHARE = 0.6
"""Share of lines that must begin with a mark; the others go on with what was said on the line before."""

_MARKED = re.compile(
    r"\s*(?:(Q|Question|User|问题?|用户)|(A|Answer|Bot|答案?|回答|机器人))\s*[:：]\s*(.*)", re.IGNORECASE
)
_END = re.compile(r"\s*={3,}\s*")


def matches(head: Head) -> bool:
    """Recognise a file that begins with a question and has answers."""
    lines = [line for line in head.filled() if not _END.fullmatch(line)]
    marks = [marked for line in lines if (marked := _MARKED.fullmatch(line))]
    if len(marks) < max(2, LEAST_SHARE * len(lines)):
        return False
    begins_with_question = bool(marks[0][1]) and marks[0].string == lines[0]
    return begins_with_question and any(mark[2] for mark in marks)


def read(source: Source) -> Iterator[Conversation]:
    """Read the conversations; several lines of one speaker are one turn."""
    has_ends = source.head().share(_END.fullmatch) > 0
    for section in sections(source.lines(), _END.fullmatch if has_ends else _is_blank):
        said = _said(section, source)
        if said:
            yield Conversation.between(said, source.place(section[0][0]))


def _is_blank(line: str) -> bool:
    return not line.strip()


def _said(section: list[NumberedLine], source: Source) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    for number, line in section:
        marked = _MARKED.fullmatch(line)
        if marked:
            said.append(("asks" if marked[1] else "answers", marked[3]))
        elif line.strip() and said:
            said.append((said[-1][0], line.strip()))
        elif line.strip():
            source.skip("expected Q: or A:", number)
    return said
