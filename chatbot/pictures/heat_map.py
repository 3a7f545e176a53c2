"""Where everything in a drawn heat map stands, in pixels: reply words down, source words across.

A short source word stands upright over its column. Where that would make a picture too wide, long ones lean
instead, above the upright ones, so that the columns can be narrow and no word runs into another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from chatbot.pictures.measure import is_full_width, width_of, wrapped
from chatbot.reply import AttentionMap
from chatbot.text.label import shortened, visible_label

FONT_SIZE = 14
SMALL_SIZE = 11
ROW_HEIGHT = 26
LINE_HEIGHT = 20
MARGIN = 20
GAP = 12
"""Between a row's label and its cells, and between the parts of the picture."""

NARROWEST_COLUMN = 34
LABEL_PADDING = 12
"""What a column is wider than the word that stands upright over it."""

UPRIGHT_ZONE = 24
"""The height of upright words, next to the cells."""

LONGEST_LABEL = 28
"""In terminal cells; what is longer ends in an ellipsis and is told whole to who points at it."""

LONGEST_UPRIGHT = 6
"""So many Chinese characters always stand upright."""

COMFORTABLE_WIDTH = 1000
"""A picture that would be wider lets its long words lean."""

LEAST_TEXT_WIDTH = 520
"""Room for the lines around the map, however narrow it is."""

LEAN = 0.70711
"""Sine and cosine of 45 degrees."""


@dataclass(frozen=True, slots=True)
class Column:
    """A source word's column."""

    left: float
    width: float
    label: str
    leans: bool
    """Whether the word stands at 45 degrees, begun above the middle of its column."""

    @property
    def middle(self) -> float:
        """Half way from its left edge to its right."""
        return self.left + self.width / 2

    @property
    def overhang(self) -> float:
        """How far to the right of its middle a leaning word ends."""
        return (width_of(self.label, FONT_SIZE) + FONT_SIZE) * LEAN if self.leans else 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text around the map."""

    text: str
    baseline: float
    name: str = ""
    """Who says it, written before it; empty where the line goes on."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Everything's place; the origin is the picture's upper left corner."""

    width: float
    height: float
    said: tuple[Line, ...]
    indent: float
    """Where the text of the lines at the top begins."""

    row_labels: tuple[str, ...]
    columns: tuple[Column, ...]
    grid_top: float
    legend_top: float
    small_print: tuple[Line, ...]

    @property
    def grid_left(self) -> float:
        """The left edge of the first column."""
        return self.columns[0].left

    @property
    def grid_right(self) -> float:
        """The right edge of the last column."""
        return self.columns[-1].left + self.columns[-1].width

    def row_top(self, row: int) -> float:
        """Return the upper edge of a row of cells."""
        return self.grid_top + row * ROW_HEIGHT


def lay_out(
    attention: AttentionMap, *, said: Sequence[tuple[str, str]], small_print: str, right_column: float
) -> HeatMap:
    """Place a map that has weights.

    Args:
        attention: What is drawn.
        said: Names, and what they said: the lines above the map, if any.
        small_print: The line at the foot.
        right_column: Width of the column on the right of the cells.
    """
    row_labels = tuple(shortened(visible_label(word), LONGEST_LABEL) for word in attention.target_tokens)
    left = MARGIN + max(width_of(label, FONT_SIZE) for label in row_labels) + GAP
    columns = _columns(attention.source_tokens, left)
    grid_right = columns[-1].left + columns[-1].width
    right = max(grid_right + right_column, *(column.middle + column.overhang for column in columns))
    width = max(right, MARGIN + LEAST_TEXT_WIDTH) + MARGIN
    indent = MARGIN + max((width_of(name, FONT_SIZE) for name, _ in said), default=0) + GAP
    lines = _said(said, width=width - MARGIN - indent)
    header = max(column.overhang for column in columns) + UPRIGHT_ZONE
    grid_top = MARGIN + len(lines) * LINE_HEIGHT + GAP + header
    legend_top = grid_top + len(row_labels) * ROW_HEIGHT + GAP
    foot = legend_top + 2 * LINE_HEIGHT
    small = wrapped(small_print, width=width - 2 * MARGIN, size=SMALL_SIZE)
    return HeatMap(
        width=width,
        height=foot + len(small) * LINE_HEIGHT + MARGIN - GAP,
        said=lines,
        indent=indent,
        row_labels=row_labels,
        columns=columns,
        grid_top=grid_top,
        legend_top=legend_top,
        small_print=tuple(Line(text, foot + (row + 0.5) * LINE_HEIGHT) for row, text in enumerate(small)),
    )


def _columns(words: Sequence[str], left: float) -> tuple[Column, ...]:
    labels = [shortened(visible_label(word), LONGEST_LABEL) for word in words]
    upright = [max(NARROWEST_COLUMN, width_of(label, FONT_SIZE) + LABEL_PADDING) for label in labels]
    has_room = left + sum(upright) <= COMFORTABLE_WIDTH
    leaning = [not has_room and _may_lean(label, width) for label, width in zip(labels, upright, strict=True)]
    widths = [NARROWEST_COLUMN if leans else width for leans, width in zip(leaning, upright, strict=True)]
    lefts = accumulate(widths[:-1], initial=left)
    return tuple(map(Column, lefts, widths, labels, leaning))


def _may_lean(label: str, width: float) -> bool:
    """Tell whether a word may lean: one that is wide, unless it is Chinese, for that is hard to read."""
    is_chinese = is_full_width(label) and len(label) <= LONGEST_UPRIGHT
    return width > NARROWEST_COLUMN + LABEL_PADDING and not is_chinese


def _said(said: Sequence[tuple[str, str]], *, width: float) -> tuple[Line, ...]:
    """Break what was said into lines of at most `width`, one under the other."""
    lines: list[Line] = []
    for name, text in said:
        for place, part in enumerate(wrapped(text, width=width, size=FONT_SIZE)):
            baseline = MARGIN + (len(lines) + 0.75) * LINE_HEIGHT
            lines.append(Line(part, baseline, "" if place else name))
    return tuple(lines)
