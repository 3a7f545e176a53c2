"""Columns between tabs: `prompt<TAB>reply`, also under a header or with more columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from chatbot.corpus.columns import asked_and_answered
from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

LEAST_SHARE = 0.8
"""Share of lines with a tab from which a file is a table."""

SAMPLE_ROWS = 500
"""How many rows decide what the columns mean."""

USUAL_WIDTH_SHARE = 0.8
"""Share of rows of one width; below it the rows are conversations of different lengths."""

Columns = Callable[[Sequence[str]], Sequence[str]]
"""Takes from a row what was said, in order."""


def matches(head: Head) -> bool:
    """Recognise lines with text on both sides of a tab."""
    return head.share(_is_row) >= LEAST_SHARE


def read(source: Source) -> Iterator[Conversation]:
    """Read a conversation a row: prompt and reply, or all columns where rows differ in length."""
    rows = ((number, line.split("\t")) for number, line in source.lines() if line.strip())
    sample = list(islice(rows, SAMPLE_ROWS))
    header = asked_and_answered(sample[0][1]) if sample else None
    columns = _speech_in([row for _, row in sample]) if header is None else _named(*header)
    for number, row in chain(sample[header is not None :], rows):
        said = columns(row)
        if len(said) < 2:
            source.skip(f"expected 2 columns separated by a tab, found {len(row)}", number)
        else:
            yield Conversation.alternating(said, source.place(number))


def _is_row(line: str) -> bool:
    return len([cell for cell in line.split("\t") if cell.strip()]) >= 2


def _named(prompt: int, response: int) -> Columns:
    return lambda row: [row[prompt], row[response]] if max(prompt, response) < len(row) else []


def _speech_in(rows: Sequence[Sequence[str]]) -> Columns:
    """Return what of a row without a header is speech: ids before it and notes after it are not."""
    widths = Counter(map(len, rows))
    width, usual = widths.most_common(1)[0] if widths else (2, 0)
    first = 1 if width > 2 and all(row[0].strip().isdigit() for row in rows) else 0
    if usual < USUAL_WIDTH_SHARE * len(rows) and max(widths) > 3:
        return lambda row: [cell for cell in row[first:] if cell.strip()]
    return lambda row: row[first : first + 2]
