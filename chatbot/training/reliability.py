"""Calibration: how often replies of each confidence are right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from chatbot.training.intents import Answered

BINS = 10
"""Of equal width (Guo et al. 2017, "On Calibration of Modern Neural Networks", section 2)."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Replies of like confidence."""

    low: float
    high: float
    count: int
    confidence: float
    """Their mean."""

    right: float
    """Share of them."""


def reliability(answered: Sequence[Answered]) -> list[Bin]:
    """Return how often replies of each confidence are right; empty bins are left out."""
    bins: dict[int, list[Answered]] = defaultdict(list)
    for each in answered:
        bins[min(BINS - 1, int(each.confidence * BINS))].append(each)
    return [
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            count=len(found),
            confidence=fmean(each.confidence for each in found),
            right=fmean(each.is_right for each in found),
        )
        for number, found in sorted(bins.items())
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: how far confidence is from being right, on average."""
    count = sum(each.count for each in bins)
    return sum(each.count * abs(each.confidence - each.right) for each in bins) / count if count else 0.0
