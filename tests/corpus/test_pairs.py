"""From conversations to pairs: what is learnt, what is left out and why, what is held out."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus import pairs
from chatbot.corpus.pairs import PairFilter, PairSplit, is_held_out, pairs_of
from chatbot.dialogue import Conversation, DialoguePair

said = st.lists(st.sampled_from(["你好", "hello", "天气 good", " ", "", "再见"]), max_size=8)


def _talk(*texts: str, source: str = "x:1") -> Conversation:
    return Conversation.alternating(texts, source)


def _pair(prompt: str, response: str, *context: str, source: str = "x:1") -> DialoguePair:
    return DialoguePair(context, prompt, response, source)


def _filtered(stream: Iterable[DialoguePair]) -> tuple[int, dict[str, int]]:
    chosen = PairFilter()
    accepted = sum(map(chosen.accepts, stream))
    return accepted, dict(chosen.filtered)


@given(said, st.integers(0, 4))
def test_n_turns_give_n_minus_one_pairs(texts: list[str], context: int) -> None:
    filled = [text.strip() for text in texts if text.strip()]

    found = list(pairs_of(_talk(*texts), context=context))

    assert [(pair.prompt, pair.response) for pair in found] == list(pairwise(filled))


def test_context_is_what_was_said_before_oldest_first() -> None:
    talk = _talk("一", "two", "三 three", "", "四")

    assert [pair.context for pair in pairs_of(talk, context=2)] == [(), ("一",), ("一", "two")]
    assert [pair.context for pair in pairs_of(talk)] == [(), (), ()]


@pytest.mark.parametrize(
    ("prompt", "response", "reason"),
    [
        ("你好", "\u200b\u200e", "empty"),
        ("why", "长" * 1001, "too long"),
        ("长 long" * 200, "嗯", "too long"),
        ("Hello 你", "hello　你", "reply equals prompt"),
        ("<u>You</u> did", "我没有", "markup"),
        ("新年快乐", "{r+}同乐", "markup"),
        ("哈哈", "{face:8}", "markup"),
        ("Tell me a story 吧", "_func_val_get_story_any", "markup"),
        ("My name is _name_ .", "好", "markup"),
        ("下载在哪", "https://example.com/a?b=1 ", "links only"),
        ("你好", "ä\x82\x8d", "damaged text"),
        ("h", "t", "single letters"),
    ],
)
def test_a_pair_that_teaches_nothing_is_left_out_by_its_reason(
    prompt: str, response: str, reason: str
) -> None:
    assert _filtered([_pair(prompt, response)]) == (0, {reason: 1})


@pytest.mark.parametrize(
    ("prompt", "response"),
    [
        ("好", "嗯"),
        ("1 < 2 吗?", "yes, and 3 > 2"),
        ("I <3 you", "我也是"),
        ("snake_case 是什么", "a name like my_name"),
        ("看看 https://example.com", "看了 https://example.com/x"),
        ("😀", "👍🏽"),
        ("1/2?", "0.5"),
        ("长" * 1000, "x" * 999),
    ],
)
def test_an_honest_pair_is_learnt(prompt: str, response: str) -> None:
    assert _filtered([_pair(prompt, response)]) == (1, {})


def test_a_pair_is_learnt_once_however_it_is_spelled() -> None:
    stream = [
        _pair("你好", "Hello Ａ"),
        _pair("你好 ", "Hello  A"),
        _pair("你好", "Hello a"),
        _pair("你好", "Hello A", "早"),
    ]

    assert _filtered(stream) == (3, {"duplicate": 1})


def test_a_dull_reply_does_not_win() -> None:
    open_talk = [
        _pair(f"问题 {n}?", "I don't know 不知道" if n % 3 else f"answer 答 {n}") for n in range(3000)
    ]

    assert _filtered(open_talk) == (1100, {"reply too frequent": 1900})


def test_hundreds_of_wordings_of_one_answer_are_all_learnt() -> None:
    intents = [
        _pair(f"怎么说 {n} how", f"answer 答 {n // 300}", source=f"intents.qna:{n}") for n in range(9000)
    ]

    assert _filtered(intents) == (9000, {})


def test_open_talk_after_intents_is_capped_again() -> None:
    intents = [_pair(f"怎么说 {n}", f"答 {n // 300}", source=f"intents.qna:{n}") for n in range(3000)]
    talk = [
        _pair(f"问 {n}", "I don't know" if n % 2 else f"a {n}", source=f"talk.json[{n}]") for n in range(1000)
    ]

    accepted, filtered = _filtered([*intents, *talk])

    assert (accepted, filtered) == (3600, {"reply too frequent": 400})


def test_about_a_twentieth_of_conversations_is_held_out() -> None:
    held_out = sum(is_held_out(_talk(f"你好 {n}", f"hello {n}")) for n in range(10_000))

    assert 400 < held_out < 600


def test_what_is_held_out_depends_on_the_words_alone() -> None:
    for n in range(200):
        one = _talk(f"你好 {n}", "hello", source="a.tsv:1")
        other = _talk(f"你好　{n}", "", "hello ", source="b/c.json[7]")
        assert is_held_out(one) == is_held_out(other)


def test_new_files_and_another_order_move_nothing_across_the_split() -> None:
    old = [_talk(f"问 {n}", f"answer {n}") for n in range(500)]
    more = [_talk(f"新 {n}", f"new {n}") for n in range(500)]
    shuffled = random.Random(1).sample([*old, *more], 1000)
    before, after = PairSplit(), PairSplit()

    learnt_before = {pair.prompt for pair in before.training_pairs(old)}
    learnt_after = {pair.prompt for pair in after.training_pairs(shuffled)}

    held_before = {pair.prompt for pair in before.held_out_pairs()}
    held_after = {pair.prompt for pair in after.held_out_pairs()}
    assert learnt_before <= learnt_after
    assert held_before
    assert held_before <= held_after
    assert not learnt_after & held_after


def test_a_held_out_pair_that_is_also_learnt_is_dropped() -> None:
    held_out = next(talk for n in range(1000) if is_held_out(talk := _talk("你好", "hello", f"tail 尾 {n}")))
    learnt = next(talk for n in range(1000) if not is_held_out(talk := _talk("你好", "hello", f"end {n}")))
    split = PairSplit(context=1)

    list(split.training_pairs([held_out, learnt]))

    assert [pair.prompt for pair in split.held_out_pairs()] == ["hello"]


def test_held_out_pairs_are_clean_and_distinct() -> None:
    talks = (
        talk for n in range(4000) if is_held_out(talk := _talk(f"<b>{n}</b>", f"你 {n}", "same", "same"))
    )
    split = PairSplit()

    assert list(split.training_pairs(talks)) == []

    prompts = [pair.prompt for pair in split.held_out_pairs()]
    assert len(prompts) == len(set(prompts)) > 50
    assert all(prompt.startswith("你") for prompt in prompts)


def test_held_out_pairs_in_memory_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "MAX_HELD_OUT_PAIRS", 7)
    split = PairSplit()

    list(split.training_pairs(_talk(f"你好 {n}", f"hello {n}") for n in range(1000)))

    assert len(list(split.held_out_pairs())) == 7
