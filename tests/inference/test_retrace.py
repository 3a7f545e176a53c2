from __future__ import annotations

from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.config import STRATEGY_NAMES, SearchConfig
from chatbot.errors import ChatbotError
from chatbot.inference.hypothesis import Found
from chatbot.inference.retrace import Retracer
from chatbot.reply import Reply, ReplyFinished
from tests.storage.samples import append_reply, log_at

from .random_responder import PROMPTS, SEARCH, history, reply_to, responder, taught


@settings(deadline=None, max_examples=25)
@given(
    seed=st.integers(0, 1000),
    strategy=st.sampled_from(STRATEGY_NAMES),
    attention=st.sampled_from(["additive", "cosine", "none"]),
)
def test_the_very_ids_of_a_reply_are_found_again(seed: int, strategy: str, attention: str) -> None:
    answering = responder(
        SearchConfig(strategy=strategy, seed=seed, max_length=20), seed=seed, attention=attention
    )
    asked = history(PROMPTS[seed % len(PROMPTS)])
    own = answering.network_for(asked[-1].text)
    source = answering.source_of(asked)
    *_, found = answering.search_for(own, source).run()
    assert isinstance(found, Found)

    retraced = Retracer(answering).retrace(asked, answering.finished(own, source, found).reply)

    assert retraced.hypothesis.ids == found.hypotheses[0].ids
    assert retraced.hypothesis.log_prob == pytest.approx(found.hypotheses[0].log_prob, abs=1e-4)
    assert len(retraced.predictions) == len(retraced.hypothesis.ids)


@pytest.mark.parametrize("tokens", [0, 3])
def test_a_reply_that_was_cut_short_is_found_again(tokens: int) -> None:
    answering = responder(replace(SEARCH, strategy="greedy"))
    answers = chain(repeat(False, tokens), repeat(True))
    *_, last = answering.reply(history("你好"), is_cancelled=lambda: next(answers))
    assert isinstance(last, ReplyFinished)

    retraced = Retracer(answering).retrace(history("你好"), last.reply)

    assert last.reply.stop == "cancelled"
    assert len(retraced.predictions) == len(last.reply.token_log_probs) == tokens


def test_a_reply_from_a_log_is_found_again_with_the_network_that_gave_it(tmp_path: Path) -> None:
    answering = taught("你好")
    said = {prompt: reply_to(answering, prompt) for prompt in ("你好", PROMPTS[1])}
    with log_at(tmp_path / "log.db") as log:
        for prompt, reply in said.items():
            append_reply(log, log.start(prompt, checkpoint="random").conversation_id, reply)
        read = [log.conversation(number).turns[-1].reply for number in (1, 2)]

    retracer = Retracer(answering)

    assert [reply.lesson for reply in said.values()] == ["你好", None]
    for (prompt, reply), logged in zip(said.items(), read, strict=True):
        assert logged is not None
        retraced = retracer.retrace(history(prompt), logged.reply)
        assert retraced.network.lesson == reply.lesson
        assert retraced.hypothesis.ids == retracer.retrace(history(prompt), reply).hypothesis.ids


def test_what_the_own_network_said_before_a_lesson_is_not_ascribed_to_the_lesson() -> None:
    before = reply_to(responder(), "你好")

    retraced = Retracer(taught("你好")).retrace(history("你好"), before)

    assert retraced.network.lesson is None


def strange_piece(reply: Reply) -> Reply:
    pieces = replace(reply.pieces, target_tokens=("никто", *reply.pieces.target_tokens[1:]))
    return replace(reply, pieces=pieces)


def test_a_reply_of_another_model_or_to_something_else_is_refused() -> None:
    retracer = Retracer(responder())
    reply = reply_to(responder(), "你好")

    for foreign, why in [
        (strange_piece(reply), "no piece 'никто'"),
        (replace(reply, text="something else"), "make another text"),
        (replace(reply, lesson="你好"), "it was taught"),
    ]:
        with pytest.raises(ChatbotError, match=why):
            retracer.retrace(history("你好"), foreign)
    with pytest.raises(ChatbotError, match="answers other words"):
        retracer.retrace(history("再见"), reply)
