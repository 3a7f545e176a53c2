"""Cross entropy with smoothed labels over a large vocabulary: value and gradient in one pass.

With logits l = o Eᵀ + b, p = softmax(l), smoothing ε and V entries (Szegedy et al. 2016, section 7), a
token's loss is (1 - ε) (-log p_target) + ε mean(-log p), and its gradient by the logits is
p - (1 - ε) 1_target - ε / V. Both are known once the logits are. Nothing is done twice to the large array:

- logits and their gradients share one array, in the precision of the products, for some tokens at a time;
- the softmax is taken for a few rows at a time, which stay in the processor's cache while they are needed;
- what is the same in every column, ε / V, is not subtracted from it: by the rules of the products it is a
  mean of the embeddings, and a sum of the outputs. So is the mean of the logits, o mean(E)ᵀ + mean(b).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn.functional import linear

from chatbot.model.precision import product, product_dtype, without_autocast

HELD_NUMBERS = 16_000_000
"""Logits held at once: 64 MB in single precision, half of it rounded; two thousand tokens of 8,000 pieces."""

CACHED_NUMBERS = 256_000
"""Logits whose softmax is taken at once: 1 MB in single precision."""


def smoothed_cross_entropy(
    outputs: Tensor, embeddings: Tensor, bias: Tensor, targets: Tensor, smoothing: float
) -> Tensor:
    """Return the mean loss in nats of deep outputs (N, E) against embeddings (V, E) and targets (N,)."""
    dtype = product_dtype(embeddings)
    with without_autocast(embeddings):
        loss: Tensor = _SmoothedCrossEntropy.apply(  # type: ignore[no-untyped-call]
            outputs.to(embeddings.dtype), embeddings, bias, targets, smoothing, dtype
        )
    return loss


class _SmoothedCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        outputs: Tensor,
        embeddings: Tensor,
        bias: Tensor,
        targets: Tensor,
        smoothing: float,
        dtype: torch.dtype,
    ) -> Tensor:
        """Sum the loss part by part, and the gradients beside it."""
        tokens, vocabulary = len(targets), len(embeddings)
        rows = max(1, HELD_NUMBERS // vocabulary)
        low_embeddings, low_bias = embeddings.to(dtype), bias.to(dtype)
        loss = -smoothing * (outputs @ embeddings.mean(0) + bias.mean()).double().sum()
        # What ε / V in every column is worth, before the rest is added.
        spread = smoothing / vocabulary
        d_outputs = (embeddings.sum(0) * -spread).expand_as(outputs).contiguous()
        d_embeddings = (outputs.sum(0) * -spread).expand_as(embeddings).contiguous()
        d_bias = torch.full_like(bias, -spread * tokens)
        for part in (slice(start, start + rows) for start in range(0, tokens, rows)):
            heard = outputs[part].to(dtype)
            logits = linear(heard, low_embeddings, low_bias)
            loss += _logits_to_gradients(logits, targets[part], smoothing)
            d_outputs[part] += product(logits, low_embeddings)
            d_embeddings += product(logits.t(), heard)
            d_bias += logits.sum(0, dtype=bias.dtype)
        ctx.save_for_backward(d_outputs, d_embeddings, d_bias)
        ctx.tokens = tokens
        return (loss / tokens).to(outputs.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_loss: Tensor) -> tuple[Tensor | None, ...]:
        """Scale what is known already."""
        scale = d_loss / ctx.tokens
        d_outputs, d_embeddings, d_bias = ctx.saved_tensors
        return d_outputs * scale, d_embeddings * scale, d_bias * scale, None, None, None


def _logits_to_gradients(logits: Tensor, targets: Tensor, smoothing: float) -> Tensor:
    """Turn logits (N, V) into p - (1 - ε) 1_target in place, and return Σ log Σ exp l - (1 - ε) l_target."""
    wide = torch.promote_types(logits.dtype, torch.float32)
    loss = logits.new_zeros((), dtype=torch.float64)
    rows = max(1, CACHED_NUMBERS // logits.size(1))
    for some, wanted in zip(torch.split(logits, rows), torch.split(targets.unsqueeze(1), rows), strict=True):
        target = some.gather(1, wanted).to(wide)
        highest = some.amax(1).to(wide)
        shares = torch.softmax(some, dim=1, dtype=wide)
        # The highest share is 1 / Σ exp(l - highest): never so small that its logarithm is lost.
        loss += (highest - shares.amax(1).log() - (1 - smoothing) * target.squeeze(1)).double().sum()
        some.copy_(shares.scatter_add_(1, wanted, torch.full_like(target, smoothing - 1)))
    return loss
