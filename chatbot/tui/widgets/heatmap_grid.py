"""Where everything in a heat map stands, counted in terminal cells.

Chinese and emoji take two cells a character, so `len` is never a width here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from chatbot.reply import AttentionMap
from chatbot.text.label import fit, visible_label

COLUMN_MINIMUM = 2
"""Narrowest column, in cells: a wide character fits, and the shade of a full stop can be seen."""

NUMBER_WIDTH = 3
"""Cells of a weight as a number, such as ".62"."""

LABEL_LIMIT = 12
"""Widest column and widest row label, in cells; longer labels end in …"""


@dataclass(frozen=True, slots=True)
class Column:
    """One source word's column."""

    index: int
    """Which source word."""

    left: int
    """First cell, counted from the map's left edge."""

    width: int
    """In cells."""

    label: str
    """Exactly as wide as the column."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The part of an attention map that fits, and where it stands."""

    label_width: int
    """Cells of the row labels; one cell of space follows."""

    columns: tuple[Column, ...]
    """Those in view, from left to right, one cell of space between."""

    rows: range
    """The reply words in view."""

    hidden_left: bool
    hidden_right: bool

    def column_at(self, x: int) -> Column | None:
        """Return the column a cell belongs to, with the space before it."""
        return next((each for each in self.columns if each.left - 1 <= x < each.left + each.width), None)


def number(weight: float) -> str:
    """Return a weight between 0 and 1 in `NUMBER_WIDTH` cells."""
    return f"{weight:.1f}" if weight >= 0.995 else f"{weight:.2f}"[1:]


def strongest(weights: Sequence[float]) -> int:
    """Return where the most weight is, the first of equals."""
    return max(range(len(weights)), key=weights.__getitem__, default=0)


def lay_out(
    attention: AttentionMap,
    *,
    width: int,
    height: int,
    row: int,
    column: int,
    narrowest: int = COLUMN_MINIMUM,
) -> Grid:
    """Place a map in `width` by `height` cells, its header in the first row; a row and a column are in view.

    `narrowest` is the least width of a column.
    """
    widest = max((cell_len(visible_label(token)) for token in attention.target_tokens), default=0)
    label_width = max(1, min(widest, LABEL_LIMIT, width // 3))
    rows = _window(len(attention.target_tokens), max(0, height - 1), row)
    left = label_width + 1
    # The last cell stays free for the mark that says there is more.
    space = width - 1 - left
    columns = _columns(attention.source_tokens, left, space, narrowest=narrowest, focus=column)
    last = len(attention.source_tokens) - 1
    return Grid(
        label_width=label_width,
        columns=columns,
        rows=rows,
        hidden_left=bool(columns) and columns[0].index > 0,
        hidden_right=bool(columns) and columns[-1].index < last,
    )


def _window(total: int, visible: int, chosen: int) -> range:
    start = max(0, min(chosen - visible // 2, total - visible))
    return range(start, min(total, start + visible))


def _columns(
    tokens: tuple[str, ...], left: int, space: int, *, narrowest: int, focus: int
) -> tuple[Column, ...]:
    if space < narrowest or not tokens:
        return ()
    labels = [visible_label(token) for token in tokens]
    widths = [min(max(cell_len(label), narrowest), LABEL_LIMIT, space) for label in labels]
    right = left + space
    columns = []
    for index in range(_first_column(widths, focus, space), len(labels)):
        if left + widths[index] > right:
            break
        columns.append(Column(index, left, widths[index], fit(labels[index], widths[index])))
        left += widths[index] + 1
    return tuple(columns)


def _first_column(widths: list[int], focus: int, space: int) -> int:
    """Return the leftmost column from which the focus still fits."""
    first, used = focus, 0
    for index in range(focus, -1, -1):
        used += widths[index] + (index < focus)
        if used > space:
            break
        first = index
    return first
