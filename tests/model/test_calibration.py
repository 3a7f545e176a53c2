from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.model.calibration import Calibration

LOG_PROBS = st.lists(st.floats(-1e4, 0), min_size=1, max_size=20)


def test_a_confidence_is_a_logistic_of_the_log_probability_and_its_mean() -> None:
    calibration = Calibration(bias=2.0, log_prob=0.5, mean_log_prob=3.0)

    assert calibration.confidence((-0.25, -1.75)) == pytest.approx(1 / (1 + exp(-(2.0 - 1.0 - 3.0))))


@given(log_probs=LOG_PROBS, place=st.integers(0, 19), less=st.floats(0, 1e4))
def test_a_less_likely_reply_is_never_surer(log_probs: list[float], place: int, less: float) -> None:
    calibration = Calibration(bias=2.0, log_prob=0.5, mean_log_prob=3.0)
    lower = list(log_probs)
    lower[place % len(lower)] -= less

    assert 0 <= calibration.confidence(lower) <= calibration.confidence(log_probs) <= 1


def test_a_reply_of_no_piece_is_a_guess() -> None:
    assert Calibration(bias=9.0, log_prob=0.0, mean_log_prob=0.0).confidence(()) == 0
