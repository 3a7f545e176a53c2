"""Partial answers side by side: what all ways of searching have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from chatbot.inference.hypothesis import Hypothesis, Step
from chatbot.model.attention import Memory
from chatbot.model.decoder import DecoderState
from chatbot.model.highest import highest


class StepwiseModel(Protocol):
    """What a search needs of the network."""

    def encode(self, source: Tensor, lengths: Tensor) -> tuple[Memory, DecoderState]:
        """Read prompts (B, S) of the given lengths (B,)."""
        ...

    def step(
        self, tokens: Tensor, state: DecoderState, memory: Memory
    ) -> tuple[Tensor, Tensor | None, DecoderState]:
        """Return logits (B, V), weights (B, S) or None, and the next state after the tokens (B,)."""
        ...


@dataclass(frozen=True, slots=True)
class Extension:
    """One hypothesis and an id to go on with."""

    row: int
    """Which of the frontier's hypotheses."""

    token: int


@dataclass(frozen=True, slots=True)
class Frontier:
    """N hypotheses of one length for one prompt, with what the model needs to go on with each."""

    hypotheses: tuple[Hypothesis, ...]
    state: DecoderState
    memory: Memory

    @classmethod
    def of(cls, model: StepwiseModel, source: Sequence[int], device: torch.device) -> Frontier:
        """Read the prompt's ids, at least one, on the model's device; begin with the empty hypothesis."""
        memory, state = model.encode(torch.tensor([source], device=device), torch.tensor([len(source)]))
        return cls((Hypothesis(),), state, memory)

    def repeated(self, count: int) -> Frontier:
        """Return the first hypothesis `count` times."""
        rows = torch.zeros(count, dtype=torch.long)
        return Frontier(self.hypotheses[:1] * count, self.state.select(rows), self.memory.select(rows))

    def predict(self, model: StepwiseModel) -> Prediction:
        """Ask the model what comes next after each hypothesis."""
        tokens = torch.tensor([hypothesis.last_token for hypothesis in self.hypotheses])
        logits, weights, state = model.step(tokens.to(self.memory.mask.device), self.state, self.memory)
        log_probs = log_softmax(logits)
        rows = [()] * len(tokens) if weights is None else [tuple(row) for row in weights.tolist()]
        return Prediction(Frontier(self.hypotheses, state, self.memory), log_probs, tuple(rows))


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model says may come next after each hypothesis of a frontier."""

    frontier: Frontier
    """The hypotheses as they were, with the state after the step."""

    log_probs: Tensor
    """(N, V) natural logarithms, float64, on the CPU."""

    weights: tuple[tuple[float, ...], ...]
    """For each hypothesis how much each source piece was attended to; empty without attention."""

    @property
    def replies(self) -> list[tuple[int, ...]]:
        """The ids of each hypothesis before the step."""
        return [hypothesis.ids for hypothesis in self.frontier.hypotheses]

    def hypothesis(self, extension: Extension) -> Hypothesis:
        """Return a hypothesis gone on with one id, its weights beside it."""
        row, token = extension.row, extension.token
        step = Step(token, float(self.log_probs[row, token]), self.weights[row])
        return self.frontier.hypotheses[row].extended(step)

    def follow(self, extensions: Sequence[Extension]) -> Frontier:
        """Return the frontier of these extensions, in their order."""
        hypotheses = tuple(self.hypothesis(extension) for extension in extensions)
        before, rows = self.frontier, [extension.row for extension in extensions]
        if rows == list(range(len(before.hypotheses))):
            return Frontier(hypotheses, before.state, before.memory)
        chosen = torch.tensor(rows, dtype=torch.long)
        return Frontier(hypotheses, before.state.select(chosen), before.memory.select(chosen))


def log_softmax(logits: Tensor) -> Tensor:
    """Return the logarithms of the probabilities of logits (N, V), on the CPU.

    In double precision no addition along a path can make two different probabilities equal.
    """
    values = logits.cpu().numpy().astype(np.float64)
    values -= values.max(axis=-1, keepdims=True)
    values -= np.log(np.exp(values).sum(axis=-1, keepdims=True))
    return torch.from_numpy(values)


def best_extensions(scores: Tensor, count: int) -> list[Extension]:
    """Return where the highest of the scores (N, V) stand, best first.

    At most `count`; -inf is left out. Among equals the lower row, then the lower id comes first.
    """
    values = scores.flatten().numpy()
    places = np.atleast_1d(values.argmax()) if count == 1 else highest(values, count)
    ranked = sorted((place for place in places.tolist() if values[place] > -np.inf), key=lambda p: -values[p])
    return [Extension(*divmod(place, scores.size(-1))) for place in ranked[:count]]
