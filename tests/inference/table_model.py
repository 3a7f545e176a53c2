"""A real, tiny model: every prefix has its own random logits and weights, looked up in a table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

import torch
from torch import Tensor

from chatbot.inference.blocking import Blocking
from chatbot.inference.frontier import log_softmax
from chatbot.model.attention import Memory
from chatbot.model.batch import BOS
from chatbot.model.decoder import DecoderState

EMPTY = 1
"""The code of the prefix that has not begun; each id after it is a digit in base V."""


class TableModel:
    """Answers by the seed and the ids so far; the prompt only says how wide the weights are."""

    def __init__(self, vocabulary_size: int = 5, seed: int = 0, *, has_attention: bool = True) -> None:
        self.vocabulary_size = vocabulary_size
        self.has_attention = has_attention
        self.seed = seed
        self.steps_asked = 0
        self.row_of = cache(self._row_of)

    def encode(self, source: Tensor, lengths: Tensor) -> tuple[Memory, DecoderState]:
        values = torch.zeros(*source.shape, 1)
        return Memory(values, values, source >= 0, source), DecoderState(
            torch.zeros(len(source), 1, dtype=torch.float64)
        )

    def step(
        self, tokens: Tensor, state: DecoderState, memory: Memory
    ) -> tuple[Tensor, Tensor | None, DecoderState]:
        self.steps_asked += 1
        codes = state.hidden * self.vocabulary_size + tokens.unsqueeze(1)
        codes[tokens == BOS] = EMPTY
        rows = [self.row_of(int(code), memory.mask.size(1)) for code in codes.flatten().tolist()]
        logits, weights = (torch.stack(part) for part in zip(*rows, strict=True))
        return logits, weights if self.has_attention else None, DecoderState(codes)

    def after(self, ids: Sequence[int], source_length: int) -> tuple[Tensor, Tensor]:
        """Say without any search what comes after ids: log-probabilities (V,) and weights (S,)."""
        code = EMPTY
        for token in ids:
            code = code * self.vocabulary_size + token
        logits, weights = self.row_of(code, source_length)
        return log_softmax(logits.unsqueeze(0))[0], weights

    def _row_of(self, code: int, source_length: int) -> tuple[Tensor, Tensor]:
        chance = torch.Generator().manual_seed(self.seed * 2**20 + code)
        logits = 2 * torch.randn(self.vocabulary_size, generator=chance)
        return logits, torch.randn(source_length, generator=chance).softmax(dim=-1)


def blocking(*, no_repeat_ngram: int = 0, never: Collection[int] = (0, 1)) -> Blocking:
    """Block padding and the begin, and the end of an empty reply."""
    return Blocking(never=never, says_something=bool, no_repeat_ngram=no_repeat_ngram)
