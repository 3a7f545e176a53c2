"""What an empty conversation says: the keys, in five lines."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget

from chatbot.tui.wording import Wording


class Welcome(Widget):
    """Teaches the keys for as long as nothing has been said."""

    def __init__(self, wording: Wording) -> None:
        """Make it in the language of the interface."""
        super().__init__(id="welcome")
        self._wording = wording

    def render(self) -> Content:
        """Lay out keys and acts in two columns."""
        lines = self._wording.personal.welcome_keys
        width = max(cell_len(key) for key, _ in lines)
        return Content("\n").join(
            Content.assemble((set_cell_size(key, width), "bold $text-accent"), f"  {act}")
            for key, act in lines
        )
