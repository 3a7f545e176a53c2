from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.dialogue import Speaker, Turn
from chatbot.errors import ChatbotError
from chatbot.inference.forced import follow
from chatbot.inference.hypothesis import Found, Step
from chatbot.model.batch import EOS
from chatbot.reply import Reply, ReplyFinished, TokenGenerated
from tests.inference.random_responder import PROMPTS, reply_to, responder
from tests.inference.table_model import TableModel

HISTORY = [Turn(Speaker.USER, PROMPTS[0])]


def forced(text: str, *, attention: str = "additive") -> Reply:
    *_, last = responder(attention=attention).forced(HISTORY, text)
    assert isinstance(last, ReplyFinished)
    return last.reply


@settings(max_examples=30)
@given(ids=st.lists(st.integers(3, 4), max_size=5), has_attention=st.booleans(), width=st.integers(1, 4))
def test_a_given_path_is_weighed_as_stepping_by_hand_does(
    ids: list[int], has_attention: bool, width: int
) -> None:
    model = TableModel(has_attention=has_attention)

    *told, found = follow(model, [3] * width, (*ids, EOS))

    assert isinstance(found, Found)
    steps = found.hypotheses[0].steps
    assert told == list(steps[:-1])
    assert [step.token for step in steps] == [*ids, EOS]
    for place, step in enumerate(steps):
        log_probs, weights = model.after(ids[:place], width)
        expected = tuple(weights.tolist()) if has_attention else ()
        assert step == Step(step.token, float(log_probs[step.token]), expected)


@pytest.mark.parametrize("text", ["好的！", "Sure, 没问题。", "unseen 龘 😀"])
def test_a_given_reply_is_told_like_one_of_the_models_own(text: str) -> None:
    reply = forced(f"  {text} ")

    assert reply.text == text
    assert reply.stop == "eos"
    assert reply.attention.target_tokens[-1] == "</s>"
    assert reply.attention.source_tokens == reply_to(responder(), PROMPTS[0]).attention.source_tokens
    assert len(reply.token_log_probs) == len(reply.pieces.target_tokens)
    assert forced(text, attention="none").attention.weights == ()


def test_the_pieces_of_a_given_reply_are_streamed_before_it() -> None:
    *streamed, last = responder().forced(HISTORY, "Sure, 没问题。")

    pieces = [event.text for event in streamed if isinstance(event, TokenGenerated)]
    assert "".join(pieces) == "Sure, 没问题。"
    assert last == ReplyFinished(forced("Sure, 没问题。"), (forced("Sure, 没问题。"),))


@pytest.mark.parametrize("text", ["", " \u200b"])
def test_a_reply_that_shows_nothing_cannot_be_explained(text: str) -> None:
    with pytest.raises(ChatbotError, match="reply: expected some text to explain"):
        forced(text)
