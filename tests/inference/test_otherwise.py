"""Another reply than those that were given before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chatbot.config import SearchConfig
from chatbot.reply import Reply, ReplyFinished, ReplyStarted, TokenGenerated
from tests.inference.random_responder import PROMPTS, SEARCH, favouring, history, responder

BEAM = replace(SEARCH, strategy="beam", beam_size=5, candidates=5)


def answered(search: SearchConfig, *unlike: str) -> tuple[Reply, ...]:
    """Return what was found, and check that the stream tells the first of it."""
    *told, finished = responder(search).reply(history(PROMPTS[0]), unlike=unlike)
    assert isinstance(told[0], ReplyStarted)
    assert isinstance(finished, ReplyFinished)
    assert "".join(event.text for event in told if isinstance(event, TokenGenerated)) == finished.reply.text
    assert finished.reply is finished.candidates[0]
    return finished.candidates


def test_the_best_candidate_that_was_not_given_before_is_the_reply() -> None:
    ranked = [reply.text for reply in answered(BEAM)]

    assert len(set(ranked)) == 5
    assert answered(BEAM, ranked[0])[0].text == ranked[1]
    assert answered(BEAM, ranked[1], ranked[0])[0].text == ranked[2]
    assert sorted(reply.text for reply in answered(BEAM, *ranked[:3])) == sorted(ranked)


def test_where_all_was_given_before_the_best_is_given_again() -> None:
    ranked = [reply.text for reply in answered(BEAM)]

    assert [reply.text for reply in answered(BEAM, *ranked)] == ranked


def test_by_chance_another_reply_is_drawn() -> None:
    draw = replace(SEARCH, strategy="sample", seed=None, temperature=5.0, top_p=1.0)
    first = answered(draw)[0].text

    assert answered(draw, first)[0].text != first


@pytest.mark.parametrize("strategy", ["greedy", "sample"])
def test_a_search_that_always_finds_the_same_ends(strategy: str) -> None:
    certain = favouring({}, replace(SEARCH, strategy=strategy, seed=None, top_k=1))
    *_, first = certain.reply(history(PROMPTS[0]))
    assert isinstance(first, ReplyFinished)
    *_, second = certain.reply(history(PROMPTS[0]), unlike=[first.reply.text])
    assert isinstance(second, ReplyFinished)

    assert second.reply.text == first.reply.text
