"""Rows of comma-separated values, also those with line breaks in their quotes, from a file of any size."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from chatbot.corpus.sections import NumberedLine
from chatbot.corpus.source import Head, Source

DELIMITERS = (",", ";", "，")
"""What can stand between cells; tabs are read by the formats of tables without quotes."""

MAX_ROW_LINES = 200
"""Lines after which a quote is taken for one that was never closed."""

Row = tuple[int, list[str]]
"""The number of a row's first line, and its cells."""


def csv_rows(source: Source, delimiter: str) -> Iterator[Row]:
    """Yield the rows that are not blank.

    A row that opens a quote and never closes it is skipped alone: the lines after it are read as rows again.
    """
    lines = source.lines()
    again: deque[NumberedLine] = deque()
    while (first := again.popleft() if again else next(lines, None)) is not None:
        number, text = first
        taken: list[NumberedLine] = []
        while _is_open(text, delimiter) and len(taken) < MAX_ROW_LINES:
            following = again.popleft() if again else next(lines, None)
            if following is None:
                break
            taken.append(following)
            text = f"{text}\n{following[1]}"
        cells = cells_of(text, delimiter)
        if cells is None:
            source.skip("quote that is never closed", number)
            again.extendleft(reversed(taken))
        elif text.strip():
            yield number, cells


def cells_of(text: str, delimiter: str) -> list[str] | None:
    """Return the cells of one row; None if it is none, with a quote left open for example."""
    if _is_open(text, delimiter):
        return None
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return None


def header_of(head: Head, delimiter: str) -> list[str]:
    """Return the names in the first row of a file; [] if that is no row."""
    return cells_of(head.lines[0], delimiter) or [] if head.lines else []


def _is_open(text: str, delimiter: str) -> bool:
    """Tell whether a row ends within quotes, so that the next line goes on with it."""
    if '"' not in text:
        return False
    try:
        next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False
