"""Cross entropy with smoothed labels over a large vocabulary: value and gradient in one pass.

With logits l = o Eᵀ + b, p = softmax(l), smoothing ε and V entries (Szegedy et al. 2016, section 7), a
token's loss is (1 - ε) (-log p_target) + ε mean(-log p), and its gradient by the logits is
p - (1 - ε) 1_target - ε / V. Both are known once the logits are. Nothing is done twice to the large array:

- logits, shares and gradients are one array, in the precision of the products, for some tokens at a time;
- what is the same in every column, ε / V, is not subtracted from it: by the rules of the products it is a
  mean of the embeddings, and a sum of the outputs. So is the mean of the logits, o mean(E)ᵀ + mean(b).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn.functional import linear

from chatbot.model.precision import few_rows, product_dtype, without_autocast

HELD_NUMBERS = 16_000_000
"""Logits held at once: 64 MB in single precision, half of it rounded; two thousand tokens of 8,000 pieces."""


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
            heard = few_rows(outputs[part], dtype)
            some, gradients = _loss_and_gradients(heard, low_embeddings, low_bias, targets[part], smoothing)
            loss += some
            d_outputs[part] += torch.matmul(gradients, low_embeddings)[: len(targets[part])]
            d_embeddings += torch.matmul(gradients.t(), heard)
            d_bias += gradients.sum(0, dtype=bias.dtype)
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


def _loss_and_gradients(
    heard: Tensor, embeddings: Tensor, bias: Tensor, targets: Tensor, smoothing: float
) -> tuple[Tensor, Tensor]:
    """Return Σ log Σ exp l - (1 - ε) l_target, and p - (1 - ε) 1_target (N, V).

    What is heard (N, E) may have more rows than there are targets: their gradients are nought.
    """
    logits = linear(heard, embeddings, bias)
    wide = torch.promote_types(logits.dtype, torch.float32)
    wanted, real = targets.unsqueeze(1), logits[: len(targets)]
    target = real.gather(1, wanted).to(wide)
    torch.softmax(real, dim=1, out=real)
    share = real.gather(1, wanted).to(wide)
    # log Σ exp l is known from the target's share, unless that is too small to have a logarithm.
    whole = target - share.log()
    lost = (share < torch.finfo(wide).tiny).squeeze(1)
    if bool(lost.any()):
        again = linear(heard[: len(targets)][lost], embeddings, bias)
        whole[lost] = again.to(wide).logsumexp(1, keepdim=True)
    real.scatter_(1, wanted, (share + (smoothing - 1)).to(logits.dtype))
    logits[len(targets) :] = 0
    return (whole - (1 - smoothing) * target).double().sum(), logits
