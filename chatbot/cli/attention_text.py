"""The attention of a reply as a picture of letters: reply words down, source words across.

Width is counted in terminal cells, since a Chinese character or an emoji takes two.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from chatbot.reply import AttentionMap
from chatbot.text.normalize import printable

LEGEND = "7 is 0.65 to 0.75 of a row's attention, 9 is all above, . is 0.01 to 0.05"
"""What the digits say."""

LEAST_SHOWN = 0.01
"""A weight below this leaves its place blank."""

WIDEST_LABEL = 3
"""A word takes at most one part in so many of the picture's width."""

GAP = " "
"""Between two columns."""


def draw_attention(attention: AttentionMap, *, width: int) -> list[str]:
    """Return the lines of a picture at most `width` cells wide; columns that do not fit come below.

    The last line says what the digits mean, whatever its width.
    """
    widest = max(1, width // WIDEST_LABEL)
    source = [_fitted(token, widest) for token in attention.source_tokens]
    target = _aligned([_fitted(token, widest) for token in attention.target_tokens])
    room = width - cell_len(target[0])
    lines: list[str] = []
    for start, end in _blocks([cell_len(token) for token in source], room):
        lines.append(_line(" " * cell_len(target[0]), source[start:end]))
        for label, weights in zip(target, attention.weights, strict=True):
            cells = [_digit(weight) for weight in weights[start:end]]
            lines.append(_line(label, _centred(cells, source[start:end])))
        lines.append("")
    return [*lines, LEGEND]


def _fitted(token: str, widest: int) -> str:
    label = printable(token)
    if cell_len(label) <= widest:
        return label
    return set_cell_size(label, widest - 1).rstrip() + "…"


def _aligned(labels: Sequence[str]) -> list[str]:
    """Fill the labels up to one width."""
    width = max(map(cell_len, labels))
    return [set_cell_size(label, width) for label in labels]


def _blocks(widths: Sequence[int], room: int) -> list[tuple[int, int]]:
    """Split columns into runs (start, end) that fit into `room` cells, the gaps before them included."""
    blocks: list[tuple[int, int]] = []
    start, taken = 0, 0
    for index, width in enumerate(widths):
        if index > start and taken + len(GAP) + width > room:
            blocks.append((start, index))
            start, taken = index, 0
        taken += len(GAP) + width
    return [*blocks, (start, len(widths))]


def _centred(cells: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Put each digit in the middle of its column."""
    return [cell.center(cell_len(column)) for cell, column in zip(cells, columns, strict=True)]


def _line(label: str, cells: Sequence[str]) -> str:
    return GAP.join([label, *cells]).rstrip()


def _digit(weight: float) -> str:
    tenths = min(9, int(weight * 10 + 0.5))
    if tenths:
        return str(tenths)
    return "." if weight >= LEAST_SHOWN else " "
