"""From a correction to a better model: the seam between whoever reviews and whoever teaches.

A `Learner` takes lessons and yields a stream: any number of `LearnProgressed`, one `LearnFinished`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from chatbot.dialogue import DialoguePair
from chatbot.reply import Responder, never

LessonKind = Literal["corrected", "good"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a reviewer wants to hear: a correction, or a reply that was found good."""

    review_id: int
    """The review it comes from; later reviews have higher ids."""

    pair: DialoguePair
    kind: LessonKind

    is_new: bool = True
    """Whether neither the model nor an ancestor of it has learnt this lesson yet."""


@dataclass(frozen=True, slots=True)
class LearnProgressed:
    """Learning goes on."""

    share: float
    """How much is done, 0 to 1."""

    recalled: int
    """How many of the new lessons the model already says, word for word."""

    lessons: int
    """How many new lessons there are."""


@dataclass(frozen=True, slots=True)
class LearnOutcome:
    """What came of learning; the fields are those of `chatbot retrain --json`, and more."""

    corrections: int
    """New lessons: corrections and approved replies that no ancestor had learnt."""

    recalled_before: int
    recalled_after: int
    """How many of them the model says word for word."""

    heldout_nll_before: float
    heldout_nll_after: float
    """Nats a character of kept-out pairs."""

    accepted: bool
    """Whether the new checkpoint took over."""

    why: str
    """The reason, one line for people."""

    checkpoint: str
    """The checkpoint to talk with from now on: the new one, or the old one where it was not accepted."""

    seconds: float

    folder: str = ""
    """Where that checkpoint is kept, as people would write it; empty where it was not accepted."""

    notes: tuple[str, ...] = ()
    """What was left out or overruled, one line each."""

    learnt: tuple[int, ...] = ()
    """The reviews that the new checkpoint has learnt; empty where it was not accepted."""


@dataclass(frozen=True, slots=True)
class LearnFinished:
    """Learning is over."""

    outcome: LearnOutcome

    responder: Responder | None
    """Answers with the new checkpoint; None where it was not accepted or learning was cancelled."""


LearnEvent = LearnProgressed | LearnFinished


class Learner(Protocol):
    """Something that learns lessons. The network's is one; tests pass a scripted one.

    Used from a worker's thread, while another thread may answer with the old responder.
    """

    @property
    def lineage(self) -> tuple[str, ...]:
        """The names of the checkpoint in use and of its ancestors, newest first."""
        ...

    def learn(
        self, lessons: Sequence[Lesson], *, is_cancelled: Callable[[], bool] = never
    ) -> Iterator[LearnEvent]:
        """Learn the new lessons without forgetting the old; the checkpoint in use changes only if accepted.

        Raises:
            ChatbotError: there is nothing to learn, or the new checkpoint cannot be written.
        """
        ...

    def undo(self) -> Responder:
        """Go back to the parent of the checkpoint in use, and return what answers with it.

        Raises:
            CheckpointError: it has no parent, or the parent is gone.
        """
        ...
