"""Runs of lines between boundaries: what makes a conversation in the formats of plain lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

MAX_LINES = 10_000
"""A longer conversation is cut here: a file that forgot its boundaries must not fill the memory."""

NumberedLine = tuple[int, str]


def sections(
    lines: Iterable[NumberedLine], is_boundary: Callable[[str], object]
) -> Iterator[list[NumberedLine]]:
    """Yield the lines between boundaries, which belong to neither side; empty runs are passed over."""
    section: list[NumberedLine] = []
    for number, line in lines:
        is_end = is_boundary(line)
        if section and (is_end or len(section) == MAX_LINES):
            yield section
            section = []
        if not is_end:
            section.append((number, line))
    if section:
        yield section
