"""Where the decoder looks: one base for masking, softmax and context, and a score function a subclass.

Bahdanau, Cho and Bengio (2015), "Neural Machine Translation by Jointly Learning to Align and Translate";
the other scores after Luong, Pham and Manning (2015), Vaswani et al. (2017), Graves, Wayne and Danihelka
(2014), and Nadaraya and Watson (1964).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from chatbot.config import ModelConfig
from chatbot.errors import ConfigError
from chatbot.model.precision import projected


@dataclass(frozen=True, slots=True)
class Memory:
    """The encoded prompt: made once, passed to every step, never stored on a module."""

    values: Tensor
    """(B, S, M) the encoder's states."""

    keys: Tensor
    """(B, S, A) the values projected once into the width in which they are compared."""

    mask: Tensor
    """(B, S) bool: True where there is a token, False at padding."""

    source: Tensor
    """(B, S) the ids of those tokens, which a reply may copy."""

    def select(self, rows: Tensor) -> Memory:
        """Return the memory of the given rows (N,), repeated or reordered, as a beam needs it."""
        return Memory(self.values[rows], self.keys[rows], self.mask[rows], self.source[rows])


class Attention(nn.Module):
    """Weigh an encoded prompt by how well each position answers a query.

    A subclass says only how a query is scored against the keys; masking, normalising and averaging are the
    same for every kind and stand here, once.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.dropout = nn.Dropout(config.dropout)
        self.context_size = 2 * config.encoder_size

    def remember(self, values: Tensor, mask: Tensor, source: Tensor) -> Memory:
        """Project the encoder's states (B, S, M) to keys, once for all steps."""
        return Memory(values, self.project(values), mask, source)

    def project(self, values: Tensor) -> Tensor:
        """Turn values (B, S, M) into keys (B, S, A); the values themselves unless a subclass says more."""
        return values

    def score(self, query: Tensor, keys: Tensor) -> Tensor:
        """Score a query (B, H) against the keys (B, S, A); higher attends more. Returns (B, S)."""
        raise NotImplementedError

    def forward(self, query: Tensor, memory: Memory) -> tuple[Tensor, Tensor | None]:
        """Return the context (B, M) and the weights (B, S).

        Rows of the weights sum to 1 and padding gets exactly 0. While training, dropout falls on the weights
        that make the context, not on those returned.
        """
        scores = self.score(query, memory.keys).masked_fill(~memory.mask, -torch.inf)
        weights = scores.softmax(dim=-1)
        context = torch.bmm(self.dropout(weights).unsqueeze(1), memory.values).squeeze(1)
        return context, weights


class AdditiveAttention(Attention):
    """w_v · tanh(W_q q + W_k k): Bahdanau, Cho and Bengio (2015), section 3.1 and appendix A.1.2."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        self.W_k = nn.Linear(2 * config.encoder_size, config.attention_size, bias=False)
        self.W_q = nn.Linear(config.hidden_size, config.attention_size, bias=False)
        self.w_v = nn.Linear(config.attention_size, 1, bias=False)

    def project(self, values: Tensor) -> Tensor:
        """Return W_k k for every position: the part of the score that no query changes."""
        return projected(values, self.W_k.weight)

    def score(self, query: Tensor, keys: Tensor) -> Tensor:
        """Add the query to every key, squash, and weigh the features."""
        features = torch.tanh(self.W_q(query).unsqueeze(1) + keys)
        scores: Tensor = self.w_v(features).squeeze(-1)
        return scores


class DotAttention(Attention):
    """q · k: Luong, Pham and Manning (2015), section 3.1, "dot"; without a weight of its own."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        if config.hidden_size != 2 * config.encoder_size:
            raise ConfigError(
                f"attention {config.attention}: compares states directly, so it expects hidden_size = "
                f"2 * encoder_size, found {config.hidden_size} and {config.encoder_size}"
            )

    def score(self, query: Tensor, keys: Tensor) -> Tensor:
        """Multiply the query with every key."""
        return torch.bmm(keys, query.unsqueeze(-1)).squeeze(-1)


class ScaledDotAttention(DotAttention):
    """q · k / sqrt(A): Vaswani et al. (2017), section 3.2.1."""

    def score(self, query: Tensor, keys: Tensor) -> Tensor:
        """Multiply, and keep the variance of the scores at 1 however wide the states are."""
        scores: Tensor = super().score(query, keys) / query.size(-1) ** 0.5
        return scores


class GeneralAttention(Attention):
    """q · W k: Luong, Pham and Manning (2015), section 3.1, "general"."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        self.W = nn.Linear(2 * config.encoder_size, config.hidden_size, bias=False)

    def project(self, values: Tensor) -> Tensor:
        """Return W k for every position."""
        keys: Tensor = self.W(values)
        return keys

    def score(self, query: Tensor, keys: Tensor) -> Tensor:
        """Multiply the query with every projected key."""
        return torch.bmm(keys, query.unsqueeze(-1)).squeeze(-1)


class CosineAttention(DotAttention):
    """β cos(q, k): Graves, Wayne and Danihelka (2014), section 3.3.1, with one learned strength β > 0."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        # A cosine stays within -1 and 1, far too flat for a softmax: start at a strength of 10.
        self.log_strength = nn.Parameter(torch.tensor(10.0).log())

    def score(self, query: Tensor, keys: Tensor) -> Tensor:
        """Compare directions alone."""
        cosine = nn.functional.cosine_similarity(query.unsqueeze(1), keys, dim=-1)
        scores: Tensor = self.log_strength.exp() * cosine
        return scores


class GaussianAttention(DotAttention):
    """-|q - k|² / 2σ²: kernel regression, Nadaraya (1964) and Watson (1964), with one learned width σ."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        # Squared distances grow with the width of the states: begin with σ² = sqrt(A), as for scaled-dot.
        self.log_width = nn.Parameter(torch.tensor(float(config.hidden_size)).log() / 4)

    def score(self, query: Tensor, keys: Tensor) -> Tensor:
        """Prefer the nearest keys."""
        distance = (query.unsqueeze(1) - keys).square().sum(dim=-1)
        scores: Tensor = -distance / (2 * (2 * self.log_width).exp())
        return scores


class NoAttention(Attention):
    """The plain seq2seq of Sutskever, Vinyals and Le (2014): the encoder's last state alone, no context."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        self.context_size = 0

    def forward(self, query: Tensor, memory: Memory) -> tuple[Tensor, Tensor | None]:
        """Return an empty context (B, 0) and no weights."""
        return query.new_zeros(query.size(0), 0), None


ATTENTIONS: dict[str, type[Attention]] = {
    "additive": AdditiveAttention,
    "dot": DotAttention,
    "scaled-dot": ScaledDotAttention,
    "general": GeneralAttention,
    "cosine": CosineAttention,
    "gaussian": GaussianAttention,
    "none": NoAttention,
}
"""Every score function by the name that `--attention` takes."""
