"""The line above everything and the line below."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from chatbot.text.normalize import printable


class StatusLine(Static):
    """What the program is and what it is doing."""

    def __init__(self, *, aside: str = "") -> None:
        """Make a line; `aside` is always shown behind what is told."""
        super().__init__(markup=False)
        self.aside = aside
        """What is shown behind everything that is told from now on; may be empty."""
        self._told = ""

    def tell(self, text: str, *, is_error: bool = False) -> None:
        """Show what is going on."""
        self.set_class(is_error, "-error")
        aside = f" · {self.aside}" if self.aside else ""
        told = f"  {printable(text)}{aside}"
        if told != self._told:
            line = Content.assemble(("chatbot", "bold $text-accent"), told)
            # Told whenever anything happens, and mostly one line after another: nothing else has to move.
            was, self._told = self._told, told
            is_one_line = max(cell_len(was), cell_len(told)) + cell_len("chatbot") <= self.content_size.width
            self.update(line, layout=not is_one_line)


class KeyBar(Widget):
    """The keys that do something now: as many hints as fit, none cut."""

    hints: reactive[Sequence[str]] = reactive(())
    """Most needed first; each a key, a space, and what it does."""

    def render(self) -> Content:
        """Lay out the hints that fit."""
        shown: list[Content] = []
        used = 0
        for hint in self.hints:
            used += cell_len(hint) + 2
            if used > self.content_size.width + 2:
                break
            key, _, act = hint.partition(" ")
            shown.append(Content.assemble((key, "bold $text-accent"), f" {act}"))
        return Content("  ").join(shown)
