"""The line one types into."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea


class SentByEnter(TextArea):
    """A text area that sends on Enter; it keeps its text until it is told that the text is safe."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+j,alt+enter", "new_line", show=False, id="prompt.new_line"),
    ]

    def __init__(self, placeholder: str = "") -> None:
        """Make an empty text area."""
        super().__init__(placeholder=placeholder, highlight_cursor_line=False)

    async def on_key(self, event: events.Key) -> None:
        """Send on Enter.

        Not a priority binding, which would overtake characters that were typed before it.
        """
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.move_cursor(self.document.end)
            self.post_message(self.sent(self.text))

    def sent(self, text: str) -> Message:
        """Return what tells that a text was sent."""
        raise NotImplementedError

    def action_new_line(self) -> None:
        """Break the line at the cursor."""
        self.insert("\n")


class Prompt(SentByEnter):
    """Where the user's turn is typed."""

    class Submitted(Message):
        """A text is to be sent."""

        def __init__(self, text: str) -> None:
            """Carry the text as it was typed."""
            super().__init__()
            self.text = text

    class LeftUpwards(Message):
        """Up was pressed on an empty prompt."""

    def sent(self, text: str) -> Message:
        """Return what tells that a turn is to be sent."""
        return self.Submitted(text)

    def take(self, sent: str) -> None:
        """Take out what has been sent; what was typed meanwhile stays."""
        self.load_text(self.text.removeprefix(sent))
        self.move_cursor(self.document.end)

    def action_undo(self) -> None:
        """Take back the last edit; where nothing is typed, the key means what it means elsewhere."""
        if not self.text:
            raise SkipAction
        super().action_undo()

    def action_cursor_up(self, select: bool = False) -> None:
        """Move up a line; from an empty prompt to whatever is above."""
        if self.text:
            super().action_cursor_up(select)
        else:
            self.post_message(self.LeftUpwards())
