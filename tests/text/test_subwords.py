import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.text.subwords import Subwords, learn_subwords

WORDS = Counter({"hello": 9, "help": 5, "你好": 7, "天气": 4, "天": 3, "罕": 1})


def test_frequent_words_become_one_piece() -> None:
    subwords = learn_subwords(WORDS, size=200)

    assert {" hello", " 你好", " 天气"} <= set(subwords.pieces)


@pytest.mark.parametrize("size", [2, 8, 13, 20, 200])
def test_no_more_than_half_of_the_pieces_are_characters(size: int) -> None:
    subwords = learn_subwords(WORDS, size=size)

    characters = [piece for piece in subwords.pieces if len(piece) == 1]
    assert len(subwords.pieces) <= size
    assert " " in characters
    assert len(characters) <= max(1, size // 2)


def test_the_rarest_characters_are_left_to_their_bytes() -> None:
    subwords = learn_subwords(Counter("的" * 9 + "一" * 8 + "x" * 7 + "罕"), size=8)

    assert [piece for piece in subwords.pieces if len(piece) == 1] == [" ", "x", "一", "的"]


def test_no_merge_reaches_over_a_rare_character() -> None:
    words = Counter({"a罕b": 50, "a": 60, "b": 60})

    subwords = learn_subwords(words, size=6)

    assert "ab" not in subwords.pieces


@given(st.permutations(sorted(WORDS)))
def test_the_order_of_words_does_not_matter(words: list[str]) -> None:
    shuffled = {word: WORDS[word] for word in words}

    assert learn_subwords(shuffled, size=40) == learn_subwords(WORDS, size=40)


def test_counts_of_any_size_are_counted_in_full() -> None:
    few = {word: count * 2 for word, count in WORDS.items()}
    many = {word: count * 3000 for word, count in few.items()}

    assert learn_subwords(many, size=25) == learn_subwords(few, size=25)


def test_nothing_can_be_learnt_from_nothing() -> None:
    assert learn_subwords({}, size=100) == Subwords((" ",), ())


@pytest.mark.parametrize(
    ("pieces", "merges", "why"),
    [
        ((" ", "a", "a"), (), "every piece once"),
        (("a", "好"), (), "a space among them"),
        ((" ", ""), (), "normal text"),
        ((" ", "a b"), (), "normal text"),
        ((" ", "Ａ"), (), "normal text"),
        ((" ", "好\x1b"), (), "normal text"),
        ((" ", "<0x41>"), (), "normal text"),
        ((" ", "a", "b"), (("a", "b"),), "found 'a' and 'b'"),
        ((" ", "天气"), (("天", "气"),), "found '天' and '气'"),
    ],
)
def test_pieces_that_would_lose_text_are_refused(
    pieces: tuple[str, ...], merges: tuple[tuple[str, str], ...], why: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        Subwords(pieces, merges)
