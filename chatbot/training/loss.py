"""Cross entropy with smoothed labels over a large vocabulary: value and gradient in one pass.

With logits l = o Eᵀ + b, p = softmax(l), smoothing ε and V entries (Szegedy et al. 2016, section 7), a
token's loss is (1 - ε) (-log p_target) + ε mean(-log p), and its gradient by the logits is
p - (1 - ε) 1_target - ε / V. Both are known once the logits are. Where a target can be copied too, by c
against p (`model/copying.py`), -log p_target becomes -log(p_target + c). With r = p_target / (p_target + c),
the vocabulary's part of that, the gradient is r (p - 1_target): words of the prompt need not be learnt.

Nothing is done twice to the large array:

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

LEAST_LIKELY = 1e-9
"""What is less likely than this is learnt as if it were not: one token is not to outweigh a whole batch."""


def smoothed_cross_entropy(
    outputs: Tensor,
    embeddings: Tensor,
    bias: Tensor,
    targets: Tensor,
    smoothing: float,
    copied: Tensor | None = None,
) -> Tensor:
    """Return the mean loss in nats of deep outputs (N, E) against embeddings (V, E) and targets (N,).

    `copied` (N,) is what copying adds to the probability of each target; None where nothing can be copied.
    """
    dtype = product_dtype(embeddings)
    with without_autocast(embeddings):
        loss: Tensor = _SmoothedCrossEntropy.apply(  # type: ignore[no-untyped-call]
            outputs.to(embeddings.dtype), embeddings, bias, targets, smoothing, copied, dtype
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
        copied: Tensor | None,
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
        d_copied = None if copied is None else torch.empty_like(copied)
        for part in (slice(start, start + rows) for start in range(0, tokens, rows)):
            heard = few_rows(outputs[part], dtype)
            some, gradients, by_copying = _loss_and_gradients(
                heard,
                low_embeddings,
                low_bias,
                targets[part],
                smoothing,
                None if copied is None else copied[part],
            )
            loss += some
            if d_copied is not None and by_copying is not None:
                d_copied[part] = by_copying
            d_outputs[part] += torch.matmul(gradients, low_embeddings)[: len(targets[part])]
            d_embeddings += torch.matmul(gradients.t(), heard)
            d_bias += gradients.sum(0, dtype=bias.dtype)
        ctx.save_for_backward(d_outputs, d_embeddings, d_bias, d_copied)
        ctx.tokens = tokens
        return (loss / tokens).to(outputs.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d_loss: Tensor) -> tuple[Tensor | None, ...]:
        """Scale what is known already."""
        scale = d_loss / ctx.tokens
        d_outputs, d_embeddings, d_bias, d_copied = ctx.saved_tensors
        by_copying = None if d_copied is None else d_copied * scale
        return d_outputs * scale, d_embeddings * scale, d_bias * scale, None, None, by_copying, None


def _loss_and_gradients(
    heard: Tensor, embeddings: Tensor, bias: Tensor, targets: Tensor, smoothing: float, copied: Tensor | None
) -> tuple[Tensor, Tensor, Tensor | None]:
    """Return the loss but for the mean of the logits, and gradients by logits (N, V) and by `copied` (N,).

    Those by the logits are without ε / V. What is heard (N, E) may have more rows than there are targets:
    their gradients are nought.
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
    certain, by_copying = 1 - smoothing, None
    told, spoken = target - whole, torch.full_like(share, certain)
    if copied is not None:
        together = share + copied.to(wide).unsqueeze(1)
        told = torch.where(together > share, together.log(), told)
        steepness = certain / together.clamp_min(LEAST_LIKELY)
        spoken = torch.where(together > share, steepness * share, spoken)
        real.mul_((spoken + smoothing).to(logits.dtype))
        by_copying = -steepness.squeeze(1).to(copied.dtype)
    real.scatter_(1, wanted, (share * (spoken + smoothing) - spoken).to(logits.dtype))
    logits[len(targets) :] = 0
    return (smoothing * whole - certain * told).double().sum(), logits, by_copying
