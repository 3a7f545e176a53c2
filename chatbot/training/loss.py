"""Cross entropy with smoothed labels over a large vocabulary: value and gradient in one pass.

With logits l = o Eᵀ + b, p = softmax(l), smoothing ε and V entries (Szegedy et al. 2016, section 7), a
token's loss is (1 - ε) (-log p_target) + ε mean(-log p), and its gradient by the logits is
p - (1 - ε) 1_target - ε / V. Both are known once the logits are, so they are made slice by slice and thrown
away: the (N, V) array of all tokens, the largest of training, is never held.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from chatbot.model.precision import product, product_dtype, without_autocast

SLICE_NUMBERS = 2_000_000
"""Logits made at once: 8 MB, which stay in a processor's cache while they are needed."""


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
        """Sum the loss slice by slice, and the gradients beside it."""
        tokens, vocabulary = len(targets), len(embeddings)
        rows = max(1, SLICE_NUMBERS // vocabulary)
        loss = outputs.new_zeros((), dtype=torch.float64)
        low_embeddings = embeddings.to(dtype)
        d_outputs = torch.empty_like(outputs)
        d_embeddings, d_bias = torch.zeros_like(embeddings), torch.zeros_like(bias)
        for part in (slice(start, start + rows) for start in range(0, tokens, rows)):
            heard, wanted = outputs[part], targets[part].unsqueeze(1)
            logits = product(heard, low_embeddings.t()).add_(bias)
            mean = logits.mean(dim=-1, keepdim=True)
            target = logits.gather(1, wanted)
            highest = logits.max(dim=-1, keepdim=True).values
            shares = logits.sub_(highest).exp_()
            total = shares.sum(dim=-1, keepdim=True)
            loss += (total.log() + highest - (1 - smoothing) * target - smoothing * mean).sum()
            d_logits = shares.div_(total).sub_(smoothing / vocabulary)
            d_logits.scatter_add_(1, wanted, torch.full_like(target, smoothing - 1))
            d_outputs[part] = product(d_logits, low_embeddings)
            d_embeddings += product(d_logits.t(), heard.to(dtype))
            d_bias += d_logits.sum(0)
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
