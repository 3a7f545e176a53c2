"""In which precision the large products are taken; everything else stays in that of the weights.

torch's autocast rounds what a layer is given; a function with a backward of its own must see to it itself.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def product_dtype(weight: Tensor) -> torch.dtype:
    """Return autocast's precision where it is on, else the weight's own."""
    device = weight.device.type
    return torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else weight.dtype


def product(left: Tensor, right: Tensor) -> Tensor:
    """Multiply in the precision of the right side; the result has that of the left side."""
    return torch.matmul(left.to(right.dtype), right).to(left.dtype)


def without_autocast(weight: Tensor) -> Any:
    """Return a context in which torch rounds nothing by itself."""
    return torch.autocast(weight.device.type, enabled=False)
