"""The keys, on a page that closes with any of Esc, Enter, Q or F1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from chatbot.tui.widgets.views.layout import beside

AROUND = 8
"""Cells beside the keys: two edges, the padding on both sides, and a scrollbar."""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What is told of the keys of one screen."""

    title: str
    keys: tuple[tuple[str, str], ...]
    """Keys, and what they do; a line without keys is the heading of those below it."""

    note: str = ""
    """Said below them."""


@runtime_checkable
class Helped(Protocol):
    """A screen with keys of its own."""

    @property
    def help_page(self) -> HelpPage:
        """What is told of them."""
        ...


class HelpScreen(ModalScreen[None]):
    """Show what every key does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "dismiss", show=False)]

    def __init__(self, page: HelpPage, anywhere: tuple[tuple[str, str], ...] = (), *, way_out: str) -> None:
        """Show what is told of one screen's keys, then of those heard `anywhere`.

        `way_out` says how the page is left.
        """
        super().__init__()
        self._page = page
        self._anywhere = anywhere
        self._way_out = way_out

    def compose(self) -> ComposeResult:
        """Lay out keys and acts in two columns under their headings, then the note."""
        with VerticalScroll(id="help") as box:
            box.border_title = self._page.title
            box.border_subtitle = self._way_out
            table = KeyTable((*self._page.keys, *self._anywhere))
            box.styles.width = table.widest + AROUND
            yield table
            if self._page.note:
                yield Static(Content(f"\n{self._page.note}"))


class KeyTable(Widget):
    """Keys on the left, what they do on the right, in lines of its own where that is long."""

    DEFAULT_CSS = "KeyTable { height: auto; }"

    def __init__(self, keys: tuple[tuple[str, str], ...]) -> None:
        """Show these; a line without keys is a heading."""
        super().__init__()
        self._keys = keys
        self._key_width = max(cell_len(key) for key, _ in keys)

    @property
    def widest(self) -> int:
        """How many cells its longest line takes, where there is room for it."""
        return max(line.cell_length for line in self._lines(10**6))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines in `width` cells."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Lay the lines out."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        lines = []
        for key, act in self._keys:
            if key:
                head = Content.styled(set_cell_size(key, self._key_width), "bold $text-accent") + "  "
                lines += beside(head, Content(act), width=width)
            else:
                lines += Content.styled(act, "$text-muted italic").wrap(max(1, width))
        return lines
