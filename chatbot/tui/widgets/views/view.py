"""What every view of the sidebar is, and what it is about."""

from __future__ import annotations

from typing import Protocol

from textual.message import Message
from textual.widget import Widget

from chatbot.tui.answered import Answered
from chatbot.tui.draft import ReplyTrace
from chatbot.tui.inquiry import Inquiry
from chatbot.tui.wording import Wording


class Subject(Protocol):
    """The reply that is looked at; a `ReplyView` is one."""

    @property
    def trace(self) -> ReplyTrace | None:
        """Its words so far; None before the first, and after it was deleted."""
        ...

    @property
    def answered(self) -> Answered | None:
        """The finished reply and what it came from; None before, and after it was deleted."""
        ...


class View(Widget):
    """Shows one side of a reply. Only the view that is seen is told to show anything.

    A key that a view alone understands is bound by `GlassBox` to `view('act')`: the view's `action_act` is
    called, and then it is shown anew; other views do not hear it.
    """

    class WordChosen(Message):
        """A word of the reply was pointed at."""

        def __init__(self, word: int) -> None:
            """Tell which, from 0."""
            super().__init__()
            self.word = word

    DEFAULT_CSS = "View { width: 1fr; height: 1fr; }"

    inquiry: Inquiry
    """By this it asks what it wants to know about a reply; given before it shows one."""

    def __init__(self, wording: Wording) -> None:
        """Make a view that shows nothing yet."""
        super().__init__()
        self.wording = wording

    def title(self, wording: Wording) -> str:
        """Name the view."""
        raise NotImplementedError

    def about(self, wording: Wording) -> str:
        """Tell what it will show, before there is a reply."""
        raise NotImplementedError

    def show(self, subject: Subject, word: int) -> None:
        """Show a reply that has words, with one of them chosen; called again whenever either changes."""
        raise NotImplementedError
