"""The gradient of a batch, or of the share of it that one of several processes learns."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor, nn

from chatbot.model.batch import Batch
from chatbot.model.seq2seq import Seq2Seq
from chatbot.training.optimisation import smoothed_loss

LINE = 16
"""Single-precision numbers in a line of the processor's cache, at which every matrix begins."""


def add_gradient(model: Seq2Seq, batch: Batch, *, smoothing: float, tokens_in_all: int, bf16: bool) -> float:
    """Add the gradient of a part of a batch to the model's, and return what it adds to the mean loss.

    The batch has `tokens_in_all` target pieces; with all of them in one part, this is the whole mean.
    """
    with rounding(model, bf16=bf16):
        loss = smoothed_loss(model, batch, smoothing) * (len(batch.targets) / tokens_in_all)
    loss.backward()  # type: ignore[no-untyped-call]
    return loss.item()


def rounding(model: Seq2Seq, *, bf16: bool) -> AbstractContextManager[object]:
    """Return a context in which matrix products are rounded to bfloat16, if they are to be."""
    device = model.output_bias.device.type
    return torch.autocast(device, dtype=torch.bfloat16) if bf16 else nullcontext()


def numbers_of(model: nn.Module) -> int:
    """Return how many numbers a row of a model's weights, or of their gradients, takes."""
    return sum(-(-weight.numel() // LINE) * LINE for weight in model.parameters())


def parts_of(row: Tensor, model: nn.Module) -> Sequence[Tensor]:
    """Return a row of numbers as one tensor for each of a model's weights, in their order."""
    parts, begin = [], 0
    for weight in model.parameters():
        parts.append(row[begin : begin + weight.numel()].view_as(weight))
        begin += -(-weight.numel() // LINE) * LINE
    return parts
