"""From how likely a reply was to how often such replies are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve from what the network itself says to how often it is right.

    Platt (1999), "Probabilistic outputs for support vector machines", for the curve; Guo et al. (2017), "On
    Calibration of Modern Neural Networks", for why one is needed. A mean over the pieces alone is far too
    sure: which of several good answers it will be is open at first, but from then on every piece, of a wrong
    answer too, is nearly certain.
    """

    bias: float
    log_prob: float
    """Weighs the reply's log-probability."""

    mean_log_prob: float
    """Weighs the same by the piece."""

    def confidence(self, token_log_probs: Sequence[float]) -> float:
        """Return how often replies as likely as this one are right, 0 to 1; 0 for one of no piece."""
        if not token_log_probs:
            return 0.0
        log_prob, mean_log_prob = features(token_log_probs)
        return _logistic(self.bias + self.log_prob * log_prob + self.mean_log_prob * mean_log_prob)


def features(token_log_probs: Sequence[float]) -> tuple[float, float]:
    """Return what is weighed of a reply of one piece or more: its log-probability, whole and by the piece."""
    log_prob = sum(token_log_probs)
    return log_prob, log_prob / len(token_log_probs)


def _logistic(logit: float) -> float:
    # Never the exponential of a large number, which would overflow.
    return 1 / (1 + exp(-logit)) if logit >= 0 else exp(logit) / (1 + exp(logit))
