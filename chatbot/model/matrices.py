"""A layer's weights, laid out as one step of a reply reads them quickest.

A step multiplies a row or a few with every weight once, so it takes as long as reading the weights does, and
not as the sums do. There are two ways to read less, or quicker:

*Full*: the weights as they were learnt, one column after the other. `F.linear` walks them row by row, which
takes longer.

*Rounded* to whole numbers, for rows of values within -1 and 1, such as a tanh or a GRU's state. Products and
sums of whole numbers are exact, so a row's result does not depend on its neighbours. Where errors would add
up from step to step, weights and inputs have two bytes, half of what they had (`TwoByteMatrix`). Where one
step alone depends on it, a byte tells which outputs are the highest, and these are worked out in full
(`SiftingMatrix`). With a single byte everywhere, 8 of 100 beams ended in another reply to open dialogue.

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

FINE_LEVELS = 2 * LEVELS
"""Into how many parts the second byte divides a step of the first, of which rounding leaves at most half."""

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


class TwoByteMatrix:
    """Weights and inputs rounded to two bytes each."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        """Round weights (O, I); the bias is (O,) and stays as it is."""
        scales = _scales(weight)
        exact = weight / scales.unsqueeze(1)
        first = exact.round()
        second = ((exact - first) * FINE_LEVELS).round()
        self._both = _Bytes(torch.cat([first, second]), torch.cat([scales, scales / FINE_LEVELS]))
        self._bias = bias.numpy()

    def __call__(self, rows: Array) -> Array:
        """Multiply rows (N, I). Returns (N, O)."""
        exact = rows * np.float32(LEVELS)
        first = np.rint(exact)
        second = np.rint((exact - first) * np.float32(FINE_LEVELS))
        by_first, by_second = np.split(self._both(np.concatenate([first, second])), 2)
        by_second *= np.float32(1 / FINE_LEVELS)
        by_second += by_first
        outputs = by_second[:, : len(self._bias)]
        outputs += by_second[:, len(self._bias) :]
        outputs += self._bias
        return outputs


class SiftingMatrix:
    """Weights and inputs rounded to a byte each, but the highest outputs of each row worked out in full."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        """Round weights (O, I), and keep them as they are; the bias is (O,)."""
        scales = _scales(weight)
        self._weight, self._bias = weight.numpy(), bias.numpy()
        self._rough = _Bytes((weight / scales.unsqueeze(1)).round(), scales)

    def __call__(self, rows: Array) -> Array:
        """Multiply rows (N, I). Returns (N, O)."""
        outputs = self._rough(np.rint(rows * np.float32(LEVELS)))
        outputs += self._bias
        for row, output in zip(rows, outputs, strict=True):
            chosen = highest(output, SIFTED)
            output[chosen] = self._weight[chosen] @ row + self._bias[chosen]
        return outputs


class _Bytes:
    """Whole numbers of one byte (O, I), each row with a scale of its own."""

    def __init__(self, whole: Tensor, scales: Tensor) -> None:
        self._packed = torch.ops.onednn.qlinear_prepack(whole.to(torch.int8), [1, whole.size(1)])
        self._zeros = torch.zeros(len(whole), dtype=torch.int32)
        self._scales = scales
        # As it is for every call: looking an operator up by its name takes longer than a small sum.
        self._multiply = torch.ops.onednn.qlinear_pointwise.default

    def __call__(self, whole: Array) -> Array:
        """Multiply rows (N, I) of whole 127ths. Returns (N, O)."""
        zero = LEVELS + 1  # of bytes without a sign
        rows = torch.from_numpy((whole + np.float32(zero)).astype(np.uint8))
        given = rows, 1 / LEVELS, zero, self._packed, self._scales, self._zeros
        product: Array = self._multiply(*given, None, 1.0, 0, torch.float32, "none", [], "").numpy()
        return product


def _scales(weight: Tensor) -> Tensor:
    """Return what one step of a whole number is worth in each row; rows of zeros need some scale too."""
    return weight.abs().amax(dim=1).clamp_(min=1e-12).div_(LEVELS)


def can_round() -> bool:
    """Tell whether this processor multiplies bytes quickly and without overflow."""
    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in ("avx512_vnni", "avx_vnni"))
