"""How far the figures of an evaluation are to be trusted: 95 % of what other pairs like these would give.

A figure that is a ratio of sums over pairs, and a corpus score, is resampled with replacement (bootstrap). To
draw a pair twice would make replies commoner and n-grams less distinct than they are: those figures are
computed without each twentieth of the pairs instead (the grouped jackknife of Efron and Tibshirani 1993,
chapter 11, and two standard errors).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, sqrt

import torch
from sacrebleu.metrics.base import Metric

from chatbot.text.language import language_of
from chatbot.training.evaluate import Evaluation, Measured
from chatbot.training.metrics import (
    Interval,
    bleu,
    bootstrap,
    chrf,
    commonest_share,
    distinct,
    percentiles,
    repetition,
    resamples,
)

GROUPS = 20
"""Of pairs, each of which is left out once; pairs that follow one another are never in one group."""

STANDARD_ERRORS = 1.96


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure as two sums over pairs."""

    numerators: tuple[float, ...]
    denominators: tuple[float, ...]

    @property
    def interval(self) -> Interval:
        """Where it lies, by the bootstrap."""
        return bootstrap(self.numerators, self.denominators)


def ratios(evaluation: Evaluation) -> dict[str, Ratio]:
    """Return the figures that are ratios of sums over pairs, by their names."""
    measured = evaluation.measured
    ones = (1.0,) * len(measured)
    clear = tuple(float(language_of(each.reference) != "mixed") for each in measured)
    return {
        "nll_per_character": Ratio(_nats(measured), tuple(float(len(each.reference)) for each in measured)),
        "hits_at_1_of_20": Ratio(tuple(float(each.is_hit) for each in measured), ones),
        "language_match": Ratio(tuple(map(_matches, measured, clear)), clear),
        "repetition": Ratio(tuple(repetition([words]) for words in evaluation.words), ones),
    }


def intervals(evaluation: Evaluation) -> dict[str, Interval]:
    """Return where every figure of an evaluation lies."""
    replies = [each.reply for each in evaluation.measured]
    references = [each.reference for each in evaluation.measured]
    words = evaluation.words
    nats_a_piece = Ratio(
        _nats(evaluation.measured), tuple(float(each.pieces) for each in evaluation.measured)
    ).interval
    found = {name: ratio.interval for name, ratio in ratios(evaluation).items()} | {
        "perplexity_per_token": Interval(_exp(nats_a_piece.low), _exp(nats_a_piece.high)),
        "bleu": corpus_interval(bleu(), replies, references),
        "chrf": corpus_interval(chrf(), replies, references),
        "distinct_1": jackknife(words, lambda kept: distinct(kept, 1)),
        "distinct_2": jackknife(words, lambda kept: distinct(kept, 2)),
        "commonest_10_share": jackknife([(reply,) for reply in replies], _commonest),
    }
    return {name: found[name] for name in evaluation.scores}


def jackknife(
    replies: Sequence[tuple[str, ...]], figure: Callable[[Sequence[tuple[str, ...]]], float]
) -> Interval:
    """Leave out each of `GROUPS` groups of replies once: the figure, two standard errors on either side."""
    groups = min(GROUPS, len(replies))
    without = [
        figure([reply for place, reply in enumerate(replies) if place % groups != group])
        for group in range(groups)
    ]
    mean = sum(without) / groups
    variance = (groups - 1) / groups * sum((each - mean) ** 2 for each in without)
    reach, middle = STANDARD_ERRORS * sqrt(variance), figure(replies)
    return Interval(middle - reach, middle + reach)


def corpus_interval(metric: Metric, replies: Sequence[str], references: Sequence[str]) -> Interval:
    """Return where a corpus score lies: the counts of each reply that sacrebleu sums are resampled.

    Its own bootstrap (2.6) takes no score of exactly 0: the mean of whole and of half numbers fails.
    """
    counts = torch.tensor(metric._extract_corpus_statistics(replies, [references]), dtype=torch.float64)
    sums = torch.stack([counts[drawn].sum(dim=0) for drawn in resamples(len(replies))])
    return percentiles([metric._compute_score_from_stats(each).score for each in sums.long().tolist()])


def _commonest(replies: Sequence[tuple[str, ...]]) -> float:
    return commonest_share([text for (text,) in replies])


def _exp(nats: float) -> float:
    return exp(min(700.0, nats))


def _nats(measured: Sequence[Measured]) -> tuple[float, ...]:
    return tuple(each.nats for each in measured)


def _matches(measured: Measured, clear: float) -> float:
    return clear * (language_of(measured.reply) == language_of(measured.reference))
