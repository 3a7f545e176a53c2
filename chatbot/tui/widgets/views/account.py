"""Text laid out for the width there is."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

Lines = Callable[[int], list[Content]]
"""Lays text out in a number of cells, line by line."""


class Account(Widget):
    """Lines that are laid out for the width there is."""

    DEFAULT_CSS = "Account { height: auto; }"

    def __init__(self) -> None:
        """Tell nothing yet."""
        super().__init__()
        self._lines: Lines = lambda width: []

    def show(self, lines: Lines) -> None:
        """Tell this in place of what was told."""
        self._lines = lines
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines in `width` cells."""
        return max(1, len(self._lines(width)))

    def render(self) -> Content:
        """Lay the lines out."""
        return Content("\n").join(self._lines(self.content_size.width))
