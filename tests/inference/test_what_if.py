from __future__ import annotations

from dataclasses import replace
from itertools import chain, repeat

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

from chatbot.config import ATTENTION_NAMES, STRATEGY_NAMES
from chatbot.errors import ChatbotError
from chatbot.explaining import Change
from chatbot.inference.evidence import TrainingPairs
from chatbot.inference.explain import NeuralExplainer
from chatbot.inference.responder import NeuralResponder
from chatbot.inference.retrace import Retracer
from chatbot.model.batch import Batch
from chatbot.reply import Reply

from .random_responder import PROMPTS, SEARCH, history, reply_to, responder, taught, tokenizer

PROMPT = PROMPTS[2]
LOOKING = [name for name in ATTENTION_NAMES if name != "none"]
WORDS = tokenizer().words(tokenizer().encode(PROMPT))
LONG_WORD = next(word for word, (start, end) in enumerate(WORDS.spans) if end - start > 1)


def changed(answering: NeuralResponder, change: Change, *, prompt: str = PROMPT) -> Reply:
    explainer = NeuralExplainer(answering, lambda: TrainingPairs(()))
    return explainer.what_if(history(prompt), reply_to(answering, prompt), change)


def log_prob(answering: NeuralResponder, prompt: str, ids: tuple[int, ...], *, is_ended: bool) -> float:
    """Return the log-probability of a reply by the forward of training."""
    source = answering.source_of(history(prompt))
    said = ids[:-1] if is_ended else ids
    batch = Batch.of([(torch.tensor(source), torch.tensor(said))])
    with torch.inference_mode():
        losses = cross_entropy(answering.model(batch), batch.targets, reduction="none")
    return -float(losses[: len(ids)].sum())


@pytest.mark.parametrize("attention", ["additive", "none"])
@pytest.mark.parametrize("strategy", STRATEGY_NAMES)
def test_without_a_change_the_answer_is_the_same(strategy: str, attention: str) -> None:
    answering = responder(replace(SEARCH, strategy=strategy), attention=attention)

    assert changed(answering, Change()) == reply_to(answering, PROMPT)


def test_another_prompt_is_answered_by_whichever_network_answers_it() -> None:
    answering = taught("你好")

    assert changed(answering, Change(prompt="你好")) == reply_to(answering, "你好")
    assert changed(answering, Change(prompt=PROMPT), prompt="你好").lesson is None
    assert changed(answering, Change(), prompt="你好").lesson == "你好"


@pytest.mark.parametrize("attention", LOOKING)
def test_a_masked_word_gets_no_attention_at_all(attention: str) -> None:
    masked = frozenset({0, LONG_WORD})

    reply = changed(responder(attention=attention), Change(masked=masked))

    columns = [piece for word in masked for piece in range(*WORDS.spans[word])]
    assert len(columns) > len(masked)
    assert {row[column] for row in reply.pieces.weights for column in columns} == {0.0}
    assert {row[word] for row in reply.attention.weights for word in masked} == {0.0}
    assert all(sum(row) == pytest.approx(1) for row in reply.pieces.weights)


@pytest.mark.parametrize("attention", LOOKING)
def test_all_attention_of_a_pinned_word_goes_to_its_source_word(attention: str) -> None:
    answering = responder(attention=attention, seed=2)
    before = reply_to(answering, PROMPT)
    place = min(2, len(before.attention.target_tokens) - 1)

    reply = changed(answering, Change(pinned=(place, LONG_WORD)))

    one_hot = [float(word == LONG_WORD) for word in range(len(WORDS.spans))]
    assert reply.attention.weights[place] == pytest.approx(one_hot)
    assert reply.attention.target_tokens[:place] == before.attention.target_tokens[:place]
    for row, as_it_was in zip(reply.attention.weights[:place], before.attention.weights, strict=False):
        assert row == pytest.approx(as_it_was, abs=1e-5)
    start, end = WORDS.spans[LONG_WORD]
    pinned = next(row for row in reply.pieces.weights if sum(row[start:end]) == pytest.approx(1))
    assert pinned[start:end] == pytest.approx([1 / (end - start)] * (end - start))


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 1000), place=st.integers(0, 3), strategy=st.sampled_from(STRATEGY_NAMES))
def test_every_piece_of_a_pinned_word_is_pinned(seed: int, place: int, strategy: str) -> None:
    answering = responder(replace(SEARCH, strategy=strategy, seed=seed), seed=seed)
    place = min(place, len(reply_to(answering, PROMPT).attention.target_tokens) - 1)

    reply = changed(answering, Change(pinned=(place, 0)))

    assert reply.attention.weights[place][0] == pytest.approx(1)


@settings(deadline=None, max_examples=15)
@given(
    seed=st.integers(0, 1000),
    beginning=st.sampled_from(["Are you", "我想 learn", "明天", "你好，", "free 明"]),
    strategy=st.sampled_from(STRATEGY_NAMES),
    attention=st.sampled_from(["additive", "none"]),
)
def test_a_forced_beginning_is_said_whole_and_judged_like_the_rest(
    seed: int, beginning: str, strategy: str, attention: str
) -> None:
    search = replace(SEARCH, strategy=strategy, seed=seed, max_length=12)
    answering = responder(search, seed=seed, attention=attention)

    reply = changed(answering, Change(beginning=beginning))

    forced = tokenizer().words(tokenizer().encode(beginning))
    ids = Retracer(answering).retrace(history(PROMPT), reply).hypothesis.ids
    assert reply.text.startswith(beginning)
    assert reply.attention.target_tokens[: len(forced.labels)] == forced.labels
    assert len(reply.token_log_probs) == len(reply.pieces.target_tokens) == len(ids)
    expected = log_prob(answering, PROMPT, ids, is_ended=reply.stop == "eos")
    assert reply.log_prob == pytest.approx(expected, abs=1e-3)


def test_a_beginning_as_long_as_the_longest_reply_is_all_that_is_said() -> None:
    beginning = "你好，明天有空吗"
    size = len(tokenizer().encode(beginning))

    for strategy in STRATEGY_NAMES:
        answering = responder(replace(SEARCH, strategy=strategy, max_length=size))
        assert changed(answering, Change(beginning=beginning)).text == beginning
        with pytest.raises(ChatbotError, match=f"expected at most the {size} pieces"):
            changed(answering, Change(beginning=f"{beginning}？"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (Change(prompt=" \u200b"), "no visible character"),
        (Change(masked=frozenset(range(len(WORDS.spans)))), "not all"),
        (Change(masked=frozenset({len(WORDS.spans)})), "some of the"),
        (Change(pinned=(99, 0)), "counted from 0"),
        (Change(pinned=(0, -1)), "counted from 0"),
        (Change(pinned=(0, 1), masked=frozenset({1})), "found it masked"),
        (Change(pinned=(0, 1), beginning="你"), "found another beginning"),
    ],
)
def test_what_cannot_be_is_refused(change: Change, why: str) -> None:
    with pytest.raises(ChatbotError, match=why):
        changed(responder(), change)


@pytest.mark.parametrize("change", [Change(masked=frozenset({0})), Change(pinned=(0, 0))])
def test_where_there_is_no_attention_there_is_none_to_change(change: Change) -> None:
    with pytest.raises(ChatbotError, match="found one without"):
        changed(responder(attention="none"), change)


def test_what_is_cancelled_ends_with_what_there_is() -> None:
    answering = responder(replace(SEARCH, strategy="greedy"))
    explainer = NeuralExplainer(answering, lambda: TrainingPairs(()))
    answers = chain([False], repeat(True))

    reply = explainer.what_if(
        history(PROMPT),
        reply_to(answering, PROMPT),
        Change(beginning="你好", masked=frozenset({0})),
        is_cancelled=lambda: next(answers),
    )

    assert reply.stop == "cancelled"
    assert reply.text.startswith("你好")
