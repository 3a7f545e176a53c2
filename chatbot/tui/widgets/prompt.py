"""The line one types into."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from chatbot.text.normalize import printable
from chatbot.tui.pastes import Pastes
from chatbot.tui.prompt_history import PromptHistory
from chatbot.tui.wording import Wording


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

    def on_paste(self, event: events.Paste) -> None:
        """Take in what is pasted, without what could drive a terminal."""
        event.stop()
        event.prevent_default()
        # Terminals send the line breaks of what is pasted as the Enter key does.
        self.take_in(printable(event.text.replace("\r\n", "\n").replace("\r", "\n")))

    def take_in(self, pasted: str) -> None:
        """Put a text in place of what is selected, or at the cursor."""
        result = self.replace(pasted, *self.selection, maintain_selection_offset=False)
        self.move_cursor(result.end_location)
        self.focus()

    def sent(self, text: str) -> Message:
        """Return what tells that a text was sent."""
        raise NotImplementedError

    def action_new_line(self) -> None:
        """Break the line at the cursor."""
        self.insert("\n")


class Prompt(SentByEnter):
    """Where the user's turn is typed; Up and Down go through what was asked before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+up,ctrl+up", "earlier", show=False, id="prompt.earlier"),
        Binding("alt+down,ctrl+down", "later", show=False, id="prompt.later"),
    ]

    class Submitted(Message):
        """A text is to be sent."""

        def __init__(self, text: str) -> None:
            """Carry the text as it was typed."""
            super().__init__()
            self.text = text

    class LeftUpwards(Message):
        """Up was pressed on an empty prompt."""

    def __init__(self, wording: Wording, *, recall: Callable[[], Iterable[str]]) -> None:
        """Make an empty prompt; `recall` returns what was asked before, newest first."""
        super().__init__(placeholder=wording.placeholder)
        self._wording = wording
        self._pastes = Pastes(wording.prompt)
        self._history = PromptHistory(recall)
        self._draft: str | None = None
        self._is_left = False

    def retell(self) -> None:
        """Invite in another language, or say what is changed and with which keys."""
        words = self._wording.prompt
        self.placeholder = words.way_back if self._is_left else self._wording.placeholder
        self.border_title = words.changing if self.is_changing else ""
        self.border_subtitle = words.changing_keys if self.is_changing else ""

    def show_way_back(self, is_left: bool) -> None:
        """Say how one comes back, while the keys belong to the replies."""
        if is_left != self._is_left:
            self._is_left = is_left
            self.set_class(is_left, "-left")
            self.retell()

    @property
    def is_changing(self) -> bool:
        """Tell whether earlier words are changed here; a draft waits meanwhile."""
        return self._draft is not None

    @property
    def whole(self) -> str:
        """What will be sent: the text, with every long paste of which only a mark is shown."""
        return self._pastes.whole(self.text)

    def sent(self, text: str) -> Message:
        """Return what tells that a turn is to be sent."""
        return self.Submitted(self._pastes.whole(text))

    def take(self, sent: str) -> None:
        """Take out what has been sent; what was typed meanwhile stays."""
        rest = self.whole.removeprefix(sent) + (self._draft or "")
        self._draft = None
        self.retell()
        self._history.end()
        self._pastes.forget()
        self.put(rest)

    def put(self, text: str) -> None:
        """Replace all that is typed."""
        self.load_text(self._pastes.folded(text))
        self.move_cursor(self.document.end)

    def change(self, words: str) -> None:
        """Let words be changed that were sent before; what is being typed comes back afterwards."""
        if self._draft is None:
            self._draft = self.whole
        self._history.end()
        self.put(words)
        self.retell()
        # At once, not by and by as `focus` does it: the next key may be here already.
        self.screen.set_focus(self)

    def leave_words(self) -> None:
        """Leave the words that are changed as they were."""
        self.take(self.whole)

    def take_in(self, pasted: str) -> None:
        """Put a text at the cursor; only a mark of it where it is long."""
        super().take_in(self._pastes.folded(pasted))

    def action_undo(self) -> None:
        """Take back the last edit; where nothing is typed, the key means what it means elsewhere."""
        if not self.text:
            raise SkipAction
        super().action_undo()

    def action_delete_left(self) -> None:
        """Delete the character before the cursor, or the whole mark of a paste."""
        row, column = self.cursor_location
        mark = self._pastes.mark_at_end(self.document.get_line(row)[:column])
        if mark and self.selection.is_empty:
            self.delete((row, column - len(mark)), (row, column))
        else:
            super().action_delete_left()

    def action_cursor_up(self, select: bool = False) -> None:
        """Move up a line; from the first one to an earlier prompt, from an empty prompt to what is above."""
        if not self.text:
            self.post_message(self.LeftUpwards())
        elif select or self._line > 0:
            super().action_cursor_up(select)
        else:
            self.action_earlier()

    def action_cursor_down(self, select: bool = False) -> None:
        """Move down a line; from the last one back to a later prompt."""
        if select or self._line < self.wrapped_document.height - 1:
            super().action_cursor_down(select)
        else:
            self.action_later()

    def action_earlier(self) -> None:
        """Show the prompt before this one; what is typed comes back on the way down."""
        text = self._history.earlier(self.whole)
        if text is not None:
            self.put(text)
            # In the first line, so that the next Up goes on.
            self.move_cursor((0, len(self.document.get_line(0))))

    def action_later(self) -> None:
        """Show the prompt after this one, at last what was being typed."""
        text = self._history.later(self.whole)
        if text is not None:
            self.put(text)

    @property
    def _line(self) -> int:
        """The line of the cursor as it is seen, from 0."""
        return self.wrapped_document.location_to_offset(self.cursor_location).y
