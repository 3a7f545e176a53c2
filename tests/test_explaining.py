"""What every explainer promises: the scripted one of the screen's tests, and the network's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from chatbot.dialogue import Conversation, DialoguePair, Turn
from chatbot.explaining import MOST_ALTERNATIVES, Change, Explainer
from chatbot.inference.evidence import TrainingPairs
from chatbot.inference.explain import NeuralExplainer
from chatbot.reply import Reply, ReplyFinished, Responder
from tests.doubles import ScriptedExplainer, ScriptedResponder
from tests.inference.random_responder import PROMPTS, SEARCH, responder

PAIRS = tuple(DialoguePair((), prompt, "好", f"made:{number}") for number, prompt in enumerate(PROMPTS))
HISTORY = Conversation.alternating(["are you free tomorrow"], "test").turns


@dataclass(frozen=True)
class Questioned:
    explainer: Explainer
    reply: Reply
    history: Sequence[Turn] = HISTORY

    @classmethod
    def of(cls, explainer: Explainer, answering: Responder) -> Questioned:
        *_, last = answering.reply(HISTORY)
        assert isinstance(last, ReplyFinished)
        return cls(explainer, last.reply)


@pytest.fixture(params=["scripted", "additive", "none"])
def questioned(request: pytest.FixtureRequest) -> Questioned:
    if request.param == "scripted":
        return Questioned.of(ScriptedExplainer(), ScriptedResponder())
    answering = responder(replace(SEARCH, max_length=20), attention=request.param)
    return Questioned.of(NeuralExplainer(answering, lambda: TrainingPairs(PAIRS)), answering)


def test_every_word_of_a_reply_has_its_choices(questioned: Questioned) -> None:
    words = questioned.explainer.choices(questioned.history, questioned.reply)

    assert len(words) == len(questioned.reply.attention.target_tokens)
    for step in (step for word in words for step in word):
        assert 0 <= step.probability <= 1
        assert step.rank >= 1
        assert step.entropy >= 0
        assert 0 < len(step.alternatives) <= MOST_ALTERNATIVES
        probabilities = [each.probability for each in step.alternatives]
        assert probabilities == sorted(probabilities, reverse=True)
        assert all(each.piece and each.word for each in step.alternatives)
    assert all(words)


def test_candidates_are_whole_replies_and_no_more_than_asked_for(questioned: Questioned) -> None:
    found = questioned.explainer.candidates(questioned.history, count=3)

    assert 1 <= len(found) <= 3
    assert len({reply.text for reply in found}) == len(found)
    assert all(len(reply.pieces.target_tokens) == len(reply.token_log_probs) for reply in found)


def test_evidence_comes_nearest_first(questioned: Questioned) -> None:
    found = questioned.explainer.evidence(questioned.history, questioned.reply)

    similarities = [each.similarity for each in found.neighbours]
    assert similarities == sorted(similarities, reverse=True)
    assert all(-1 <= similarity <= 1 for similarity in similarities)
    assert len(similarities) <= found.searched
    assert all(each.pair.source for each in found.neighbours)


def test_what_if_gives_a_whole_reply_with_the_beginning_that_was_asked_for(questioned: Questioned) -> None:
    change = Change(prompt="明天 free", beginning="Are you")

    reply = questioned.explainer.what_if(questioned.history, questioned.reply, change)

    assert reply.text.startswith("Are you")
    assert len(reply.pieces.target_tokens) == len(reply.token_log_probs)


def test_occlusion_speaks_of_every_word_of_the_source(questioned: Questioned) -> None:
    found = questioned.explainer.occlusion(questioned.history, questioned.reply)

    words = len(questioned.reply.attention.source_tokens)
    assert len(found.drops) == words
    assert found.weights == () or sum(found.weights) == pytest.approx(1)
    assert len(found.weights) in (0, words)
    assert found.rank_correlation is None or -1 <= found.rank_correlation <= 1
