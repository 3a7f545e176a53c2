"""One of several values, changed with the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import set_cell_size
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from chatbot.text.normalize import printable


class ChoiceLine(Widget, can_focus=True):
    """A label and one of its options; Left and Right go round them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
    ]

    index: reactive[int] = reactive(0)
    """Which option is chosen, from 0."""

    class Changed(Message):
        """Another option is chosen."""

        def __init__(self, line: ChoiceLine) -> None:
            """Say where."""
            super().__init__()
            self.line = line

    def __init__(self, label: str, options: Sequence[str], index: int, *, label_width: int) -> None:
        """Offer options, one of them chosen; `label_width` is in cells."""
        super().__init__()
        self._label = set_cell_size(label, label_width)
        self._options = [printable(option) for option in options]
        self.set_reactive(ChoiceLine.index, index)

    def render(self) -> Content:
        """Lay out the label and the chosen option between arrows."""
        return Content.assemble((self._label, "$text-muted"), f"  ‹ {self._options[self.index]} ›")

    def action_turn(self, step: int) -> None:
        """Choose the next option, or the one before."""
        self.index = (self.index + step) % len(self._options)
        self.post_message(self.Changed(self))
