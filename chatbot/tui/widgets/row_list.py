"""A list of rows, one of them chosen: only lines in view are drawn, more rows are asked for near the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from chatbot.text.label import fit
from chatbot.text.normalize import printable

ROW_HEIGHT = 2
"""Lines of a row."""

NEAR = 25
"""With so few rows below what is looked at, more are asked for."""

Row = TypeVar("Row")


class RowList(Generic[Row], ScrollView, can_focus=True, inherit_bindings=False):
    """Show rows of two lines each; a subclass draws them, and says which keys choose."""

    class Chosen(Message):
        """Another row is chosen."""

    class NearEnd(Message):
        """There are few rows left below what is looked at."""

    def __init__(self, title: str) -> None:
        """Make an empty list."""
        super().__init__()
        self.border_title = title
        self._rows: Sequence[Row] = ()
        self._chosen = 0

    @property
    def chosen(self) -> int:
        """Which row is chosen, from 0; meaningless while there are none."""
        return self._chosen

    def show(self, rows: Sequence[Row], *, chosen: int = 0) -> None:
        """Show rows; the sequence may change later, and `show` is called again then."""
        self._rows = rows
        self.virtual_size = Size(0, len(rows) * ROW_HEIGHT)
        self.choose(chosen)
        self.refresh()

    def grow(self) -> None:
        """Show that there are more rows."""
        self.virtual_size = Size(0, len(self._rows) * ROW_HEIGHT)

    def choose(self, index: int) -> None:
        """Choose a row, the nearest one there is, and bring it into view."""
        self._chosen = max(0, min(index, len(self._rows) - 1))
        region = Region(0, self._chosen * ROW_HEIGHT, 1, ROW_HEIGHT)
        self.scroll_to_region(region, animate=False, force=True)
        self.refresh()
        self.post_message(self.Chosen())
        self._look_ahead(self._chosen)

    def action_move(self, step: int) -> None:
        """Choose the row `step` further down."""
        self.choose(self._chosen + step)

    def action_move_page(self, pages: int) -> None:
        """Choose a row some pages further down."""
        self.choose(self._chosen + pages * max(1, self.size.height // ROW_HEIGHT))

    def action_first(self) -> None:
        """Choose the first row."""
        self.choose(0)

    def action_last(self) -> None:
        """Choose the last row that has been fetched."""
        self.choose(len(self._rows) - 1)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the wheel and the scroll bar as well as the keys."""
        super().watch_scroll_y(old_value, new_value)
        self._look_ahead(round(new_value) // ROW_HEIGHT)

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked."""
        index = (event.y + self.scroll_offset.y) // ROW_HEIGHT
        if index < len(self._rows):
            self.choose(index)

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in view."""
        index, line = divmod(y + self.scroll_offset.y, ROW_HEIGHT)
        width = self.scrollable_content_region.width
        if index >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        text, style = self.line_of(self._rows[index], line, width, is_chosen=index == self._chosen)
        return Strip([Segment(text, style)]).adjust_cell_length(width)

    def line_of(self, row: Row, line: int, width: int, *, is_chosen: bool) -> tuple[str, Style]:
        """Return one line of a row, in `width` cells, and how it is drawn."""
        raise NotImplementedError

    def _look_ahead(self, index: int) -> None:
        if index + NEAR >= len(self._rows):
            self.post_message(self.NearEnd())


def fitted(text: str, width: int) -> str:
    """Return the beginning of a text on one line of exactly `width` cells."""
    # No more is looked at than can be seen: a turn may be enormous.
    return fit(" ".join(printable(text[: max(1, width) * 4]).split()), max(1, width))
