"""Each metric beside what a pencil finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.training.metrics import (
    bleu,
    bootstrap,
    chrf,
    commonest_share,
    distinct,
    language_match,
    repetition,
)


def test_distinct_counts_different_ngrams_among_all() -> None:
    replies = [["i", "do", "not", "know"], ["i", "do", "not"], []]

    assert distinct(replies, 1) == 4 / 7
    assert distinct(replies, 2) == 3 / 5
    assert distinct([["one"]], 2) == 0


def test_the_commonest_replies_are_counted_as_often_as_they_are_said() -> None:
    assert commonest_share(["ok"] * 6 + ["yes", "no", "so", "oh"], most=2) == 0.7
    assert commonest_share([]) == 0


def test_a_reply_repeats_where_an_ngram_comes_twice() -> None:
    assert repetition([list("abcabc"), list("abcd")]) == 0.5
    assert repetition([list("ababa")], n=2) == 1


def test_only_clear_true_replies_ask_for_a_language() -> None:
    said = ["yes of course", "好的", "好的", "yes"]
    wanted = ["no never", "不行", "no never", "😀"]

    assert language_match(said, wanted) == pytest.approx(2 / 3)


def test_bleu_is_what_papineni_defines() -> None:
    # Precisions 5/6, 3/5, 1/4 and 0 of 3, smoothed to 1/6; no brevity penalty.
    said, wanted = ["the cat sat on the mat"], [["the cat is on the mat"]]

    expected = 100 * (5 / 6 * 3 / 5 * 1 / 4 * (1 / 2) / 3) ** 0.25
    assert bleu().corpus_score(said, wanted).score == pytest.approx(expected)


def test_bleu_parts_chinese_characters() -> None:
    assert bleu().corpus_score(["我喜欢北京烤鸭"], [["我喜欢北京烤鸭"]]).score == pytest.approx(100)
    assert 0 < bleu().corpus_score(["我喜欢北京烤鱼"], [["我喜欢北京烤鸭"]]).score < 100


def test_chrf_of_nothing_in_common_is_nothing() -> None:
    assert chrf().corpus_score(["abc"], [["xyz"]]).score == 0
    assert chrf().corpus_score(["abc"], [["abc"]]).score == pytest.approx(100)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=30))
def test_an_interval_lies_within_what_was_seen(values: list[float]) -> None:
    found = bootstrap(values, [1.0] * len(values))

    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9


def test_an_interval_of_equal_values_is_a_point() -> None:
    found = bootstrap([2.0] * 8, [4.0] * 8)

    assert found.low == found.high == 0.5


def test_an_interval_of_a_mean_is_about_two_standard_errors_wide() -> None:
    values = [float(number % 2) for number in range(400)]

    found = bootstrap(values, [1.0] * len(values))

    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.5 / 20, rel=0.15)
