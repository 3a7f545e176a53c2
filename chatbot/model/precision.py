"""In which precision the large products are taken; everything else stays in that of the weights.

torch's autocast rounds what a layer is given; a function with a backward of its own must see to it itself.

For every shape of a rounded product the processor's library first writes a program, which takes as long as
dozens of such products. So the rows of a batch, of which no two have as many, are filled up to few numbers.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import linear, pad

FEW_ROWS = 256
"""What the rows of a rounded product over all steps of a batch are a multiple of."""


def product_dtype(weight: Tensor) -> torch.dtype:
    """Return autocast's precision where it is on, else the weight's own."""
    device = weight.device.type
    return torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else weight.dtype


def product(left: Tensor, right: Tensor) -> Tensor:
    """Multiply in the precision of the right side; the result has that of the left side."""
    return torch.matmul(left.to(right.dtype), right).to(left.dtype)


def row_product(left: Tensor, right: Tensor, dtype: torch.dtype) -> Tensor:
    """Multiply left (N, I), transposed, with right (N, J), rounded; the result has left's precision."""
    return torch.matmul(few_rows(left, dtype).t(), few_rows(right, dtype)).to(left.dtype)


def few_rows(rows: Tensor, dtype: torch.dtype) -> Tensor:
    """Return rows (N, I) in a precision; if that is a rounded one, with rows of nought below."""
    missing = -len(rows) % FEW_ROWS
    if dtype != torch.bfloat16 or not missing:
        return rows.to(dtype)
    filled = rows.new_empty((len(rows) + missing, *rows.shape[1:]), dtype=dtype)
    filled[: len(rows)] = rows
    filled[len(rows) :] = 0
    return filled


def projected(vectors: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Do as torch's linear does with vectors (..., I), in autocast's precision where it is on."""
    dtype = product_dtype(weight)
    if dtype == weight.dtype:
        return linear(vectors, weight, bias)
    rows = vectors.reshape(-1, vectors.size(-1))
    filled = pad(rows.to(dtype), (0, 0, 0, -len(rows) % FEW_ROWS))
    return linear(filled, weight, bias)[: len(rows)].view(*vectors.shape[:-1], -1)


def without_autocast(weight: Tensor) -> Any:
    """Return a context in which torch rounds nothing by itself."""
    return torch.autocast(weight.device.type, enabled=False)
