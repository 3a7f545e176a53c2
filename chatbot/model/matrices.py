"""A layer's weights, laid out as one step of a reply reads them quickest.

A step multiplies a row or a few with every weight once, so it takes as long as reading the weights does, and
not as the sums do. There are two ways to read less, or quicker:

*Full*: the weights as they were learnt, one column after the other. `F.linear` walks them row by row, which
takes a single row half as long again, and a few rows twice as long.

*Rounded*: a quarter of the bytes. Each weight becomes a whole number of 127ths of the largest in its row,
each input a whole number of 127ths; products and sums of whole numbers are exact, so a row's result does
not depend on its neighbours. Inputs must lie within -1 and 1: here all are a tanh or a GRU's state. Only
for processors with instructions for it (VNNI): others would be slower, or could overflow.
"""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor

LEVELS = 127
"""Whole numbers on either side of zero that fit a signed byte."""


class Matrix(Protocol):
    """Weights (O, I) and a bias (O,)."""

    def __call__(self, rows: Tensor) -> Tensor:
        """Multiply rows (N, I). Returns (N, O)."""
        ...


class FullMatrix:
    """Weights in the precision they were learnt in."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        """Copy weights (O, I); the bias is (O,)."""
        self._columns, self._bias = weight.t().contiguous(), bias

    def __call__(self, rows: Tensor) -> Tensor:
        """Multiply rows (N, I). Returns (N, O)."""
        return torch.addmm(self._bias, rows, self._columns)


class RoundedMatrix:
    """Weights rounded to a byte each; for rows of values within -1 and 1."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        """Round weights (O, I); the bias is (O,) and stays as it is."""
        # Rows of zeros, such as padding's, need some scale too.
        self._scales = weight.abs().amax(dim=1).clamp_(min=1e-12).div_(LEVELS)
        whole = (weight / self._scales.unsqueeze(1)).round_().to(torch.int8)
        self._packed = torch.ops.onednn.qlinear_prepack(whole, [1, weight.size(1)])
        self._zeros = torch.zeros(weight.size(0), dtype=torch.int32)
        self._bias = bias.float()
        # As it is for every call: looking an operator up by its name takes longer than a small sum.
        self._multiply = torch.ops.onednn.qlinear_pointwise.default

    def __call__(self, rows: Tensor) -> Tensor:
        """Multiply rows (N, I). Returns (N, O)."""
        # Bytes without a sign, 128 for zero; the half makes cutting off the rest round to the nearest.
        whole = torch.add(LEVELS + 1.5, rows, alpha=LEVELS).to(torch.uint8)
        product: Tensor = self._multiply(
            whole,
            1 / LEVELS,
            LEVELS + 1,
            self._packed,
            self._scales,
            self._zeros,
            self._bias,
            1.0,
            0,
            torch.float32,
            "none",
            [],
            "",
        )
        return product


def can_round() -> bool:
    """Tell whether this processor multiplies bytes quickly and without overflow."""
    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in ("avx512_vnni", "avx_vnni"))
