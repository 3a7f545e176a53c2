"""Questions about replies, asked on a thread of their own; what was answered is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual.message import Message
from textual.widget import Widget

from chatbot.reply import Reply
from chatbot.tui.answered import Answered
from chatbot.tui.answering import told
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.explaining import Evidence, Explainer, Occlusion, StepChoices

CANDIDATES = 5
"""How many replies are asked for where the search has kept one alone."""

EXPLAINERS_KEPT = 3
"""Of the models that have answered last, each of which can say why of its own replies alone."""

ANSWERS_KEPT = 100
"""So that a long conversation needs no more memory than a short one."""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, eq=False)
class Question(Generic[Answer]):
    """Something that can be asked about a reply."""

    ask: Callable[[Explainer, Answered, Callable[[], bool]], Answer]
    """Told whom to ask, about what, and whether the answer is still wanted; may take seconds."""


CHOICES: Question[tuple[tuple[StepChoices, ...], ...]] = Question(
    lambda explainer, about, _: explainer.choices(about.history, about.reply)
)
CANDIDATE_REPLIES: Question[tuple[Reply, ...]] = Question(
    lambda explainer, about, is_cancelled: explainer.candidates(
        about.history, count=CANDIDATES, is_cancelled=is_cancelled
    )
)
EVIDENCE: Question[Evidence] = Question(
    lambda explainer, about, is_cancelled: explainer.evidence(
        about.history, about.reply, is_cancelled=is_cancelled
    )
)
OCCLUSION: Question[Occlusion] = Question(
    lambda explainer, about, is_cancelled: explainer.occlusion(
        about.history, about.reply, is_cancelled=is_cancelled
    )
)


@dataclass(frozen=True, slots=True)
class Found(Generic[Answer]):
    """A question was answered."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class NotFound:
    """A question has no answer."""

    why: str
    """In words, for the screen."""


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """A question on its way."""

    about: Answered
    question: Question[Any]
    explainer: Explainer
    cancelled: Event = field(default_factory=Event)

    def answer(self) -> Found[Any] | NotFound:
        """Ask; meant for a worker's thread."""
        try:
            return Found(self.question.ask(self.explainer, self.about, self.cancelled.is_set))
        except Exception as error:  # The worker's edge: no question may close the app.
            return NotFound(told(error))


class Inquiry:
    """Asks one question at a time, the one that was looked for last; used on the screen's thread alone."""

    class Settled(Message):
        """A question came to its end; the widget hands it to `settle`."""

        def __init__(self, asking: Asking, found: Found[Any] | NotFound) -> None:
            """Carry what was asked, and what came of it."""
            super().__init__()
            self.asking = asking
            self.found = found

    def __init__(self, widget: Widget, wording: Wording) -> None:
        """Work for a widget, which is sent a message at the end of each question."""
        self._widget = widget
        self._wording = wording
        self._explainers: dict[str, Explainer] = {}
        self._known: dict[tuple[Answered, Question[Any]], Found[Any] | NotFound] = {}
        self._asked: Asking | None = None
        """What a thread is at work on, be it that nobody wants to know any more."""

        self._next: Asking | None = None
        self.why_no_model = ""
        """Told while there is nobody to ask; with an empty text that there is nobody."""

    @property
    def explainers(self) -> Mapping[str, Explainer]:
        """Who can be asked, by the names of the checkpoints whose replies they know."""
        return dict(self._explainers)

    def use(self, explainer: Explainer, checkpoint: str) -> None:
        """Ask this one, from now on, about the replies of a checkpoint; what failed may be tried again."""
        self._explainers.pop(checkpoint, None)
        self._explainers[checkpoint] = explainer
        _drop_oldest(self._explainers, EXPLAINERS_KEPT)
        self._known = {key: found for key, found in self._known.items() if isinstance(found, Found)}

    def look(self, about: Answered, question: Question[Answer]) -> Found[Answer] | NotFound | None:
        """Return the answer to a question about a reply; None where it is being asked."""
        known = self._known.get((about, question))
        explainer = self._explainers.get(about.checkpoint)
        if known is not None or explainer is None or not about.reply.pieces.target_tokens:
            self.leave()
            return known or NotFound(self._why_not(about))
        if not self._is_asking(about, question):
            self.leave()
            self._next = Asking(about, question, explainer)
            self._go_on()
        return None

    def leave(self) -> None:
        """Want no answer any more."""
        self._next = None
        if self._asked is not None:
            self._asked.cancelled.set()

    def settle(self, event: Settled) -> None:
        """Keep an answer, unless it was given up; ask what is next."""
        asking, self._asked = event.asking, None
        if not asking.cancelled.is_set():
            self._known[asking.about, asking.question] = event.found
            _drop_oldest(self._known, ANSWERS_KEPT)
        self._go_on()

    def _is_asking(self, about: Answered, question: Question[Any]) -> bool:
        wanted = self._next or self._asked
        if wanted is None or wanted.cancelled.is_set():
            return False
        return wanted.about == about and wanted.question is question

    def _go_on(self) -> None:
        if self._asked is None and self._next is not None:
            self._asked, self._next = self._next, None
            work = partial(self._work, self._asked)
            self._widget.run_worker(work, thread=True, group="inquiry", exit_on_error=False)

    def _work(self, asking: Asking) -> None:
        self._widget.post_message(self.Settled(asking, asking.answer()))

    def _why_not(self, about: Answered) -> str:
        words = self._wording.explaining
        if not self._explainers:
            return self.why_no_model or words.no_model
        if about.checkpoint not in self._explainers:
            return words.other_checkpoint.format(checkpoint=about.checkpoint)
        return words.empty


def _drop_oldest(kept: dict[Any, Any], most: int) -> None:
    for key in [*kept][:-most]:
        del kept[key]
