"""Where a network's words stand in what was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.dialogue import Speaker, Turn
from chatbot.reply import TURN_TOKEN
from chatbot.text.normalize import normalize
from chatbot.text.segment import SEGMENTERS
from chatbot.tui.excerpts import Excerpt, align, excerpts, set_out
from tests.text.strategies import CURIOUS, HAN, UNICODE
from tests.tui.made_reply import HISTORY, SOURCE


def words_of(excerpt: Excerpt) -> list[str]:
    return [excerpt.text[start:end] for start, end in excerpt.spans]


def test_every_word_is_found_as_it_was_written() -> None:
    first, second, third = excerpts(SOURCE, HISTORY)

    assert words_of(first) == ["Ｈｅｌｌｏ", "，", "你好", "！"]
    assert words_of(second) == ["hi", "there", "👩‍👩‍👧"]
    assert words_of(third)[:3] == ["明天", "去", "cafe\u0301"]
    assert [each.turn for each in (first, second, third)] == list(HISTORY)
    assert [each.first for each in (first, second, third)] == [0, 5, 9]
    assert [each.has_border for each in (first, second, third)] == [True, True, False]


@given(text=st.lists(st.one_of(UNICODE, HAN, CURIOUS), max_size=4).map(" ".join))
def test_the_words_of_any_text_are_found_in_order(text: str) -> None:
    words = tuple(SEGMENTERS["character"](None, "").segment(normalize(text)))

    spans = align(words, text)

    assert spans is not None
    assert [normalize(text[start:end]) for start, end in spans] == list(words)


def test_of_a_turn_cut_at_its_beginning_the_end_is_found_and_the_rest_hinted_at() -> None:
    history = (
        Turn(Speaker.USER, "no " * 500 + "yes yes"),
        Turn(Speaker.BOT, "ok"),
        Turn(Speaker.USER, "why" * 90),
    )
    older, _, newest = excerpts(("s", "yes", TURN_TOKEN, "ok", TURN_TOKEN, "why", "why"), history)

    assert words_of(older) == ["s", "yes"]
    assert older.text.startswith("…")
    assert len(older.text) < 60
    assert newest.spans == ((0, 3), (3, 6))
    assert newest.text.endswith("…")


@pytest.mark.parametrize("turns", [(), (Turn(Speaker.USER, "something else"),)])
def test_words_that_are_not_in_the_text_are_set_as_typography_does(turns: tuple[Turn, ...]) -> None:
    (only,) = excerpts(("hello", "world", "，", "你好", "", "\x1b[31m"), turns)

    assert only.text == "hello world，你好␣ [31m"
    assert words_of(only)[:2] == ["hello", "world"]


@given(words=st.lists(st.text(max_size=4), min_size=1, max_size=6))
def test_words_set_out_stand_side_by_side(words: list[str]) -> None:
    text, spans = set_out(words)

    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    assert all(start < end for start, end in spans)
