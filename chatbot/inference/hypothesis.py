"""A partial answer with its weights, and what a search tells on its way."""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.model.batch import BOS, EOS


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of an answer."""

    token: int
    """Its id."""

    log_prob: float
    """Natural logarithm of its probability by the model itself, before anything was blocked or filtered."""

    weights: tuple[float, ...]
    """How much each source piece was attended to for it; empty without attention."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A partial answer *with* its weights, so that no reordering can lose them."""

    steps: tuple[Step, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of all steps, the end token's included."""
        return tuple(step.token for step in self.steps)

    @property
    def spoken(self) -> tuple[Step, ...]:
        """The steps without the end token's."""
        return self.steps[:-1] if self.is_finished else self.steps

    @property
    def last_token(self) -> int:
        """What the model hears next: the last id, or the begin of a reply."""
        return self.steps[-1].token if self.steps else BOS

    @property
    def is_finished(self) -> bool:
        """Whether it ended by itself."""
        return self.last_token == EOS

    @property
    def log_prob(self) -> float:
        """Natural logarithm of the probability of all steps together."""
        return sum(step.log_prob for step in self.steps)

    def score(self, length_penalty: float) -> float:
        """Rank answers of different lengths: log-probability / length ** penalty, the end token counted."""
        divisor: float = len(self.steps) ** length_penalty
        return self.log_prob / divisor

    def extended(self, step: Step) -> Hypothesis:
        """Return the hypothesis one step further."""
        return Hypothesis((*self.steps, step))


@dataclass(frozen=True, slots=True)
class Found:
    """The end of a search."""

    hypotheses: tuple[Hypothesis, ...]
    """At least one, best first."""

    was_cancelled: bool = False


SearchEvent = Step | Found
"""A search tells the steps of its answer in order, without the end token's, and at last what it found."""
