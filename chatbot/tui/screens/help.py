"""The keys, on a page that closes with any of Esc, Enter, Q or F1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static


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

    def __init__(self, page: HelpPage, *, way_out: str) -> None:
        """Show what is told of one screen's keys; `way_out` says how the page is left."""
        super().__init__()
        self._page = page
        self._way_out = way_out

    def compose(self) -> ComposeResult:
        """Lay out keys and acts in two columns under their headings, then the note."""
        width = max(cell_len(key) for key, _ in self._page.keys)
        with VerticalScroll(id="help") as box:
            box.border_title = self._page.title
            box.border_subtitle = self._way_out
            for key, act in self._page.keys:
                if key:
                    line = Content.assemble((set_cell_size(key, width), "bold $text-accent"), f"  {act}")
                else:
                    line = Content.styled(act, "$text-muted italic")
                yield Static(line)
            if self._page.note:
                yield Static(Content(f"\n{self._page.note}"))
