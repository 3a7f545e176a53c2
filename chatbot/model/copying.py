"""Copying: a piece of the prompt is said from where it is looked at, whatever the vocabulary would say.

With logits l, places m over the pieces x_s of the prompt, and the odds e^u of copying, u = w_g · o + b_g,

    p(y) = (1 - g) softmax(l)_y + g Σ_{s: x_s = y} m_s        g = σ(u)

See, Liu and Manning (2017), "Get To The Point: Summarization with Pointer-Generator Networks", section 2.2,
with the gate after the deep output o. Since g / (1 - g) = e^u, only the logits of what stands in the prompt
change: with Z = Σ exp(l),

    l'_y = log(exp(l_y) + e^u Z Σ_{s: x_s = y} m_s)           softmax(l') = p

There, the places are the weights of attention. But those are chosen before the decoder has heard what it said
last, and a name of several pieces goes on where it was. So some of the places follow: with the weights α' and
the piece y' of the step before, what was said there stood at s by ρ_s = α'_s [x_s = y'] / Σ α'_r [x_r = y'],
and what comes next stands behind it:

    n_s = ρ_{s-1},   m = (1 - f Σ n) α + f n                  f = σ(w_f · o + b_f)
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

LEAST_LOOKED = 1e-3
"""Where less was looked at than this, next to nothing was read off: ρ goes to 0 with it.

Divided by what is as good as nothing, one step could outweigh a whole batch.
"""

FIRST_ODDS = -2.0
"""u before anything is learnt: the vocabulary is trusted first."""


class CopyGate(nn.Module):
    """Weighs copying against speaking, and going on against looking anew, step by step."""

    def __init__(self, embedding_size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(embedding_size))
        self.bias = nn.Parameter(torch.tensor(FIRST_ODDS))
        self.follow_weight = nn.Parameter(torch.zeros(embedding_size))
        self.follow_bias = nn.Parameter(torch.tensor(0.0))

    def log_odds(self, outputs: Tensor) -> Tensor:
        """Return u (N,) of deep outputs (N, E)."""
        # No product of matrices: under autocast this is not rounded.
        return (outputs * self.weight).sum(dim=1) + self.bias

    def places(self, outputs: Tensor, weights: Tensor, behind: Tensor) -> Tensor:
        """Return m (N, S) of deep outputs (N, E), weights (N, S) and n (N, S)."""
        follows = torch.sigmoid((outputs * self.follow_weight).sum(dim=1) + self.follow_bias)
        going_on = follows.unsqueeze(1) * behind
        return (1 - going_on.sum(dim=1, keepdim=True)) * weights + going_on

    def places_of_step(
        self, outputs: Tensor, weights: Tensor, before: Tensor | None, source: Tensor, said: Tensor
    ) -> Tensor:
        """Return m (N, S) of one step after the pieces (N,) that were said, looking from `before` (N, S).

        `before` is None in the first step, which goes on behind nothing.
        """
        if before is None:
            return weights
        return self.places(outputs, weights, behind_last(before, source, said))

    def forward(self, logits: Tensor, outputs: Tensor, places: Tensor, source: Tensor) -> Tensor:
        """Return l' (N, V) of logits (N, V), deep outputs (N, E), places and the source's ids (N, S)."""
        looked = torch.zeros_like(logits).scatter_add(1, source, places.to(logits.dtype))
        # Where nothing is looked at there is nothing to add, and no logarithm to go back through.
        copied = looked.clamp_min(torch.finfo(looked.dtype).tiny).log()
        log_odds = self.log_odds(outputs).unsqueeze(1)
        return torch.logaddexp(logits, copied + log_odds + logits.logsumexp(1, keepdim=True))


def behind_last(weights: Tensor, source: Tensor, said: Tensor) -> Tensor:
    """Return n (..., S): where a prompt goes on behind what was said last; nothing where it was not in there.

    Takes the weights (..., S) and the piece (...) of the step before, and the ids of the source (..., S).
    """
    stood = weights * (source == said.unsqueeze(-1))
    share = stood / stood.sum(dim=-1, keepdim=True).clamp_min(LEAST_LOOKED)
    return nn.functional.pad(share[..., :-1], (1, 0))


def looked_at(places: Tensor, source: Tensor, targets: Tensor) -> Tensor:
    """Return how much of the places (N, S) lies where the source (N, S) holds the targets (N,)."""
    return (places * (source == targets.unsqueeze(1))).sum(dim=1)
