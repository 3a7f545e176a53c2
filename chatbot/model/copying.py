"""Copying: a piece of the prompt is said from where it is looked at, whatever the vocabulary would say.

With logits l, weights α over the pieces x_s of the prompt, and the odds e^u of copying, u = w_g · o + b_g,

    p(y) = (1 - g) softmax(l)_y + g Σ_{s: x_s = y} α_s        g = σ(u)

See, Liu and Manning (2017), "Get To The Point: Summarization with Pointer-Generator Networks", section 2.2,
with the gate after the deep output o. Since g / (1 - g) = e^u, only the logits of what stands in the prompt
change: with Z = Σ exp(l),

    l'_y = log(exp(l_y) + e^u Z Σ_{s: x_s = y} α_s)           softmax(l') = p
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

FIRST_ODDS = -2.0
"""u before anything is learnt: the vocabulary is trusted first."""


class CopyGate(nn.Module):
    """Weighs copying against speaking, step by step."""

    def __init__(self, embedding_size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(embedding_size))
        self.bias = nn.Parameter(torch.tensor(FIRST_ODDS))

    def log_odds(self, outputs: Tensor) -> Tensor:
        """Return u (N,) of deep outputs (N, E)."""
        return outputs.to(self.weight.dtype) @ self.weight + self.bias

    def forward(self, logits: Tensor, outputs: Tensor, weights: Tensor, source: Tensor) -> Tensor:
        """Return l' (N, V) of logits (N, V), deep outputs (N, E), weights and a source's ids (N, S)."""
        looked = torch.zeros_like(logits).scatter_add(1, source, weights.to(logits.dtype))
        # Where nothing is looked at there is nothing to add, and no logarithm to go back through.
        copied = looked.clamp_min(torch.finfo(looked.dtype).tiny).log()
        log_odds = self.log_odds(outputs).unsqueeze(1)
        return torch.logaddexp(logits, copied + log_odds + logits.logsumexp(1, keepdim=True))


def looked_at(weights: Tensor, source: Tensor, targets: Tensor) -> Tensor:
    """Return how much of the weights (N, S) lies where the source (N, S) holds the targets (N,)."""
    return (weights * (source == targets.unsqueeze(1))).sum(dim=1)
