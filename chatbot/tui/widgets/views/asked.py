"""What the views that ask have in common: they wait, tell the answer, or tell why there is none."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer

from chatbot.text.normalize import printable
from chatbot.tui.answered import Answered
from chatbot.tui.inquiry import NotFound, Question
from chatbot.tui.widgets.views.account import Account, Lines
from chatbot.tui.widgets.views.view import Subject, View
from chatbot.tui.wording import Wording

PATIENCE_SECONDS = 0.2
"""So long what was told before stays: an answer that comes at once makes nothing flicker."""

Answer = TypeVar("Answer")


class AskedView(View, Generic[Answer]):
    """Tells the answer to one question about a finished reply."""

    question: Question[Answer]

    _about: tuple[Answered | None, int] | None = None
    _patience: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out what scrolls where there is no room."""
        with VerticalScroll(can_focus=False):
            yield Account()

    def lines(self, answered: Answered, answer: Answer, word: int, width: int) -> list[Content]:
        """Lay out the answer about a reply, one of whose words is chosen, in `width` cells."""
        raise NotImplementedError

    def terms(self, wording: Wording) -> str:
        """Tell what its signs and numbers mean, below the answer; nothing where that is said otherwise."""
        return ""

    def show(self, subject: Subject, word: int) -> None:
        """Tell what is known about a reply, and ask for the rest."""
        answered = subject.answered
        if self._about != (answered, word):
            self._about = answered, word
            self.query_one(VerticalScroll).scroll_home(animate=False)
        if answered is None:
            self.inquiry.leave()
            self.say(self.wording.views.waits)
            return
        found = self.inquiry.look(answered, self.question)
        if found is None:
            self._wait()
        elif isinstance(found, NotFound):
            self.say(found.why)
        else:
            self.tell(answered, found.answer, word)

    def tell(self, answered: Answered, answer: Answer, word: int) -> None:
        """Show an answer."""
        terms = Content.styled(self.terms(self.wording), "$text-muted italic")
        foot = [Content(""), terms] if terms else []
        self._draw(
            lambda width: [
                *self.lines(answered, answer, word, width),
                *(line for each in foot for line in each.wrap(max(1, width)) or [Content("")]),
            ]
        )

    def say(self, text: str) -> None:
        """Say in words why there is nothing else to show."""
        quiet = Content.styled(printable(text), "$text-muted italic")
        self._draw(lambda width: [*quiet.wrap(max(1, width))])

    def action_scroll(self, step: int) -> None:
        """Show what is `step` lines further down."""
        self.query_one(VerticalScroll).scroll_relative(y=step, animate=False)

    def _draw(self, lines: Lines) -> None:
        if self._patience is not None:
            self._patience.stop()
            self._patience = None
        self.query_one(Account).show(lines)

    def _wait(self) -> None:
        if self._patience is None:
            self._patience = self.set_timer(
                PATIENCE_SECONDS, lambda: self.say(self.wording.explaining.asking)
            )
