"""Which training pairs a reply may come from: those whose prompts the encoder reads most alike.

A prompt is the mean of the encoder's states over its pieces. Tried on the starter against the decoder's first
state, which is made of the last ones: by that one 气温多少 is as near to 明天会下雨吗 (0.84) as 今年会下雪吗
(0.87), for they ask for one reply; by the mean, wording counts as well, and strangers stay near 0 without
their common part being taken off (0.02 to 0.06 on average, against 0.1 to 0.3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize as to_unit_length
from torch.nn.utils.rnn import pad_sequence

from chatbot.dialogue import DialoguePair
from chatbot.errors import Unanswered
from chatbot.explaining import Evidence, Neighbour
from chatbot.inference.frontier import StepwiseModel
from chatbot.model.batch import PAD
from chatbot.text.normalize import normalize

MOST_NEIGHBOURS = 10
"""How many of the nearest pairs are named."""

READ_TOGETHER = 128
"""Prompts that the encoder reads side by side."""

Ids = Sequence[int]


@dataclass(frozen=True, slots=True)
class TrainingPairs:
    """What a checkpoint has learnt from."""

    own: tuple[DialoguePair, ...]
    """What its own network has learnt, or a sample of it."""

    lessons: tuple[DialoguePair, ...] = ()
    """What the network of the lessons has learnt besides."""


@dataclass(frozen=True, slots=True)
class PairIndex:
    """Training pairs, by how a network reads their prompts."""

    pairs: tuple[DialoguePair, ...]

    states: Tensor
    """(pairs, M), each of length 1."""

    @classmethod
    def of(
        cls,
        pairs: tuple[DialoguePair, ...],
        model: StepwiseModel,
        encode: Callable[[DialoguePair], Ids],
        *,
        device: torch.device,
        is_cancelled: Callable[[], bool],
    ) -> PairIndex:
        """Let a model read every prompt, those of like lengths together.

        Raises:
            Unanswered: it was cancelled.
        """
        order = sorted(range(len(pairs)), key=lambda number: len(pairs[number].prompt))
        states: list[Tensor] = []
        for begin in range(0, len(order), READ_TOGETHER):
            if is_cancelled():
                raise Unanswered("evidence: cancelled before all training pairs had been read")
            numbers = order[begin : begin + READ_TOGETHER]
            states.append(states_of(model, [encode(pairs[number]) for number in numbers], device))
        return cls(tuple(pairs[number] for number in order), torch.cat(states))

    def evidence(self, state: Tensor, reply: str) -> Evidence:
        """Find the pairs nearest to a state (M,) of length 1, and the nearest with this very reply."""
        similarities = (self.states @ state).clamp(-1, 1)
        order = similarities.argsort(descending=True, stable=True).tolist()
        said = normalize(reply)
        same = (self.pairs[number] for number in order if normalize(self.pairs[number].response) == said)
        nearest = order[:MOST_NEIGHBOURS]
        return Evidence(
            tuple(Neighbour(self.pairs[number], float(similarities[number])) for number in nearest),
            copied=next(same, None) if said else None,
            searched=len(self.pairs),
        )


@torch.inference_mode()
def states_of(model: StepwiseModel, sources: Sequence[Ids], device: torch.device) -> Tensor:
    """Return the mean of the encoder's states over each of N sources (N, M), scaled to length 1."""
    rows = [torch.tensor(source or (PAD,)) for source in sources]
    lengths = torch.tensor([len(row) for row in rows])
    memory, _ = model.encode(pad_sequence(rows, batch_first=True, padding_value=PAD).to(device), lengths)
    is_piece = memory.mask.unsqueeze(-1)
    mean = (memory.values * is_piece).sum(dim=1) / is_piece.sum(dim=1)
    return to_unit_length(mean, dim=-1).cpu()
