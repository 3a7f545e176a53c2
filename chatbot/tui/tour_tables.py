"""Tables of the tour: names on the left, numbers under one another, bars behind them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from chatbot.text.label import fit, visible_label
from chatbot.touring import Vector

WIDEST_NAME = 12
"""Cells for a piece beside its numbers."""

NUMBER_WIDTH = 6


def name_width(names: Sequence[str], widest: int = WIDEST_NAME) -> int:
    """Return the cells that all of some names are given."""
    return min(widest, max(cell_len(visible_label(name)) for name in names))


def vector_rows(
    rows: Sequence[tuple[str, Vector]], width: int, *, widest: int = WIDEST_NAME
) -> list[Content]:
    """Lay out as many of each vector's first numbers as there is room for in `width` cells."""
    names = name_width([name for name, _ in rows], widest)
    room = max(1, (width - names - 4) // (NUMBER_WIDTH + 1))
    return [
        Content.assemble(
            (f"  {fit(visible_label(name), names)}", "$text-accent"),
            "".join(f" {number:+{NUMBER_WIDTH}.2f}" for number in vector[:room]),
            " …" if len(vector) > room else "",
        )
        for name, vector in rows
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Content]:
    """Lay out columns: numbers end under numbers; names, and what has no head, begin under one another."""
    names = name_width([row[0] for row in rows])
    cells = [(fit(visible_label(row[0]), names), *row[1:]) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(head, *cells, strict=True)]
    is_left = [place == 0 or not title for place, title in enumerate(head)]
    muted, *told = (_row(row, widths, is_left) for row in (head, *cells))
    return [Content.styled(muted, "$text-muted"), *map(Content, told)]


def _row(row: Sequence[str], widths: Sequence[int], is_left: Sequence[bool]) -> str:
    told = "  "
    for cell, width, begins in zip(row, widths, is_left, strict=True):
        gap = " " * (width - cell_len(cell))
        told += f"{cell}{gap}  " if begins else f"{gap}{cell}  "
    return told.rstrip()
