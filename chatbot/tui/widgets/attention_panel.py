"""The sidebar: one view of the chosen reply."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from chatbot.explaining import Explainer
from chatbot.text.normalize import printable
from chatbot.tui.inquiry import Inquiry
from chatbot.tui.widgets.views.candidates import CandidatesView
from chatbot.tui.widgets.views.choices import ChoicesView
from chatbot.tui.widgets.views.evidence import EvidenceView
from chatbot.tui.widgets.views.focus import FocusView
from chatbot.tui.widgets.views.heat_map import HeatMapView
from chatbot.tui.widgets.views.numbers import NumbersView
from chatbot.tui.widgets.views.occlusion import OcclusionView
from chatbot.tui.widgets.views.view import Subject, View
from chatbot.tui.wording import Wording


class AttentionPanel(Vertical, can_focus=True):
    """Show one reply, with one of its words chosen, in one of several views; the others do nothing."""

    def __init__(self, wording: Wording) -> None:
        """Make a panel that shows nothing yet."""
        super().__init__()
        self._wording = wording
        self.inquiry = Inquiry(self, wording)
        """Asks why the reply is as it is."""

        self._views = tuple(view(wording) for view in VIEWS)
        for view in self._views:
            view.inquiry = self.inquiry
        self._view = self._views[0]
        self._subject: Subject | None = None
        self._word = 0
        self._place = ""

    def compose(self) -> ComposeResult:
        """Lay out every view, and what is said before there is a reply."""
        yield from self._views
        yield Static(id="nothing", markup=False)

    def on_mount(self) -> None:
        """Begin empty."""
        self.show(None)

    def on_unmount(self) -> None:
        """Leave no question behind."""
        self.inquiry.leave()

    @property
    def word(self) -> int:
        """Which word of the reply is chosen, from 0."""
        return self._word

    @property
    def view(self) -> View:
        """The view that is seen."""
        return self._view

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
        index = self._views.index(self._view) + step
        self._view = self._views[index % len(self._views)]
        self._tell()

    def act(self, act: str, *what: int) -> None:
        """Let the view that is seen do what it alone understands; others do not hear it."""
        do = getattr(self._view, f"action_{act}", None)
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
        subject = self._subject if self._words else None
        for view in self._views:
            view.display = view is self._view and subject is not None
        nothing = self.query_one("#nothing", Static)
        nothing.display = subject is None
        self.border_title = self._title(subject)
        self.border_subtitle = ""
        if subject is None:
            nothing.update(Content(self._wording.no_reply))
            return
        word = f"{self._word + 1}/{self._words}"
        self.border_subtitle = self._wording.place.format(reply=self._place, word=word)
        self._view.show(subject, self._word)

    def _title(self, subject: Subject | None) -> Content:
        """Name the view; a reply that was learnt from a lesson says from which."""
        lesson = subject.trace.lesson if subject and subject.trace else None
        name = self._view.title(self._wording)
        return Content(printable(f"{name} · ✎ {self._wording.learning.taught} {lesson}" if lesson else name))

    def use(self, explainer: Explainer, checkpoint: str) -> None:
        """Ask this one from now on why the replies of a checkpoint are as they are."""
        self.inquiry.use(explainer, checkpoint)
        self._tell()

    @on(Inquiry.Settled)
    def _show_answer(self, event: Inquiry.Settled) -> None:
        self.inquiry.settle(event)
        self._tell()

    @on(View.WordChosen)
    def _choose_pointed_at(self, event: View.WordChosen) -> None:
        event.stop()
        self.choose_word(event.word)


VIEWS: tuple[type[View], ...] = (
    HeatMapView,
    FocusView,
    ChoicesView,
    CandidatesView,
    EvidenceView,
    OcclusionView,
    NumbersView,
)
"""Every view, in the order in which one key shows them."""
