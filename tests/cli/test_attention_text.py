from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from chatbot.cli.attention_text import LEGEND, draw_attention, paint_attention
from chatbot.reply import AttentionMap

WORDS = ("你好", "，", "tomorrow", "a", "👩‍👩‍👧", "❤️", "明天", "don't", "</s>", "<turn>")


def map_of(source: list[str], target: list[str], tenths: list[int]) -> AttentionMap:
    """Spread each row over the columns as `tenths` weighs them."""
    columns = tenths[: len(source)]
    row = tuple(weight / sum(columns) for weight in columns)
    return AttentionMap(tuple(source), tuple(target), (row,) * len(target))


def at_cells(line: str, start: int, width: int) -> str:
    """Return what stands in some cells of a line."""
    graphemes: list[str] = regex.findall(r"\X", line)
    cells = [part for each in graphemes for part in (each, *[""] * (cell_len(each) - 1))]
    return "".join(cells[start : start + width])


def test_reply_words_stand_down_and_source_words_across() -> None:
    weights = ((0.695, 0.3, 0.005), (0.04, 0.06, 0.9))
    picture = draw_attention(AttentionMap(("你好", "free", "吗"), ("Yes", "有空"), weights), width=80)

    assert picture == [
        "     你好 free 吗",
        "Yes   7    3",
        "有空  .    1   9",
        "",
        LEGEND,
    ]


@settings(deadline=None, max_examples=50)
@given(
    source=st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
    target=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    tenths=st.lists(st.integers(1, 50), min_size=12, max_size=12),
    width=st.integers(30, 120),
)
def test_every_digit_stands_under_its_word_whatever_its_script(
    source: list[str], target: list[str], tenths: list[int], width: int
) -> None:
    attention = map_of(source, target, tenths)
    label_cells = max(map(cell_len, target))

    *lines, _ = draw_attention(attention, width=width)

    found: list[str] = []
    for start in range(0, len(lines), len(target) + 2):
        header, row = lines[start], lines[start + 1]
        assert max(map(cell_len, (header, row))) <= width
        place = label_cells
        for word in source[len(found) :]:
            if not at_cells(header, place + 1, width).startswith(word):
                break
            found.append(at_cells(row, place + 1, cell_len(word)).strip())
            place += 1 + cell_len(word)
    tenths = [min(9, int(weight * 10 + 0.5)) for weight in attention.weights[0]]
    faint = ["." if weight >= 0.01 else "" for weight in attention.weights[0]]
    assert found == [str(digit or dot) for digit, dot in zip(tenths, faint, strict=True)]


@pytest.mark.parametrize("width", [10, 40, 80])
def test_a_word_wider_than_the_picture_is_cut(width: int) -> None:
    attention = AttentionMap(("https://example.org/" * 6, "你" * 60), ("长" * 50,), ((0.5, 0.5),))

    *lines, _ = draw_attention(attention, width=width)

    assert max(map(cell_len, lines)) <= width
    assert "…" in lines[0]


def test_nothing_in_a_word_can_drive_the_terminal() -> None:
    attention = AttentionMap(("\x1b[31m红", "red"), ("\x1b[0mok",), ((0.5, 0.5),))

    assert "\x1b" not in "".join(draw_attention(attention, width=80))


def test_strong_cells_are_shaded_over_their_whole_column() -> None:
    attention = AttentionMap(("明天", "free"), ("有空",), ((0.97, 0.03),))

    _, row, *_ = paint_attention(attention, width=80)

    assert row.plain == "有空  9    ."
    shaded = [row.plain[span.start : span.end] for span in row.spans if span.style]
    assert shaded == [" 9  "]


@pytest.mark.parametrize("word", ["\u0301", "\u200d", "a\tb", "\u202eab"])
def test_a_word_that_shows_nothing_of_its_own_still_has_a_column(word: str) -> None:
    attention = AttentionMap((word, "你"), ("好",), ((0.6, 0.4),))

    header, row, *_ = draw_attention(attention, width=80)

    assert cell_len(row) <= cell_len(header)
    assert row.split() == ["好", "6", "4"]
