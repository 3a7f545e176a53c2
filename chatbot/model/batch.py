"""Ids to padded tensors and lengths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

# The tokenizer gives the ids; the network knows no more of it than these three.
from chatbot.text.tokenizer import BOS as BOS
from chatbot.text.tokenizer import EOS as EOS
from chatbot.text.tokenizer import PAD as PAD

IdPair = tuple[list[int], list[int]]
"""The ids of a source and of its reply, without BOS or EOS.

A reply whose last id is PAD is the beginning of one: no end comes after it.
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Prompts and replies as rectangles of ids."""

    source: Tensor
    """(B, S) int64, padded with PAD."""

    source_lengths: Tensor
    """(B,) int64, on the CPU, each at least 1."""

    target_inputs: Tensor
    """(B, T) int64: BOS, then the reply; padded with PAD."""

    target_outputs: Tensor
    """(B, T) int64: the reply, then EOS; padded with PAD."""

    @classmethod
    def of(cls, pairs: Sequence[tuple[Tensor, Tensor]]) -> Batch:
        """Pad (source ids, reply ids), each a vector of integers without BOS or EOS."""
        return cls.of_ids([(source.tolist(), reply.tolist()) for source, reply in pairs])

    @classmethod
    def of_ids(cls, pairs: Sequence[IdPair]) -> Batch:
        """Do the same with plain lists: a fifth of the time that as many small tensors take."""
        return cls(
            source=_padded([source for source, _ in pairs]),
            source_lengths=torch.tensor([len(source) for source, _ in pairs]),
            target_inputs=_padded([[BOS, *to_say(reply)[:-1]] for _, reply in pairs]),
            target_outputs=_padded([to_say(reply) for _, reply in pairs]),
        )

    @property
    def target_mask(self) -> Tensor:
        """(B, T) bool: True where there is something to predict."""
        return self.target_outputs != PAD

    @property
    def targets(self) -> Tensor:
        """(N,) the N real target ids, reply after reply."""
        return self.target_outputs[self.target_mask]

    def to(self, device: torch.device) -> Batch:
        """Move the ids; the lengths stay on the CPU, where packing wants them."""
        return Batch(
            self.source.to(device),
            self.source_lengths,
            self.target_inputs.to(device),
            self.target_outputs.to(device),
        )


def to_say(reply: list[int]) -> list[int]:
    """Return the pieces to be learnt of a reply: its own and an end, or a beginning's own."""
    return reply[:-1] if reply[-1:] == [PAD] else [*reply, EOS]


def _padded(rows: Sequence[list[int]]) -> Tensor:
    widest = max(map(len, rows))
    return torch.tensor([row + [PAD] * (widest - len(row)) for row in rows])
