"""The conversation: turns from top to bottom, one reply of them chosen."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from chatbot.tui.widgets.turn_view import ReplyView, TurnView
from chatbot.tui.widgets.welcome import Welcome
from chatbot.tui.wording import Wording


class ConversationView(VerticalScroll, inherit_bindings=False):
    """Show turns, keep the newest in view, and know which reply is chosen.

    Up and Down belong to choosing a reply, so only whole pages are scrolled by key here.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_up", show=False, id="chat.page_up"),
        Binding("pagedown", "page_down", show=False, id="chat.page_down"),
    ]

    def __init__(self, wording: Wording) -> None:
        """Make an empty conversation."""
        super().__init__()
        self._wording = wording
        self._label_width = _label_width(wording)
        # Kept beside the tree of widgets: asking that for them takes 50 ms after 300 turns.
        self._replies: list[ReplyView] = []
        self._chosen: ReplyView | None = None
        self.border_title = wording.conversation

    def compose(self) -> ComposeResult:
        """Say what to do while nothing has been said."""
        # Never less high than the view: an anchored container hangs what is shorter from its lower edge.
        with Vertical(id="turns"):
            yield Welcome(self._wording)

    def on_mount(self) -> None:
        """Stay at the bottom until the reader scrolls."""
        self.anchor()

    def retell(self) -> None:
        """Name the conversation and its speakers in another language."""
        self.border_title = self._wording.conversation
        self._label_width = _label_width(self._wording)
        for view in self.query(TurnView):
            label = self._wording.bot if isinstance(view, ReplyView) else self._wording.user
            view.call_speaker(label, label_width=self._label_width)

    @property
    def chosen(self) -> ReplyView | None:
        """The reply whose attention is shown."""
        return self._chosen

    @property
    def replies(self) -> tuple[ReplyView, ...]:
        """Every reply, oldest first."""
        return tuple(self._replies)

    def ask(self, text: str, *, note: str) -> ReplyView:
        """Append the user's turn and the place of its reply, which is returned."""
        self.query_one("#welcome").display = False
        question = TurnView(self._wording.user, text, note=note, label_width=self._label_width)
        reply = ReplyView(self._wording, question, label_width=self._label_width)
        self._replies.append(reply)
        self.query_one("#turns").mount(question, reply)
        self.scroll_end(animate=False)
        return reply

    def choose(self, view: ReplyView) -> None:
        """Choose a reply and bring it into view."""
        if self._chosen is not view:
            if self._chosen is not None:
                self._chosen.mark(False)
            self._chosen = view
            view.mark(True)
        if view is self._replies[-1]:
            # To the very end, where new words come in sight by themselves.
            self.scroll_end(animate=False)
        else:
            view.scroll_visible(animate=False)

    def clear(self) -> None:
        """Take every turn away."""
        self._chosen = None
        self._replies.clear()
        self.query(TurnView).remove()
        self.query_one("#welcome").display = True


def _label_width(wording: Wording) -> int:
    """Return the width of the widest speaker's label, in cells."""
    return max(cell_len(wording.user), cell_len(wording.bot))
