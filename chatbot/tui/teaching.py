"""Learning behind the screen: the learner works on threads of its own, the log is used from the app's."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from threading import Event, Thread
from typing import TYPE_CHECKING

from textual.message import Message

from chatbot.tui.answering import told
from chatbot.tui.later import Later
from chatbot.tui.sitting import Sitting

if TYPE_CHECKING:
    from chatbot import learning
    from chatbot.learning import Learner, LearnFinished, LearnOutcome, LearnProgressed, Lesson
    from chatbot.reply import Responder
else:
    learning = Later("chatbot.learning")


class LearnerMade(Message):
    """There is a learner: what it is to learn can be read."""

    def __init__(self, learner: Learner) -> None:
        """Carry it."""
        super().__init__()
        self.learner = learner


class LearningAdvanced(Message):
    """Learning goes on."""

    def __init__(self, progress: LearnProgressed) -> None:
        """Carry how far it is."""
        super().__init__()
        self.progress = progress


class LearningEnded(Message):
    """Learning is over."""

    def __init__(self, finished: LearnFinished) -> None:
        """Carry what came of it."""
        super().__init__()
        self.finished = finished


class LearningUndone(Message):
    """The model before answers again."""

    def __init__(self, responder: Responder) -> None:
        """Carry what answers."""
        super().__init__()
        self.responder = responder


class LearningUnwanted(Message):
    """What is being learnt, if anything, is to be cancelled: a screen posts it."""


class TeachingFailed(Message):
    """Neither learning nor undoing came to an end."""

    def __init__(self, why: str) -> None:
        """Carry the reason in words."""
        super().__init__()
        self.why = why


class Teaching:
    """At most one act at a time: learning, or undoing what was learnt here.

    Every act ends with a message; whoever handles it calls `settle` first.
    """

    def __init__(
        self, sitting: Sitting, make_learner: Callable[[], Learner], *, post: Callable[[Message], object]
    ) -> None:
        """Teach from the reviews of a sitting's log.

        `make_learner` is called on a worker's thread, at the first lesson.
        """
        self._sitting = sitting
        self._make_learner = make_learner
        self._post = post
        self._learner: Learner | None = None
        self._worker: Thread | None = None
        self._learnt = 0
        self._cancelled = Event()
        self.is_busy = False
        """Whether an act is under way."""

    @property
    def is_working(self) -> bool:
        """Tell whether a thread still runs, which nothing can stop at once."""
        return self._worker is not None and self._worker.is_alive()

    @property
    def is_cancelled(self) -> bool:
        """Tell whether the act under way, or the last one, was cancelled."""
        return self._cancelled.is_set()

    @property
    def can_undo(self) -> bool:
        """Tell whether something was learnt here that has not been undone."""
        return self._learnt > 0

    def begin(self) -> None:
        """Learn; where there is no learner yet, it is made first."""
        self._cancelled = Event()
        self.is_busy = True
        if self._learner is None:
            self._start(lambda: self._post(LearnerMade(self._make_learner())))
        else:
            self._post(LearnerMade(self._learner))

    def learn(self, learner: Learner) -> bool:
        """Start with the lessons that there are now; tell whether any is new.

        Raises:
            LogError: they cannot be read.
        """
        self._learner = learner
        lessons = self._sitting.reviews.lessons(learner.lineage)
        if self.is_cancelled or not any(lesson.is_new for lesson in lessons):
            return False
        self._start(lambda: self._learn(learner, lessons))
        return True

    def cancel(self) -> None:
        """End learning as soon as the learner asks."""
        self._cancelled.set()

    def accept(self, outcome: LearnOutcome) -> None:
        """Keep what was learnt.

        Raises:
            LogError: the log cannot note it; it was learnt, though, and can be undone.
        """
        self._learnt += 1
        self._sitting.reviews.mark_learnt(outcome.learnt, outcome.checkpoint)

    def undo(self) -> None:
        """Go back to the model before what was learnt last."""
        learner = self._learner
        assert learner is not None, "something was learnt"
        self.is_busy = True
        self._start(lambda: self._post(LearningUndone(learner.undo())))

    def take_back(self) -> None:
        """Count one undone."""
        self._learnt -= 1

    def settle(self) -> None:
        """Be ready for another act."""
        self.is_busy = False

    def _learn(self, learner: Learner, lessons: tuple[Lesson, ...]) -> None:
        for event in learner.learn(lessons, is_cancelled=self._cancelled.is_set):
            if isinstance(event, learning.LearnFinished):
                self._post(LearningEnded(event))
                return
            self._post(LearningAdvanced(event))
        raise RuntimeError("the learner came to no end")

    def _start(self, act: Callable[[], object]) -> None:
        # Not a Textual worker: those are waited for when the app ends, and an import cannot be cancelled.
        self._worker = Thread(target=copy_context().run, args=(self._guarded, act), daemon=True, name="teach")
        self._worker.start()

    def _guarded(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:  # The thread's edge: a failure is told on the screen.
            self._post(TeachingFailed(told(error)))
