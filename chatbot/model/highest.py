"""Where the highest of many numbers stand, without sorting them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

ROWS = 32
"""Of the table that numbers are laid out in."""


def highest(values: NDArray[np.floating[Any]], count: int) -> NDArray[np.intp]:
    """Return the places of the `count` highest numbers (N,), and of some more, in order.

    Laid out in a table, the `count` columns with the highest maxima hold that many numbers at least as high
    as the least of these maxima, so none of the highest is below it. All that are as high are returned, among
    them every equal of the lowest.
    """
    width = len(values) // ROWS
    if count > width:
        return np.arange(len(values))
    maxima = values[: ROWS * width].reshape(ROWS, width).max(axis=0)
    bound = np.partition(maxima, width - count)[width - count]
    return np.flatnonzero(values >= bound)
