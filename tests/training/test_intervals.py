"""Intervals of an evaluation's figures: they hold the figure, and more pairs make them narrower."""

from __future__ import annotations

from random import Random

import pytest

from chatbot.training.evaluate import Evaluation, Measured
from chatbot.training.intervals import intervals, jackknife, ratios
from chatbot.training.metrics import distinct


def made(pairs: int) -> Evaluation:
    chance = Random(5)
    words = [tuple(chance.choices("abcdefgh", k=5)) for _ in range(pairs)]
    measured = tuple(
        Measured("a b c d e", " ".join(said), chance.uniform(4, 9), 6, chance.random() < 0.3, 4)
        for said in words
    )
    return Evaluation(measured, tuple(words))


def test_every_figure_lies_in_its_interval_and_more_pairs_make_it_narrower() -> None:
    few, many = made(60), made(600)

    for evaluation in (few, many):
        found = intervals(evaluation)
        assert list(found) == list(evaluation.scores)
        for name, score in evaluation.scores.items():
            assert found[name].low - 1e-9 <= score <= found[name].high + 1e-9, name
    for name in ("nll_per_character", "hits_at_1_of_20", "distinct_2", "chrf"):
        one, other = intervals(few)[name], intervals(many)[name]
        assert other.high - other.low < one.high - one.low


def test_ratios_are_the_scores() -> None:
    evaluation = made(40)

    for name, ratio in ratios(evaluation).items():
        assert sum(ratio.numerators) / sum(ratio.denominators) == pytest.approx(evaluation.scores[name])


def test_the_jackknife_of_a_mean_is_two_standard_errors_wide() -> None:
    words = [("a",) if number % 2 else ("b",) for number in range(20)]

    found = jackknife(words, lambda kept: sum(reply == ("a",) for reply in kept) / len(kept))

    # The textbook's standard error of a mean: the sample's deviation over the root of its size.
    deviation = (0.25 * 20 / 19) ** 0.5
    assert found.high - found.low == pytest.approx(2 * 1.96 * deviation / 20**0.5)
    assert jackknife([("a", "b")] * 7, lambda kept: distinct(kept, 1) * len(kept)).low == pytest.approx(1.0)


def test_replies_that_share_nothing_with_the_true_ones_score_exactly_nothing() -> None:
    measured = tuple(Measured("abc", "xyz", 5.0, 4, False, 2) for _ in range(4))

    found = intervals(Evaluation(measured, (("xyz",),) * 4))

    assert (found["chrf"].low, found["chrf"].high) == (0.0, 0.0)
    assert found["repetition"].high == 0.0
