from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.text.segment import JiebaSegmenter
from chatbot.text.spacing import spacing
from tests.text.strategies import HAN

WORDS = st.sampled_from(
    ["hello", "don't", "3.14", "你好", "，", ",", "(", ")", '"', "😀", "-", "한국어", "データ", "+"]
)


@pytest.mark.parametrize(
    "text",
    [
        "Hello there, how are you? Fine!",
        "It costs $5 (or 50% less) in [some] places; see #3: ok.",
        "I said “yes” to 3.14 and 1,000 things 😀 today",
        'Then she said "hi."',
        "well-known and/or TCP/IP",
        "今天天气真好！我们去公园吧。",
        "我用Python3写了《小书》，“好”（真的）",
        "我有3个apple，你呢？",
        "안녕 하세요",
        "好👍🏽！great 👍🏽👍🏽",
    ],
)
def test_well_set_text_needs_no_marks(text: str) -> None:
    words = JiebaSegmenter().segment(text)

    rebuilt = words[0]
    for left, right in pairwise(words):
        rebuilt += " " * spacing(left, right) + right
    assert rebuilt == text


@given(HAN, WORDS)
def test_nothing_stands_apart_from_chinese(han: str, word: str) -> None:
    assert not spacing(han, word)
    assert not spacing(word, han)


@given(WORDS, WORDS, WORDS)
def test_only_the_first_character_of_the_right_word_counts(left: str, right: str, rest: str) -> None:
    assert spacing(left, right + rest) == spacing(left, right)
