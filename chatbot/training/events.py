"""What a training run tells while it goes: the seam between the trainer and whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chatbot.reply import Reply

Stopped = Literal["done", "minutes", "interrupted"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A kept-out prompt, what the model says to it now, and what a person said."""

    prompt: str
    reply: Reply
    reference: str
    language: str
    """Of the prompt: "zh", "en" or "mixed"."""


@dataclass(frozen=True, slots=True)
class Updated:
    """The weights have been moved once."""

    update: int
    """Counts from 1."""

    epoch: int
    """Counts from 1."""

    loss: float
    """Of this batch: nats a piece, smoothed labels included."""

    learning_rate: float
    tokens_per_second: float
    """Target pieces, end tokens included, since training began or was resumed."""

    progress: float
    """Share of the run that is over, 0 to 1, by updates or by the clock."""

    eta_seconds: float
    """Expected time to the end of the plan; early stopping may end it sooner."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The model has been measured on held-out pairs."""

    update: int
    epoch: int
    seconds: float
    """Training time so far, earlier parts of a resumed run included."""

    train_loss: float | None
    """Mean over the updates since the last evaluation; None before the first."""

    nll_per_character: float
    """Nats a character of the held-out replies, end tokens included."""

    is_best: bool
    """Whether it is the lowest so far, and so was saved."""

    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The run is over, and everything is saved."""

    stopped: Stopped
    updates: int
    target_tokens: int
    seconds: float
    best_nll_per_character: float


TrainEvent = Updated | Evaluated | Finished
