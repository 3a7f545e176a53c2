"""Pieces drawn by chance: Fan et al. (2018) for top-k, Holtzman et al. (2020) for top-p (nucleus)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import torch
from torch import Tensor

from chatbot.config import SearchConfig


@dataclass(frozen=True, slots=True)
class Draw:
    """The chance of one reply, so that drawing others beside it changes nothing in it."""

    config: SearchConfig
    source: Sequence[int]
    """What is answered: one seed is another chance for another prompt."""

    number: int
    """Counts the replies that are drawn to one prompt, from 0."""

    chance: torch.Generator = field(default_factory=torch.Generator)

    def __post_init__(self) -> None:
        """Begin by the configured seed, or anew."""
        if self.config.seed is None:
            self.chance.seed()
        else:
            named = f"{self.config.seed} {self.number} {tuple(self.source)}"
            self.chance.manual_seed(Random(named).getrandbits(63))

    def __call__(self, log_probs: Tensor) -> int:
        """Draw an id by permitted log-probabilities (V,)."""
        probabilities = sampling_distribution(log_probs, self.config)
        return int(torch.multinomial(probabilities, 1, generator=self.chance))


def sampling_distribution(log_probs: Tensor, config: SearchConfig) -> Tensor:
    """Turn log-probabilities (V,) into the probabilities to draw from, by temperature, top-k and top-p.

    Top-p keeps the smallest set of likeliest pieces that reaches p, always at least one.
    """
    # The highest is moved to 0 first: a tiny temperature must not turn everything into -inf.
    warmed = ((log_probs - log_probs.max()) / config.temperature).softmax(dim=-1)
    ranked, order = warmed.sort(descending=True, stable=True)
    if config.top_k:
        ranked[config.top_k :] = 0
    ranked = ranked / ranked.sum()
    reached_before = ranked.cumsum(dim=-1) - ranked
    kept = ranked.where(reached_before < config.top_p, torch.zeros_like(ranked))
    return torch.zeros_like(warmed).scatter(0, order, kept / kept.sum())
