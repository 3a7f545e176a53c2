"""A layer's weights, laid out as one step of a reply reads them quickest.

A step multiplies a row or a few with every weight once, so it takes as long as reading the weights does, and
not as the sums do. There are two ways to read less, or quicker:

*Full*: the weights as they were learnt, one column after the other. `F.linear` walks them row by row, which
takes longer.

*Rounded* to bytes, a quarter of what there is to read, for rows of values within -1 and 1 such as a tanh:
they tell which outputs are the highest, and these are then worked out in full. Products and sums of whole
numbers are exact, so a row's result does not depend on its neighbours. That is for the logits. What goes on
from step to step is not rounded: with all weights in bytes 8 of 100 beams ended in another reply to open
dialogue, and to read the state's in two bytes each, which is exact enough, took longer than in full.

Only for processors with instructions for it (VNNI): others would be slower, or could overflow.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from chatbot.model.highest import highest

Array = NDArray[np.floating]

LEVELS = 127
"""Whole numbers on either side of zero that fit a signed byte."""

SIFTED = 32
"""How many of the highest outputs, at least, are worked out in full: far more than a search goes on with."""


class Matrix(Protocol):
    """Weights (O, I) and a bias (O,)."""

    def __call__(self, rows: Array) -> Array:
        """Multiply rows (N, I). Returns (N, O)."""
        ...


class FullMatrix:
    """Weights in the precision they were learnt in."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        """Copy weights (O, I); the bias is (O,)."""
        self._columns, self._bias = weight.t().contiguous(), bias

    def __call__(self, rows: Array) -> Array:
        """Multiply rows (N, I). Returns (N, O)."""
        product: Array = torch.addmm(self._bias, torch.from_numpy(rows), self._columns).numpy()
        return product


class SiftingMatrix:
    """Weights and inputs rounded to a byte each, but the highest outputs of each row worked out in full."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        """Round weights (O, I), and keep them as they are; the bias is (O,)."""
        # What one step of a whole number is worth in each row; rows of zeros need some scale too.
        self._scales = weight.abs().amax(dim=1).clamp_(min=1e-12).div_(LEVELS)
        whole = (weight / self._scales.unsqueeze(1)).round_().to(torch.int8)
        self._packed = torch.ops.onednn.qlinear_prepack(whole, [1, weight.size(1)])
        self._zeros = torch.zeros(len(weight), dtype=torch.int32)
        self._weight, self._bias = weight.numpy(), bias.numpy()
        # As it is for every call: looking an operator up by its name takes longer than a small sum.
        self._multiply = torch.ops.onednn.qlinear_pointwise.default

    def __call__(self, rows: Array) -> Array:
        """Multiply rows (N, I). Returns (N, O)."""
        outputs = self._rough(rows)
        outputs += self._bias
        for row, output in zip(rows, outputs, strict=True):
            chosen = highest(output, SIFTED)
            output[chosen] = self._weight[chosen] @ row + self._bias[chosen]
        return outputs

    def _rough(self, rows: Array) -> Array:
        """Multiply rows (N, I) as whole 127ths, without the bias."""
        # Bytes without a sign, 128 for zero; the half makes cutting off the rest round to the nearest.
        zero = LEVELS + 1
        whole = (rows * np.float32(LEVELS) + np.float32(zero + 0.5)).astype(np.uint8)
        given = torch.from_numpy(whole), 1 / LEVELS, zero, self._packed, self._scales, self._zeros
        product: Array = self._multiply(*given, None, 1.0, 0, torch.float32, "none", [], "").numpy()
        return product


def can_round() -> bool:
    """Tell whether this processor multiplies bytes quickly and without overflow."""
    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in ("avx512_vnni", "avx_vnni"))
