"""How far two orders agree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import sqrt


def kendall_tau_b(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Return Kendall's tau-b of two equally long rows of numbers, -1 to 1.

    Pairs in the same order minus pairs in opposite order, over the geometric mean of the pairs that either
    row does order: Kendall (1945), "The treatment of ties in ranking problems". None where a row has no
    order at all. Of n numbers all n² / 2 pairs are compared; a prompt has a few dozen words.
    """
    agreement = ordered_left = ordered_right = 0
    pairs = zip(combinations(left, 2), combinations(right, 2), strict=True)
    for (first, second), (other_first, other_second) in pairs:
        sign = (first > second) - (first < second)
        other_sign = (other_first > other_second) - (other_first < other_second)
        agreement += sign * other_sign
        ordered_left += abs(sign)
        ordered_right += abs(other_sign)
    if not ordered_left or not ordered_right:
        return None
    return agreement / sqrt(ordered_left * ordered_right)
