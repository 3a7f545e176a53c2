from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.config import STRATEGY_NAMES, SearchConfig
from chatbot.dialogue import Conversation
from chatbot.errors import ChatbotError
from chatbot.model.batch import EOS
from chatbot.model.calibration import Calibration
from chatbot.reply import ReplyEvent, ReplyFinished, ReplyStarted, TokenGenerated, mean_probability
from chatbot.text.tokenizer import FIRST_BYTE, SPACE, TURN

from .random_responder import (
    PROMPTS,
    SEARCH,
    events,
    favouring,
    history,
    reply_to,
    responder,
    taught,
    tokenizer,
)


def generated(stream: Sequence[ReplyEvent]) -> list[TokenGenerated]:
    return [event for event in stream if isinstance(event, TokenGenerated)]


@pytest.mark.parametrize("strategy", STRATEGY_NAMES)
@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_stream_is_one_start_then_tokens_then_one_finish(strategy: str, prompt: str) -> None:
    first, *middle, last = events(responder(replace(SEARCH, strategy=strategy)), prompt)

    assert isinstance(first, ReplyStarted)
    assert isinstance(last, ReplyFinished)
    assert middle == generated(middle)


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 1000), strategy=st.sampled_from(STRATEGY_NAMES), prompt=st.sampled_from(PROMPTS))
def test_the_texts_of_the_tokens_join_to_the_reply(seed: int, strategy: str, prompt: str) -> None:
    search = SearchConfig(strategy=strategy, seed=seed, max_length=20)

    *tokens, last = events(responder(search, seed=seed), prompt)

    assert isinstance(last, ReplyFinished)
    assert "".join(token.text for token in generated(tokens)) == last.reply.text


def test_a_character_told_byte_by_byte_appears_with_its_last_byte() -> None:
    lead, middle, end = (FIRST_BYTE + byte for byte in "龘".encode())
    greedy = replace(SEARCH, strategy="greedy", no_repeat_ngram=1)
    answering = favouring({lead: 60.0, middle: 50.0, end: 40.0, EOS: 30.0}, greedy)

    tokens = generated(events(answering, "你好"))

    assert [token.text for token in tokens] == ["", "", "龘"]
    assert [token.token for token in tokens] == ["<0xE9>", "<0xBE>", "<0x98>"]


def test_the_end_is_a_row_of_the_attention_and_no_token_of_the_stream() -> None:
    answering = favouring({EOS: 50.0})

    stream = events(answering, "Are you free 明天?")

    reply = stream[-1].reply if isinstance(stream[-1], ReplyFinished) else None
    assert reply is not None
    assert reply.stop == "eos"
    assert reply.text
    assert reply.attention.target_tokens[-1] == reply.pieces.target_tokens[-1] == "</s>"
    assert len(reply.pieces.weights) == len(reply.token_log_probs) == len(generated(stream)) + 1


def test_a_reply_that_was_cut_has_no_end() -> None:
    reply = reply_to(favouring({EOS: -50.0}), "你好")

    assert reply.stop == "length"
    assert len(reply.token_log_probs) == SEARCH.max_length
    assert "</s>" not in reply.pieces.target_tokens


def test_a_streamed_tokens_weights_are_its_row_by_source_words() -> None:
    *stream, last = events(responder(), "我想 learn Python，可以吗？")

    assert isinstance(last, ReplyFinished)
    words = tokenizer().words(tokenizer().encode("我想 learn Python，可以吗？"))
    for token, row in zip(generated(stream), last.reply.pieces.weights, strict=False):
        assert len(token.weights) == len(words.labels) < len(row)
        assert token.weights == pytest.approx([sum(row[start:end]) for start, end in words.spans])
        assert sum(token.weights) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_the_stream_tells_where_the_words_of_the_reply_start(seed: int) -> None:
    *stream, last = events(responder(seed=seed), "我想 learn Python，可以吗？")

    assert isinstance(last, ReplyFinished)
    words = [word for word in last.reply.attention.target_tokens if word != "</s>"]
    assert sum(token.starts_word for token in generated(stream)) == len(words) < len(generated(stream))


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_columns_are_the_words_of_the_prompt_as_people_read_them(prompt: str) -> None:
    reply = reply_to(responder(), prompt)

    assert "".join(reply.attention.source_tokens) == prompt.replace(" ", "")
    assert reply.attention.weights


def test_without_attention_there_are_words_and_no_weights() -> None:
    *stream, last = events(responder(attention="none"), "你好 world")

    assert isinstance(last, ReplyFinished)
    assert all(token.weights == () for token in generated(stream))
    assert last.reply.attention.weights == last.reply.pieces.weights == ()
    assert last.reply.attention.target_tokens


def test_candidates_are_complete_replies_best_first() -> None:
    last = events(responder(replace(SEARCH, candidates=4)), "你好")[-1]

    assert isinstance(last, ReplyFinished)
    assert last.candidates[0] == last.reply
    assert len({candidate.text for candidate in last.candidates}) == 4
    scores = [candidate.log_prob / len(candidate.token_log_probs) for candidate in last.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(len(each.attention.weights) == len(each.attention.target_tokens) for each in last.candidates)


def test_no_tensor_crosses_the_seam() -> None:
    *stream, last = events(responder(), "你好")

    assert isinstance(last, ReplyFinished)
    numbers = [*last.reply.token_log_probs, *(weight for row in last.reply.pieces.weights for weight in row)]
    numbers += [number for token in generated(stream) for number in (token.log_prob, *token.weights)]
    assert {type(number) for number in numbers} == {float}


@pytest.mark.parametrize("prompt", ["", " \n\t ", "\u200b\u202e", "\u200d", "\x1b\x00"])
def test_a_prompt_that_shows_nothing_is_refused(prompt: str) -> None:
    with pytest.raises(ChatbotError, match="no visible character"):
        events(responder(context=2), "你好", "hello", prompt)


def test_an_empty_history_is_refused() -> None:
    with pytest.raises(ChatbotError, match="no visible character"):
        events(responder())


@pytest.mark.parametrize(
    ("context", "expected"),
    [(0, "<turn>" * 0 + "好吗"), (1, "Hi!<turn>好吗"), (5, "你好<turn>Hi!<turn>好吗")],
)
def test_as_many_turns_are_read_as_the_network_has_learnt_to_read(context: int, expected: str) -> None:
    first = events(responder(context=context), "你好", "Hi!", "好吗")[0]

    assert isinstance(first, ReplyStarted)
    assert "".join(first.source_tokens) == expected


def test_a_long_prompt_is_read_from_its_beginning_and_the_rest_is_counted() -> None:
    prompt = "你好" * 40

    reply = reply_to(responder(), prompt)

    assert len(reply.pieces.source_tokens) == 30
    assert responder().excess_pieces(prompt) == len(tokenizer().encode(prompt)) - 30 > 0
    assert responder().excess_pieces("你好") == 0


@pytest.mark.parametrize("strategy", STRATEGY_NAMES)
def test_a_reply_is_never_marks_alone(strategy: str) -> None:
    search = replace(SEARCH, strategy=strategy, max_length=20)

    reply = reply_to(favouring({SPACE: 60.0, EOS: 50.0}, search), "hello 你好")

    assert reply.stop == "eos"
    assert reply.text.strip()


@pytest.mark.parametrize("strategy", STRATEGY_NAMES)
def test_a_cancelled_reply_keeps_what_there_is(strategy: str) -> None:
    answers = iter([False, False, False])
    answering = favouring({EOS: -50.0}, replace(SEARCH, strategy=strategy))

    *stream, last = answering.reply(
        Conversation.alternating(["你好"], "test").turns, is_cancelled=lambda: next(answers, True)
    )

    assert isinstance(last, ReplyFinished)
    assert last.reply.stop == "cancelled"
    assert len(last.reply.pieces.weights) == len(generated(stream)) == 3
    assert "".join(token.text for token in generated(stream)) == last.reply.text


def test_a_reply_cancelled_at_once_is_empty() -> None:
    *_, last = responder().reply(Conversation.alternating(["你好"], "test").turns, is_cancelled=lambda: True)

    assert isinstance(last, ReplyFinished)
    assert (last.reply.text, last.reply.stop, last.reply.token_log_probs) == ("", "cancelled", ())


def test_another_search_shares_the_model() -> None:
    first = responder()

    other = first.with_search(replace(SEARCH, strategy="greedy"))

    assert other.model is first.model
    assert (first.search.strategy, other.search.strategy) == ("beam", "greedy")
    assert reply_to(other, "你好") == reply_to(responder(replace(SEARCH, beam_size=1)), "你好")


@pytest.mark.parametrize("prompt", ["你好" * 40, "are you free tomorrow " * 20])
def test_the_stream_begins_with_how_many_words_are_not_read(prompt: str) -> None:
    started = events(responder(), prompt)[0]
    whole = tokenizer().words(tokenizer().encode(prompt))

    assert isinstance(started, ReplyStarted)
    assert len(started.source_tokens) + started.unread == len(whole.labels)
    assert started.unread > 0
    first = events(responder(), "你好")[0]
    assert isinstance(first, ReplyStarted)
    assert first.unread == 0


def test_a_reply_is_as_sure_as_the_calibration_says_but_for_lessons_and_what_was_cut_short() -> None:
    calibration = Calibration(bias=20.0, log_prob=0.5, mean_log_prob=1.0)
    calibrated = replace(taught("你好"), calibration=calibration)

    own, lesson = reply_to(calibrated, "再见"), reply_to(calibrated, "你好")
    *_, cancelled = calibrated.reply(history("再见"), is_cancelled=lambda: True)

    assert own.confidence == calibration.confidence(own.token_log_probs)
    assert lesson.lesson == "你好"
    assert lesson.confidence == mean_probability(lesson.token_log_probs) != own.confidence
    assert isinstance(cancelled, ReplyFinished)
    assert cancelled.reply.confidence == mean_probability(cancelled.reply.token_log_probs)
    assert reply_to(responder(), "再见").confidence == mean_probability(own.token_log_probs)


def test_the_prompt_is_not_echoed_but_a_lesson_is_said_as_it_was_taught() -> None:
    answering = taught("再见", search=replace(SEARCH, no_repeat_ngram=2, no_copy_ngram=3))
    source = (9, 8, 7, TURN, 5, 6, 7)

    own, lesson = (
        answering.blocking_for(answering.network_for(prompt), source) for prompt in ("你好吗", "再见")
    )

    assert (own.prompt, own.no_copy_ngram, own.no_repeat_ngram) == ((5, 6, 7), 3, 2)
    assert (lesson.no_copy_ngram, lesson.no_repeat_ngram) == (0, 0)
