"""Which pieces make which word, told by what they spell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.text.label import visible_label
from chatbot.tui.word_pieces import piece_spans
from tests.tui.made_reply import PIECES, SOURCE, SOURCE_PIECES, WORDS


@pytest.mark.parametrize(("words", "pieces"), [(WORDS, PIECES), (SOURCE, SOURCE_PIECES)])
def test_pieces_are_found_for_every_word(words: tuple[str, ...], pieces: tuple[str, ...]) -> None:
    spans = piece_spans(words, pieces)

    spelled = ["".join(pieces[piece] for piece in span) for span in spans]
    assert [text.removeprefix("<join>") for text in spelled if "<0x" not in text] == [
        word for word in words if word != "😀"
    ]


@given(
    cuts=st.lists(st.lists(st.text("ab你好é😀", min_size=1, max_size=3), min_size=1, max_size=4), min_size=1)
)
def test_every_piece_belongs_to_the_word_it_was_cut_from(cuts: list[list[str]]) -> None:
    spans = piece_spans(["".join(pieces) for pieces in cuts], [piece for pieces in cuts for piece in pieces])

    assert [len(span) for span in spans] == [len(pieces) for pieces in cuts]


@given(words=st.integers(1, 9), more=st.integers(0, 9))
def test_words_that_are_not_spelled_by_their_pieces_get_their_share(words: int, more: int) -> None:
    spans = piece_spans(["x"] * words, ["y"] * (words + more))

    assert [place for span in spans for place in span] == list(range(words + more))
    assert all(spans)


def test_a_space_looks_the_same_whether_it_is_a_piece_or_a_word_of_its_own() -> None:
    assert visible_label("<space>") == visible_label("␣") == "␣"
