"""Comma-separated prompts and replies, in columns that a header names, or two columns without one."""

from __future__ import annotations

from collections.abc import Iterator

from chatbot.corpus.columns import asked_and_answered
from chatbot.corpus.csv_rows import DELIMITERS, cells_of, csv_rows, header_of
from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

LEAST_SHARE = 0.95
"""Share of rows that must have two cells in a file without a header."""


def matches(head: Head) -> bool:
    """Recognise a header, or rows of two cells each; JSON has commas as well."""
    if head.text.lstrip().startswith(("{", "[")):
        return False
    return _header(head) is not None or head.share(_is_pair) >= LEAST_SHARE


def read(source: Source) -> Iterator[Conversation]:
    """Read a conversation of two turns a row."""
    header = _header(source.head())
    delimiter, prompt, response = header or (",", 0, 1)
    rows = csv_rows(source, delimiter)
    if header is not None:
        next(rows, None)
    for number, cells in rows:
        if max(prompt, response) < len(cells):
            yield Conversation.alternating((cells[prompt], cells[response]), source.place(number))
        else:
            source.skip(f"expected {max(prompt, response) + 1} columns, found {len(cells)}", number)


def _header(head: Head) -> tuple[str, int, int] | None:
    """Return the delimiter and the places of prompt and response; None without a header."""
    for delimiter in DELIMITERS:
        places = asked_and_answered(header_of(head, delimiter))
        if places is not None:
            return (delimiter, *places)
    return None


def _is_pair(line: str) -> bool:
    """Tell whether a line is two cells; in prose a space follows the comma."""
    cells = cells_of(line, ",") or []
    return len(cells) == 2 and all(cells) and not cells[1].startswith(" ")
