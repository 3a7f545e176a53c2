from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.config import STRATEGY_NAMES, ModelConfig, SearchConfig
from chatbot.inference.frontier import StepwiseModel, best_extensions
from chatbot.inference.hypothesis import Found, Hypothesis, SearchEvent, Step
from chatbot.inference.search import STRATEGIES, Search
from chatbot.model.batch import EOS
from chatbot.model.seq2seq import Seq2Seq

from .table_model import TableModel, blocking

SOURCE = (3, 4, 3)
SEEDS = st.integers(0, 10_000)
PENALTIES = st.sampled_from([0.0, 0.6, 1.0, 2.0])
few = settings(deadline=None, max_examples=25)
GREEDY = SearchConfig(strategy="greedy", max_length=6, no_repeat_ngram=0)
BEAM = replace(GREEDY, strategy="beam")
SAMPLE = replace(GREEDY, strategy="sample", seed=7)


def events(model: StepwiseModel, config: SearchConfig) -> list[SearchEvent]:
    rules = blocking(no_repeat_ngram=config.no_repeat_ngram)
    return list(Search(model, SOURCE, config, rules).run())


def found(model: StepwiseModel, config: SearchConfig) -> Found:
    last = events(model, config)[-1]
    assert isinstance(last, Found)
    return last


def ids_of(result: Found) -> list[tuple[int, ...]]:
    return [hypothesis.ids for hypothesis in result.hypotheses]


def every_finished(model: TableModel, max_length: int) -> Iterator[Hypothesis]:
    """Spell every reply of 1 to `max_length` pieces, one after the other, and let the model judge it."""
    pieces = range(EOS + 1, model.vocabulary_size)
    for length in range(1, max_length + 1):
        for spoken in product(pieces, repeat=length):
            yield judged(model, (*spoken, EOS))


def judged(model: TableModel, ids: tuple[int, ...]) -> Hypothesis:
    hypothesis = Hypothesis()
    for place, token in enumerate(ids):
        log_probs, weights = model.after(ids[:place], len(SOURCE))
        hypothesis = hypothesis.extended(Step(token, float(log_probs[token]), tuple(weights.tolist())))
    return hypothesis


def cancel_after(questions: int) -> Callable[[], bool]:
    answers = iter([False] * questions)
    return lambda: next(answers, True)


def small_network(attention: str = "additive") -> Seq2Seq:
    torch.manual_seed(5)
    config = ModelConfig(12, 8, 8, 16, 16, attention, dropout=0.0)
    network = Seq2Seq(config).eval()
    with torch.no_grad():
        network.embedding.weight.mul_(8)
    return network


def test_there_is_a_strategy_for_every_name_of_the_configuration() -> None:
    assert set(STRATEGIES) == set(STRATEGY_NAMES)


@few
@given(seed=SEEDS, penalty=PENALTIES, candidates=st.integers(1, 8))
def test_a_wide_beam_finds_what_brute_force_finds(seed: int, penalty: float, candidates: int) -> None:
    model = TableModel(vocabulary_size=6, seed=seed)
    config = replace(BEAM, beam_size=100, candidates=candidates, length_penalty=penalty, max_length=3)

    result = found(model, config)

    expected = sorted(every_finished(model, 3), key=lambda reply: -reply.score(penalty))[:candidates]
    assert ids_of(result) == [reply.ids for reply in expected]
    assert [reply.score(penalty) for reply in result.hypotheses] == pytest.approx(
        [reply.score(penalty) for reply in expected]
    )


@few
@given(seed=SEEDS, beam_size=st.integers(1, 4), candidates=st.integers(2, 6), penalty=PENALTIES)
def test_asking_for_more_candidates_does_not_change_the_first(
    seed: int, beam_size: int, candidates: int, penalty: float
) -> None:
    model = TableModel(seed=seed)
    config = replace(BEAM, beam_size=beam_size, length_penalty=penalty)

    one = found(model, config)
    several = found(model, replace(config, candidates=candidates))

    assert several.hypotheses[0] == one.hypotheses[0]


@few
@given(seed=SEEDS, ngram=st.integers(0, 3), penalty=PENALTIES, max_length=st.integers(1, 9))
def test_a_beam_of_one_tells_exactly_what_greedy_tells(
    seed: int, ngram: int, penalty: float, max_length: int
) -> None:
    model = TableModel(seed=seed)
    config = replace(BEAM, beam_size=1, length_penalty=penalty, no_repeat_ngram=ngram, max_length=max_length)

    assert events(model, config) == events(model, replace(config, strategy="greedy"))


@few
@given(seed=SEEDS, beam_size=st.integers(1, 4), diversity=st.floats(0.01, 3))
def test_a_diverse_beam_goes_on_with_the_best_after_what_siblings_lose(
    seed: int, beam_size: int, diversity: float
) -> None:
    model = TableModel(vocabulary_size=6, seed=seed)
    config = replace(BEAM, beam_size=beam_size, diversity=diversity, max_length=2, candidates=99)

    cut = [reply for reply in found(model, config).hypotheses if not reply.is_finished]

    def chosen(parents: list[Hypothesis]) -> list[Hypothesis]:
        children = []
        for parent in parents:
            ids = range(EOS if parent.steps else EOS + 1, model.vocabulary_size)
            family = sorted(
                (judged(model, (*parent.ids, id_)) for id_ in ids), key=lambda each: -each.log_prob
            )
            children += [(child.log_prob - diversity * place, child) for place, child in enumerate(family)]
        best = sorted(children, key=lambda each: -each[0])[:beam_size]
        return [child for _, child in best if not child.is_finished]

    # The step after the longest is asked for the end alone.
    last = chosen(chosen([Hypothesis()]))
    ended = {reply.ids[:-1] for reply in found(model, config).hypotheses if reply.is_finished}
    assert [reply.ids for reply in cut] == [reply.ids for reply in last if reply.ids not in ended]


def test_a_beam_of_one_is_greedy_on_the_real_network_as_well() -> None:
    network = small_network()
    config = replace(BEAM, beam_size=1, max_length=30, no_repeat_ngram=3)

    assert events(network, config) == events(network, replace(config, strategy="greedy"))


@few
@given(seed=SEEDS, config=st.sampled_from([GREEDY, SAMPLE, replace(BEAM, beam_size=3, candidates=4)]))
def test_row_t_of_the_weights_belongs_to_token_t(seed: int, config: SearchConfig) -> None:
    model = TableModel(seed=seed)

    result = found(model, config)

    assert result.hypotheses == tuple(judged(model, reply.ids) for reply in result.hypotheses)


@torch.inference_mode()
def test_row_t_belongs_to_token_t_on_the_real_network_whatever_the_beam_reordered() -> None:
    network = small_network()

    result = found(network, replace(BEAM, beam_size=5, candidates=5, max_length=12))

    assert len(result.hypotheses) == 5
    for reply in result.hypotheses:
        heard = torch.tensor([[1, *reply.ids[:-1]]])
        memory, state = network.encode(torch.tensor([SOURCE]), torch.tensor([len(SOURCE)]))
        for token, step in zip(heard[0], reply.steps, strict=True):
            logits, weights, state = network.step(token.unsqueeze(0), state, memory)
            assert weights is not None
            assert step.weights == pytest.approx(weights[0].tolist(), abs=1e-5)
            assert step.log_prob == pytest.approx(float(logits[0].log_softmax(-1)[step.token]), abs=1e-4)


@few
@given(seed=SEEDS, config=st.sampled_from([GREEDY, SAMPLE, replace(BEAM, beam_size=3, candidates=3)]))
def test_the_steps_told_are_the_first_hypothesis_without_its_end(seed: int, config: SearchConfig) -> None:
    *steps, last = events(TableModel(seed=seed), config)

    assert isinstance(last, Found)
    assert tuple(steps) == last.hypotheses[0].spoken


@few
@given(seed=SEEDS, config=st.sampled_from([GREEDY, SAMPLE, replace(BEAM, candidates=9)]))
def test_no_reply_is_empty_and_none_holds_what_is_never_generated(seed: int, config: SearchConfig) -> None:
    result = found(TableModel(seed=seed), config)

    for reply in result.hypotheses:
        assert reply.spoken
        assert all(step.token > EOS for step in reply.spoken)


@few
@given(seed=SEEDS, strategy=st.sampled_from(STRATEGY_NAMES), ngram=st.integers(1, 3))
def test_no_run_comes_twice_in_a_reply(seed: int, strategy: str, ngram: int) -> None:
    config = replace(GREEDY, strategy=strategy, no_repeat_ngram=ngram, max_length=12, candidates=3)

    result = found(TableModel(seed=seed), config)

    for ids in ids_of(result):
        runs = [ids[start : start + ngram] for start in range(len(ids) - ngram + 1)]
        assert len(runs) == len(set(runs))


@pytest.mark.parametrize("strategy", STRATEGY_NAMES)
def test_a_reply_that_does_not_end_is_cut_at_the_greatest_length(strategy: str) -> None:
    rules = blocking(never=(0, 1, EOS))
    config = replace(GREEDY, strategy=strategy, candidates=2, seed=1)

    *_, last = Search(TableModel(), SOURCE, config, rules).run()

    assert isinstance(last, Found)
    assert not last.was_cancelled
    assert all(len(reply.steps) == 6 and not reply.is_finished for reply in last.hypotheses)


@few
@given(seed=SEEDS, beam_size=st.integers(1, 4))
def test_where_too_few_have_ended_those_that_were_cut_come_after_them_and_none_comes_twice(
    seed: int, beam_size: int
) -> None:
    config = replace(BEAM, beam_size=beam_size, candidates=50, max_length=2)

    replies = found(TableModel(seed=seed), config).hypotheses

    assert len({reply.spoken for reply in replies}) == len(replies)
    assert [reply.is_finished for reply in replies] == sorted(
        (each.is_finished for each in replies), reverse=True
    )
    assert all(reply.is_finished or len(reply.steps) == 2 for reply in replies)


@pytest.mark.parametrize("strategy", STRATEGY_NAMES)
@pytest.mark.parametrize("questions", [0, 1, 3])
def test_a_cancelled_search_tells_what_there_is(strategy: str, questions: int) -> None:
    rules = blocking(never=(0, 1, EOS))
    config = replace(GREEDY, strategy=strategy, seed=1, beam_size=3)
    model = TableModel()

    *steps, last = Search(model, SOURCE, config, rules, cancel_after(questions)).run()

    assert isinstance(last, Found)
    assert last.was_cancelled
    assert last.hypotheses == (judged(model, last.hypotheses[0].ids),)
    assert len(steps) == len(last.hypotheses[0].steps) == questions
    assert model.steps_asked == questions


def test_what_a_cancelled_beam_leaves_is_its_likeliest_live_hypothesis() -> None:
    rules = blocking(never=(0, 1, EOS))
    model = TableModel(seed=3)

    *_, last = Search(model, SOURCE, replace(BEAM, beam_size=50), rules, cancel_after(2)).run()

    likeliest = max(
        (judged(model, ids) for ids in product((3, 4), repeat=2)), key=lambda reply: reply.log_prob
    )
    assert isinstance(last, Found)
    assert last.hypotheses == (likeliest,)


def test_a_beam_stops_as_soon_as_nothing_can_win() -> None:
    model = TableModel(seed=0)
    config = replace(BEAM, beam_size=2, length_penalty=0.0, max_length=50)

    result = found(model, config)

    assert result.hypotheses[0].is_finished
    assert model.steps_asked < 25


def test_a_model_without_attention_is_searched_without_weights() -> None:
    for config in (GREEDY, BEAM, SAMPLE):
        result = found(TableModel(has_attention=False), config)

        assert all(step.weights == () for step in result.hypotheses[0].steps)


def test_among_equals_the_lower_row_and_the_lower_id_come_first() -> None:
    scores = torch.tensor([[-1.0, -0.5, -torch.inf], [-0.5, -1.0, -0.5]])

    best = best_extensions(scores, 4)

    assert [(each.row, each.token) for each in best] == [(0, 1), (1, 0), (1, 2), (0, 0)]


def test_what_is_blocked_is_no_extension_even_where_there_is_room() -> None:
    scores = torch.tensor([[-1.0, -torch.inf]])

    assert len(best_extensions(scores, 5)) == 1


@few
@given(
    seed=SEEDS, strategy=st.sampled_from(STRATEGY_NAMES), beginning=st.lists(st.integers(3, 4), max_size=6)
)
def test_every_answer_has_the_beginning_that_was_asked_for_and_the_models_own_numbers(
    seed: int, strategy: str, beginning: list[int]
) -> None:
    model, config = TableModel(seed=seed), replace(GREEDY, strategy=strategy, candidates=3, seed=seed)

    search = Search(model, SOURCE, config, blocking(), beginning=tuple(beginning))
    *steps, last = search.run()

    assert isinstance(last, Found)
    assert tuple(steps) == last.hypotheses[0].spoken
    for hypothesis in last.hypotheses:
        assert hypothesis.ids[: len(beginning)] == tuple(beginning)
        assert hypothesis == judged(model, hypothesis.ids)
