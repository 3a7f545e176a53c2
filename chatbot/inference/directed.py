"""A network whose attention is told where to look: masked from some words, or pinned to one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from torch import Tensor

from chatbot.inference.frontier import StepwiseModel
from chatbot.model.attention import Memory
from chatbot.model.decoder import DecoderState

NOWHERE: frozenset[int] = frozenset()
NO_STEPS = range(0)


@dataclass(frozen=True, slots=True)
class NumberedState(DecoderState):
    """A decoder's state that knows how many steps have been made."""

    steps: int = 0

    def select(self, rows: Tensor) -> NumberedState:
        """Return the state of the given rows (N,)."""
        looked = None if self.looked is None else self.looked[rows]
        return NumberedState(self.hidden[rows], looked, self.steps)


@dataclass(frozen=True, slots=True)
class Directed:
    """A network whose attention is told where to look; all else in it is as it was.

    The encoder still reads every word, and hands what it has read on through its neighbours' states and
    through the decoder's first state: a word that is masked is out of sight, not out of mind.
    """

    model: StepwiseModel

    masked: frozenset[int] = NOWHERE
    """Source pieces that get a weight of exactly 0."""

    pinned: frozenset[int] = NOWHERE
    """Source pieces that share all attention evenly, in the steps of `pinned_steps`."""

    pinned_steps: range = NO_STEPS

    def encode(self, source: Tensor, lengths: Tensor) -> tuple[Memory, DecoderState]:
        """Read prompts as the network does."""
        memory, state = self.model.encode(source, lengths)
        return memory, NumberedState(state.hidden)

    def step(
        self, tokens: Tensor, state: DecoderState, memory: Memory
    ) -> tuple[Tensor, Tensor | None, DecoderState]:
        """Say one step, looking only where it is allowed to."""
        assert isinstance(state, NumberedState)
        is_pinned = state.steps in self.pinned_steps
        seen = _evenly(memory, self.pinned) if is_pinned else _without(memory, self.masked)
        logits, weights, after = self.model.step(tokens, state, seen)
        return logits, weights, NumberedState(after.hidden, after.looked, state.steps + 1)


def _without(memory: Memory, pieces: Iterable[int]) -> Memory:
    mask = memory.mask.clone()
    mask[:, list(pieces)] = False
    return Memory(memory.values, memory.keys, mask, memory.source)


def _evenly(memory: Memory, pieces: Iterable[int]) -> Memory:
    """Leave only some pieces to be seen, with one key for all: whatever scores them, they score the same."""
    columns = list(pieces)
    mask = memory.mask.new_zeros(memory.mask.shape)
    mask[:, columns] = True
    same_keys = memory.keys[:, columns[:1]].expand_as(memory.keys)
    return Memory(memory.values, same_keys, mask, memory.source)
