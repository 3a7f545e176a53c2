from __future__ import annotations

from dataclasses import replace

import pytest

from chatbot.config import STRATEGY_NAMES, WEIGHT_NAMES
from chatbot.inference.engines import Engines
from chatbot.model.engine import Engine

from .random_responder import PROMPTS, SEARCH, network, reply_to, responder, taught


@pytest.mark.parametrize("strategy", STRATEGY_NAMES)
def test_with_full_weights_a_ready_responder_replies_as_the_plain_one(strategy: str) -> None:
    plain = responder(replace(SEARCH, strategy=strategy, weights="full", max_length=20))
    ready = plain.made_ready()

    for prompt in PROMPTS:
        expected, reply = reply_to(plain, prompt), reply_to(ready, prompt)
        assert reply.text == expected.text
        assert reply.pieces.target_tokens == expected.pieces.target_tokens
        assert reply.log_prob == pytest.approx(expected.log_prob, abs=1e-4)
        for row, expected_row in zip(reply.pieces.weights, expected.pieces.weights, strict=True):
            assert row == pytest.approx(expected_row, abs=1e-5)


def test_each_network_is_made_ready_once_for_each_way_to_read_its_weights() -> None:
    both = taught(PROMPTS[0]).made_ready()
    full = both.with_search(replace(SEARCH, weights="full"))

    lesson, own = (both.network_for(prompt) for prompt in PROMPTS[:2])

    assert lesson.engine is not own.engine
    assert own.engine is both.network_for(PROMPTS[1]).engine
    assert full.network_for(PROMPTS[1]).engine is full.network_for(PROMPTS[2]).engine
    assert all(reply_to(responder, PROMPTS[0]).lesson == PROMPTS[0] for responder in (both, full))


@pytest.mark.parametrize("weights", WEIGHT_NAMES)
def test_attention_that_is_not_additive_is_answered_by_the_network_itself(weights: str) -> None:
    dot, additive = network(attention="dot"), network()

    engines = Engines()

    assert engines.of(dot, weights) is dot
    assert isinstance(engines.of(additive, weights), Engine)
