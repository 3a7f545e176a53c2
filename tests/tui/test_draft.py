"""A reply on its way, and what is known of it when it has come."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import pytest

from chatbot.dialogue import Speaker, Turn
from chatbot.reply import END_TOKEN, Reply, ReplyFinished, ReplyStarted, TokenGenerated
from chatbot.tui.draft import ReplyDraft, ReplyTrace, trace_of_finished
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, MIXED_PROMPT, ScriptedResponder
from tests.tui.maps import map_of

PIECES = (
    TokenGenerated("明", "明", True, (1.0, 0.0), -0.1),
    TokenGenerated("天", "天", False, (0.0, 1.0), -0.2),
    TokenGenerated("▁meet", " meet", True, (0.5, 0.5), -0.3),
)


def draft_of(*tokens: TokenGenerated) -> ReplyDraft:
    draft = ReplyDraft().grown(ReplyStarted(("你好", "you")))
    for token in tokens:
        draft = draft.grown(token)
    return draft


def streamed(prompt: str) -> tuple[ReplyDraft, Reply]:
    """Return the draft and the reply that a responder's stream ends with."""
    draft = ReplyDraft()
    for event in ScriptedResponder().reply([Turn(Speaker.USER, prompt)]):
        if isinstance(event, ReplyFinished):
            return draft, event.reply
        draft = draft.grown(event)
    raise AssertionError("the stream did not end")


def test_pieces_of_a_word_share_one_row_of_their_mean_weights() -> None:
    attention = draft_of(*PIECES).trace().attention

    assert attention.target_tokens == ("明天", "meet")
    assert attention.weights == ((0.5, 0.5), (0.5, 0.5))


def test_a_words_probability_is_the_product_of_its_pieces() -> None:
    probabilities = draft_of(*PIECES).trace().probabilities

    assert probabilities == pytest.approx((exp(-0.3), exp(-0.3)))


def test_a_draft_reads_as_the_pieces_joined() -> None:
    assert draft_of(*PIECES).text == "明天 meet"


def test_a_piece_without_text_is_called_by_its_token() -> None:
    byte = TokenGenerated("<0xF0>", "", True, (0.5, 0.5), -1.0)

    assert draft_of(byte).trace().attention.target_tokens == ("<0xF0>",)


def test_a_cancelled_draft_is_a_reply_of_what_there_is() -> None:
    reply = draft_of(*PIECES).cancelled()

    assert (reply.text, reply.stop) == ("明天 meet", "cancelled")
    assert reply.log_prob == pytest.approx(-0.6)
    assert len(reply.pieces.weights) == 3


def test_a_draft_of_a_model_without_attention_has_words_but_no_weights() -> None:
    attention = draft_of(*(replace(piece, weights=()) for piece in PIECES)).trace().attention

    assert attention.target_tokens == ("明天", "meet")
    assert attention.weights == ()


@pytest.mark.parametrize("prompt", [CHINESE_PROMPT, ENGLISH_PROMPT, MIXED_PROMPT])
def test_the_end_tokens_probability_comes_from_the_finished_reply(prompt: str) -> None:
    draft, reply = streamed(prompt)

    trace = draft.trace_of(reply)

    assert trace.attention.target_tokens[-1] == END_TOKEN
    assert trace.probabilities[-1] == pytest.approx(exp(-0.5))
    assert len(trace.probabilities) == len(trace.attention.target_tokens)


def test_probabilities_that_fit_no_words_are_not_shown() -> None:
    _, reply = streamed(CHINESE_PROMPT)

    assert draft_of(*PIECES).trace_of(reply).probabilities == ()


def test_a_trace_refuses_probabilities_of_other_words() -> None:
    with pytest.raises(ValueError, match="expected 2 probabilities, found 1"):
        ReplyTrace(map_of(("你",), ("好", "ok")), (0.5,))


def test_without_the_stream_a_words_probability_is_the_product_of_the_pieces_that_spell_it() -> None:
    pieces = map_of(("好",), ("ab", "c", "de", "f"))
    words = map_of(("好",), ("abc", "def"))
    reply = Reply("abc def", words, pieces, (-0.1, -0.2, -0.3, -0.4), "eos")

    assert trace_of_finished(reply).probabilities == pytest.approx((exp(-0.3), exp(-0.7)))
    assert trace_of_finished(replace(reply, attention=map_of(("好",), ("x", "def")))).probabilities == ()
