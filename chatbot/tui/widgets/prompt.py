"""The line one types into."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea


class Prompt(TextArea):
    """A text area that sends on Enter; it keeps its text until it is told to clear.

    Whoever listens clears it once the text is safe, so that nothing typed is ever lost.
    """

    # Priority: a text area takes Enter for itself before bindings are asked.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", priority=True, show=False),
        Binding("ctrl+j,alt+enter", "new_line", priority=True, show=False),
    ]

    class Submitted(Message):
        """A text is to be sent."""

        def __init__(self, text: str) -> None:
            """Carry the text as it was typed."""
            super().__init__()
            self.text = text

    class LeftUpwards(Message):
        """Up was pressed on an empty prompt."""

    def __init__(self, placeholder: str) -> None:
        """Make an empty prompt."""
        super().__init__(placeholder=placeholder, highlight_cursor_line=False)

    def action_submit(self) -> None:
        """Ask for the text to be sent."""
        self.post_message(self.Submitted(self.text))

    def action_new_line(self) -> None:
        """Break the line at the cursor."""
        self.insert("\n")

    def action_cursor_up(self, select: bool = False) -> None:
        """Move up a line; from an empty prompt to whatever is above."""
        if self.text:
            super().action_cursor_up(select)
        else:
            self.post_message(self.LeftUpwards())
