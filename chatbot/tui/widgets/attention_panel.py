"""The sidebar: one view of the chosen reply."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from chatbot.text.normalize import printable
from chatbot.tui.later import Later
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.explaining import Explainer
    from chatbot.tui import inquiry as inquiries
    from chatbot.tui.inquiry import Inquiry
    from chatbot.tui.widgets.views import order
    from chatbot.tui.widgets.views.view import Subject, View
else:
    inquiries = Later("chatbot.tui.inquiry")
    order = Later("chatbot.tui.widgets.views.order")


class AttentionPanel(Vertical, can_focus=True):
    """Show one reply, with one of its words chosen, in one of several views; the others do nothing.

    The views are there once it has been told to `get_ready`: a frame without a reply does not need them.
    """

    def __init__(self, wording: Wording) -> None:
        """Make a panel that shows nothing yet."""
        super().__init__()
        self._wording = wording
        self._views: tuple[View, ...] = ()
        self._index = 0
        self._subject: Subject | None = None
        self._word = 0
        self._place = ""
        self._entitled = Content(), ""

    def compose(self) -> ComposeResult:
        """Lay out what is said before there is a reply."""
        yield Static(id="nothing", markup=False)

    def on_mount(self) -> None:
        """Begin empty."""
        self.show(None)

    async def get_ready(self) -> None:
        """Mount every view."""
        if not self._views:
            views = tuple(view(self._wording) for view in order.VIEWS)
            for view in views:
                view.inquiry = self.inquiry
                view.display = False
            await self.mount(*views)
            self._views = views
            self._tell()

    def on_unmount(self) -> None:
        """Leave no question behind."""
        self.inquiry.leave()

    @cached_property
    def inquiry(self) -> Inquiry:
        """Asks why the reply is as it is."""
        return inquiries.Inquiry(self, self._wording)

    @property
    def word(self) -> int:
        """Which word of the reply is chosen, from 0."""
        return self._word

    @property
    def view(self) -> View:
        """The view that is seen, once there are views."""
        return self._views[self._index]

    def show(self, subject: Subject | None, *, word: int = 0, place: str = "") -> None:
        """Show a reply with one of its words chosen; None before there is any.

        `place` says which of the replies it is.
        """
        self._subject = subject
        self._place = place
        self._word = max(0, min(word, self._words - 1))
        self._tell()

    def choose_word(self, word: int) -> None:
        """Choose a word of the reply, the nearest one there is."""
        self.show(self._subject, word=word, place=self._place)

    def turn(self, step: int) -> None:
        """Show the same reply in the view `step` further on; after the last comes the first."""
        self.inquiry.leave()
        self._index = (self._index + step) % len(order.VIEWS)
        self._tell()

    def act(self, act: str, *what: int) -> None:
        """Let the view that is seen do what it alone understands; others do not hear it."""
        do = getattr(self.view, f"action_{act}", None) if self._views else None
        if do is not None and self._words:
            do(*what)
            self._tell()

    def retell(self) -> None:
        """Say all of it in another language."""
        self._tell()

    @property
    def _words(self) -> int:
        trace = self._subject.trace if self._subject else None
        return len(trace.attention.target_tokens) if trace else 0

    def _tell(self) -> None:
        """Show what is chosen now."""
        subject = self._subject if self._words and self._views else None
        for index, view in enumerate(self._views):
            view.display = index == self._index and subject is not None
        nothing = self.query_one("#nothing", Static)
        nothing.display = subject is None
        word = f"{self._word + 1}/{self._words}"
        place = "" if subject is None else self._wording.place.format(reply=self._place, word=word)
        self._entitle(self._title(subject), place)
        if subject is None:
            about = self.view.about(self._wording) if self._views else self._wording.no_reply
            nothing.update(Content(about))
            return
        self.view.show(subject, self._word)

    def _entitle(self, title: Content, subtitle: str) -> None:
        """Write into the border, where that is not there already: all of the panel is drawn anew for it."""
        if (title, subtitle) != self._entitled:
            self._entitled = title, subtitle
            self.border_title, self.border_subtitle = title, subtitle

    def _title(self, subject: Subject | None) -> Content:
        """Name the view; a reply that was learnt from a lesson says from which."""
        lesson = subject.trace.lesson if subject and subject.trace else None
        name = self.view.title(self._wording) if self._views else self._wording.views.heat_map
        return Content(printable(f"{name} · ✎ {self._wording.learning.taught} {lesson}" if lesson else name))

    def use(self, explainer: Explainer, checkpoint: str) -> None:
        """Ask this one from now on why the replies of a checkpoint are as they are."""
        self.inquiry.use(explainer, checkpoint)
        self._tell()

    def do_without_model(self, why: str) -> None:
        """Tell in place of what a model would say why there is none."""
        self.inquiry.why_no_model = why
        self._tell()

    def on_inquiry_settled(self, event: Inquiry.Settled) -> None:
        """Show what was answered, or why nothing was."""
        self.inquiry.settle(event)
        self._tell()

    def on_view_word_chosen(self, event: View.WordChosen) -> None:
        """Choose the word that was pointed at."""
        event.stop()
        self.choose_word(event.word)
