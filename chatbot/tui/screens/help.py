"""The keys, on a page that closes with any of Esc, Enter, Q or F1."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from chatbot.tui.wording import Wording


class HelpScreen(ModalScreen[None]):
    """Show what every key does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "dismiss", show=False)]

    def __init__(self, wording: Wording, *, of_review: bool = False) -> None:
        """Make the page in one language, for the chat or for the review screen."""
        super().__init__()
        words = wording.review if of_review else wording
        self._title = words.help_title
        self._keys = words.help
        self._marks = wording.marks

    def compose(self) -> ComposeResult:
        """Lay out keys and acts in two columns under their headings, then the marks."""
        width = max(cell_len(key) for key, _ in self._keys)
        with VerticalScroll(id="help") as box:
            box.border_title = self._title
            for key, act in self._keys:
                if key:
                    line = Content.assemble((set_cell_size(key, width), "bold $text-accent"), f"  {act}")
                else:
                    line = Content.styled(act, "$text-muted italic")
                yield Static(line)
            yield Static(Content(f"\n{self._marks}"))
