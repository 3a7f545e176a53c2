"""What is measured of replies, each by the definition the field uses; higher is better for all of them.

Percentages as the field writes them: BLEU and chrF from 0 to 100, all else as shares from 0 to 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import torch
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from torch import Tensor

from chatbot.text.language import language_of

RESAMPLES = 1_000
"""Samples of a bootstrap."""

SEED = 12345
"""Of the resampling: intervals are the same at every run."""

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a figure lies, by the bootstrap's percentiles: Efron and Tibshirani (1993), chapter 13."""

    low: float
    high: float


def bleu() -> BLEU:
    """Make corpus BLEU (Papineni et al. 2002) as sacrebleu counts it (Post 2018).

    Its tokenizer "zh" parts Chinese characters and treats all else as the usual one does, so that corpora in
    both languages, mixed or not, are counted alike.
    """
    return BLEU(tokenize="zh")


def chrf() -> CHRF:
    """Make chrF2, character n-grams up to 6 (Popović 2015), as sacrebleu counts it."""
    return CHRF()


def distinct(replies: Sequence[Sequence[str]], n: int) -> float:
    """Return how many of the n-grams of tokenised replies are different ones (Li et al. 2016, distinct-n)."""
    grams = [tuple(reply[i : i + n]) for reply in replies for i in range(len(reply) - n + 1)]
    return len(set(grams)) / len(grams) if grams else 0.0


def commonest_share(replies: Sequence[str], most: int = 10) -> float:
    """Return the share of all replies that are one of the `most` commonest; lower is better."""
    commonest = Counter(replies).most_common(most)
    return sum(count for _, count in commonest) / len(replies) if replies else 0.0


def repetition(replies: Sequence[Sequence[str]], n: int = 3) -> float:
    """Return the share of tokenised replies in which some n-gram comes twice; lower is better."""
    if not replies:
        return 0.0
    return sum(_repeats(reply, n) for reply in replies) / len(replies)


def language_match(replies: Sequence[str], references: Sequence[str]) -> float:
    """Return the share of replies in the language of the true one, where that is clearly one language."""
    languages = [
        (language_of(reply), language_of(reference))
        for reply, reference in zip(replies, references, strict=True)
    ]
    clear = [(said, wanted) for said, wanted in languages if wanted != "mixed"]
    return sum(said == wanted for said, wanted in clear) / len(clear) if clear else 0.0


def entropy(weights: Sequence[float]) -> float:
    """Return how widely weights that sum to 1 are spread, in nats: 0 on one place, log n evenly over n."""
    return -sum(weight * log(weight) for weight in weights if weight > 0)


def bootstrap(numerators: Sequence[float], denominators: Sequence[float]) -> Interval:
    """Resample pairs with replacement: the interval of the ratio of two sums.

    With ones as denominators it is that of a mean; with differences between two systems as numerators it is
    the paired bootstrap of Koehn (2004).
    """
    top = torch.tensor(numerators, dtype=torch.float64)
    bottom = torch.tensor(denominators, dtype=torch.float64)
    return percentiles(
        [float(top[drawn].sum()) / max(float(bottom[drawn].sum()), 1e-12) for drawn in resamples(len(top))]
    )


def resamples(pairs: int) -> Iterator[Tensor]:
    """Draw the numbers of as many pairs, with replacement, `RESAMPLES` times."""
    chance = torch.Generator().manual_seed(SEED)
    for _ in range(RESAMPLES):
        yield torch.randint(pairs, (pairs,), generator=chance)


def percentiles(figures: Sequence[float]) -> Interval:
    """Return what `CONFIDENCE` of the figures lie within."""
    tail = (1 - CONFIDENCE) / 2
    low, high = torch.tensor(figures, dtype=torch.float64).quantile(torch.tensor([tail, 1 - tail]).double())
    return Interval(float(low), float(high))


def _repeats(reply: Sequence[str], n: int) -> bool:
    grams = [tuple(reply[i : i + n]) for i in range(len(reply) - n + 1)]
    return len(set(grams)) < len(grams)
