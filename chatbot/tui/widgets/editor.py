"""Where a reply is corrected: what it said is there already, and Enter saves."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from chatbot.text.normalize import printable
from chatbot.tui.review_wording import ReviewWording
from chatbot.tui.widgets.prompt import SentByEnter


class Editor(SentByEnter):
    """A text to be changed and saved; out of sight until it is opened."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False, id="editor.leave")]

    class Saved(Message):
        """The text is to be saved."""

        def __init__(self, text: str) -> None:
            """Carry it as it stands."""
            super().__init__()
            self.text = text

    class Left(Message):
        """The text is not to be saved."""

    def __init__(self, wording: ReviewWording) -> None:
        """Make a hidden editor."""
        super().__init__()
        self._wording = wording
        self.display = False
        self.retell()

    def retell(self) -> None:
        """Say what is done here, and with which keys."""
        self.border_title = self._wording.editor
        self.border_subtitle = self._wording.editor_keys

    def sent(self, text: str) -> Message:
        """Return what tells that the text is to be saved."""
        return self.Saved(text)

    def open(self, text: str) -> None:
        """Show a text, and take the focus with the cursor behind it."""
        self.load_text(printable(text))
        self.display = True
        self.move_cursor(self.document.end)
        # At once, not by and by as `focus` does it: the next key may be here already.
        self.screen.set_focus(self)

    def close(self) -> None:
        """Go out of sight."""
        self.display = False

    def action_leave(self) -> None:
        """Say that nothing is to be saved."""
        self.post_message(self.Left())
