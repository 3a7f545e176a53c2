"""Replies ranked by what they tell of the prompt, beside a slow count of the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from chatbot.config import ModelConfig, SearchConfig
from chatbot.inference.hypothesis import Found, Hypothesis
from chatbot.inference.mutual_information import MutualInformation
from chatbot.inference.search import Search
from chatbot.model.batch import BOS, EOS
from chatbot.model.seq2seq import Seq2Seq

from .random_responder import SEARCH, network, reply_to, responder, taught
from .table_model import TableModel, blocking
from .test_search import SOURCE, every_finished

BEAM = SearchConfig(beam_size=100, n_best=100, max_length=3, no_repeat_ngram=0)


def backward(seed: int = 3) -> Seq2Seq:
    torch.manual_seed(seed)
    network = Seq2Seq(ModelConfig(9, 8, 8, 16, 16, dropout=0.0)).eval()
    with torch.no_grad():
        network.embedding.weight.mul_(8)
    return network


@torch.no_grad()
def slow_log_prob(model: Seq2Seq, read: tuple[int, ...], said: tuple[int, ...]) -> float:
    """Step through what is said, one token at a time."""
    memory, state = model.encode(torch.tensor([read]), torch.tensor([len(read)]))
    total, token = 0.0, BOS
    for wanted in (*said, EOS):
        logits, _, state = model.step(torch.tensor([token]), state, memory)
        total += float(logits.log_softmax(dim=-1)[0, wanted])
        token = wanted
    return total


def test_a_bonus_is_the_prompts_log_probability_by_the_piece_after_the_reply() -> None:
    model, replies = backward(), [(5, 4), (7,), (3, 3, 8, 4)]

    bonuses = MutualInformation(model, SOURCE, weight=0.7).bonuses(replies)

    # Three pieces and the end of the prompt.
    by_hand = [0.7 * slow_log_prob(model, reply, SOURCE) / 4 for reply in replies]
    assert bonuses == pytest.approx(by_hand, abs=1e-5)


def test_a_reply_of_nothing_has_a_bonus_too() -> None:
    information = MutualInformation(backward(), SOURCE, weight=1.0)

    assert len(information.bonuses([(), (4,)])) == 2
    assert information.bonuses([]) == []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("weight", [0.3, 5.0])
def test_a_wide_beam_says_what_is_best_of_all_replies_by_both_networks(seed: int, weight: float) -> None:
    model, other = TableModel(vocabulary_size=6, seed=seed), backward(seed)
    search = Search(
        model, SOURCE, BEAM, blocking(), information=MutualInformation(other, SOURCE, weight=weight)
    )

    *_, found = search.run()

    def score(reply: Hypothesis) -> float:
        told = slow_log_prob(other, reply.ids[:-1], SOURCE) / (len(SOURCE) + 1)
        return reply.score(BEAM.length_penalty) + weight * told

    best = max(every_finished(model, 3), key=score)
    assert isinstance(found, Found)
    assert found.hypotheses[0].ids == best.ids


def test_asking_for_more_candidates_than_are_ranked_does_not_change_the_first() -> None:
    model, information = TableModel(seed=2), MutualInformation(backward(), SOURCE, weight=2.0)
    few = replace(BEAM, beam_size=4, n_best=3)

    found = [
        list(Search(model, SOURCE, config, blocking(), information=information).run())[-1]
        for config in (few, replace(few, candidates=3), replace(few, candidates=8))
    ]

    first, *others = (each.hypotheses for each in found if isinstance(each, Found))
    assert all(other[0] == first[0] for other in others)
    assert len(others[1]) > 3


def test_a_backward_network_ranks_the_models_own_replies_and_no_lesson() -> None:
    own = replace(taught("你好"), backward=network(seed=9))
    source = own.tokenizer.encode("你好")

    informed, lesson = (own.information_for(own.network_for(text), source) for text in ("再见", "你好"))

    assert informed is not None
    assert informed.prompt == source
    assert lesson is None
    assert own.with_search(replace(SEARCH, mmi=0.0)).information_for(own.network_for("再见"), source) is None


def test_a_weight_of_nothing_answers_as_without_a_backward_network() -> None:
    search = replace(SEARCH, mmi=0.0)
    with_one = replace(responder(search), backward=network(seed=9))

    assert reply_to(with_one, "你好，明天见") == reply_to(responder(search), "你好，明天见")
