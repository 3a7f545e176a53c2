"""Lines of a text that have been drawn, kept for as long as they look the same."""

from __future__ import annotations

from collections.abc import Callable

from textual.cache import LRUCache
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

MOST_KEPT = 200
"""Rows: a few screens of a large terminal, so that going back and forth draws nothing anew."""


class DrawnLines:
    """By the row of the text: whoever types must not wait for lines that only moved, or did not change."""

    def __init__(self, draw: Callable[[Content, int, Style], Strip]) -> None:
        """Keep what `draw` makes of a line, on its row, in its style."""
        self._draw = draw
        self._kept: LRUCache[int, tuple[Content, Style, Strip]] = LRUCache(MOST_KEPT)

    def line(self, line: Content, row: int, style: Style) -> Strip:
        """Return a line as it is drawn; the same object is taken to look the same as before."""
        kept = self._kept.get(row)
        if kept is None or kept[0] is not line or kept[1] != style:
            kept = line, style, self._draw(line, row, style)
            self._kept[row] = kept
        return kept[2]

    def forget(self) -> None:
        """Draw everything anew, as where colours have changed that lines name."""
        self._kept.clear()
