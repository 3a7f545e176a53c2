"""One reply being made to see what it would be: the worker posts, the screen changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from textual.message import Message

from chatbot.reply import Reply
from chatbot.tui.answering import told


@dataclass(slots=True, eq=False)
class Trial:
    """A reply that is wanted; what comes of one no longer wanted is dropped by comparing it."""

    answer: Callable[[Callable[[], bool]], Reply]
    """Makes the reply, asking now and then whether it is cancelled; may take seconds, may raise."""

    cancelled: Event = field(default_factory=Event)


class TrialAnswered(Message):
    """The reply is there."""

    def __init__(self, trial: Trial, reply: Reply) -> None:
        """Carry the reply."""
        super().__init__()
        self.trial = trial
        self.reply = reply


class TrialFailed(Message):
    """There will be no reply."""

    def __init__(self, trial: Trial, why: str) -> None:
        """Carry the reason in words."""
        super().__init__()
        self.trial = trial
        self.why = why


def make(trial: Trial, *, post: Callable[[Message], object]) -> None:
    """Make the reply, and post it; meant for a worker's thread."""
    try:
        reply = trial.answer(trial.cancelled.is_set)
    except Exception as error:  # The worker's edge: nothing a model does may close the app.
        post(TrialFailed(trial, told(error)))
    else:
        post(TrialAnswered(trial, reply))
