from __future__ import annotations

from dataclasses import replace
from math import log

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from chatbot.config import SearchConfig
from chatbot.inference.hypothesis import Found, Step
from chatbot.inference.sampling import sampling_distribution
from chatbot.inference.search import Search
from chatbot.model.batch import EOS

from .table_model import TableModel, blocking

SOURCE = (3, 4, 3)
MODEL = TableModel(vocabulary_size=9)
SAMPLE = SearchConfig(strategy="sample", max_length=6, no_repeat_ngram=0)
LOG_PROBS = st.lists(st.floats(-20, 0), min_size=1, max_size=12).map(
    lambda logits: torch.tensor(logits, dtype=torch.float64).log_softmax(dim=-1)
)


def drawn_ids(seed: int | None) -> tuple[int, ...]:
    *_, last = Search(MODEL, SOURCE, replace(SAMPLE, seed=seed), blocking()).run()
    assert isinstance(last, Found)
    return last.hypotheses[0].ids


def first_drawn(model: TableModel, seed: int) -> int:
    config = replace(SAMPLE, top_p=1.0, max_length=1, seed=seed)
    step = next(Search(model, SOURCE, config, blocking(never=())).run())
    assert isinstance(step, Step)
    return step.token


def test_the_same_seed_draws_the_same_reply_and_another_seed_another() -> None:
    drawn = [drawn_ids(seed) for seed in range(5)]

    assert drawn == [drawn_ids(seed) for seed in range(5)]
    assert len(set(drawn)) > 1


def test_without_a_seed_draws_differ() -> None:
    assert len({drawn_ids(None) for _ in range(30)}) > 1


def test_draws_follow_the_models_probabilities() -> None:
    model = TableModel(vocabulary_size=6)

    drawn = [first_drawn(model, seed) for seed in range(600)]

    probabilities = model.after((), len(SOURCE))[0].exp()
    probabilities[EOS] = 0
    expected = (probabilities / probabilities.sum()).tolist()
    assert [drawn.count(token) / 600 for token in range(6)] == pytest.approx(expected, abs=0.07)


@given(log_probs=LOG_PROBS, top_p=st.floats(0.01, 1.0))
def test_top_p_keeps_the_smallest_set_that_reaches_p(log_probs: Tensor, top_p: float) -> None:
    kept = sampling_distribution(log_probs, SearchConfig(top_p=top_p)) > 0

    count = int(kept.sum())
    ranked = log_probs.exp().sort(descending=True).values
    assert log_probs[kept].exp().sum() == pytest.approx(float(ranked[:count].sum()))
    assert float(ranked[:count].sum()) >= top_p - 1e-9
    assert float(ranked[: count - 1].sum()) < top_p + 1e-9


@given(log_probs=LOG_PROBS, top_k=st.integers(1, 15))
def test_top_k_keeps_that_many_and_their_proportions(log_probs: Tensor, top_k: int) -> None:
    probabilities = sampling_distribution(log_probs, SearchConfig(top_k=top_k, top_p=1.0))

    best = log_probs.exp().sort(descending=True).values[:top_k]
    drawn = probabilities.sort(descending=True).values
    assert drawn[:top_k].tolist() == pytest.approx((best / best.sum()).tolist(), abs=1e-12)
    assert not drawn[top_k:].any()


@pytest.mark.parametrize("temperature", [1e-300, 1e-3])
def test_a_tiny_temperature_draws_the_likeliest(temperature: float) -> None:
    log_probs = torch.tensor([0.2, 0.5, 0.3]).log().double()

    probabilities = sampling_distribution(log_probs, SearchConfig(temperature=temperature))

    assert probabilities.tolist() == [0.0, 1.0, 0.0]


def test_temperature_divides_the_log_probabilities() -> None:
    log_probs = torch.tensor([log(0.8), log(0.2)], dtype=torch.float64)

    probabilities = sampling_distribution(log_probs, SearchConfig(temperature=2.0, top_p=1.0))

    assert probabilities.tolist() == pytest.approx([2 / 3, 1 / 3])


def test_what_is_blocked_is_never_drawn() -> None:
    log_probs = torch.tensor([-torch.inf, -1.0, -torch.inf], dtype=torch.float64)

    assert sampling_distribution(log_probs, SearchConfig(top_p=1.0)).tolist() == [0.0, 1.0, 0.0]


def test_top_p_counts_what_top_k_has_left() -> None:
    log_probs = torch.tensor([0.4, 0.3, 0.2, 0.1], dtype=torch.float64).log()

    probabilities = sampling_distribution(log_probs, SearchConfig(top_k=2, top_p=0.5))

    assert probabilities.tolist() == [1.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(("top_p", "nucleus"), [(0.39, 1), (0.41, 2), (0.7, 2), (0.71, 3), (0.95, 4)])
def test_the_nucleus_by_hand(top_p: float, nucleus: int) -> None:
    log_probs = torch.tensor([0.1, 0.4, 0.2, 0.3], dtype=torch.float64).log()

    kept = sampling_distribution(log_probs, SearchConfig(top_p=top_p - 1e-9))

    by_hand = [0.4, 0.3, 0.2, 0.1][:nucleus]
    assert sorted(kept.tolist(), reverse=True)[:nucleus] == pytest.approx(
        [each / sum(by_hand) for each in by_hand]
    )
    assert int((kept > 0).sum()) == nucleus


def test_of_several_draws_the_likeliest_is_said_and_more_of_them_change_none() -> None:
    config = replace(SAMPLE, seed=4, samples=6, candidates=6)

    *steps, last = Search(MODEL, SOURCE, config, blocking()).run()
    *_, fewer = Search(MODEL, SOURCE, replace(config, samples=3, candidates=3), blocking()).run()

    assert isinstance(last, Found)
    assert isinstance(fewer, Found)
    found = {reply.ids for reply in last.hypotheses}
    some = {reply.ids for reply in fewer.hypotheses}
    assert drawn_ids(4) in some
    assert some <= found
    scores = [reply.score(config.length_penalty) for reply in last.hypotheses]
    assert scores == sorted(scores, reverse=True)
    assert steps == list(last.hypotheses[0].spoken)


def test_candidates_beyond_the_samples_are_drawn_but_not_ranked() -> None:
    *_, last = Search(MODEL, SOURCE, replace(SAMPLE, seed=4, candidates=6), blocking()).run()

    assert isinstance(last, Found)
    assert last.hypotheses[0].ids == drawn_ids(4)
    assert len({reply.ids for reply in last.hypotheses}) == len(last.hypotheses) > 1


def test_one_seed_is_another_chance_for_another_prompt() -> None:
    config = replace(SAMPLE, seed=4)

    drawn = [list(Search(MODEL, (3, other), config, blocking()).run())[-1] for other in range(3, 9)]

    assert len({found.hypotheses[0].ids for found in drawn if isinstance(found, Found)}) > 1


def test_draws_side_by_side_can_be_cancelled() -> None:
    config = replace(SAMPLE, seed=4, samples=3)
    answers = iter([False, True])

    *_, last = Search(MODEL, SOURCE, config, blocking(), lambda: next(answers)).run()

    assert isinstance(last, Found)
    assert last.was_cancelled
    assert len(last.hypotheses[0].ids) <= 1
