"""Where lines end, in Chinese, in English, and where both are mixed."""

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from chatbot.text.lines import line_breaks
from tests.text.strategies import TEXTS

CLOSING = '。，？！、；：）》」』”’…～·,!/%℃々\N{WORD JOINER}"'
OPENING = '（《「『“‘(￥\N{WORD JOINER}"'
WIDE = "你好。，？！、；：）》」』（《「『～々￥"
CHARACTERS = st.text(st.sampled_from([*CLOSING, *OPENING, *"你好ab  "]), max_size=40)


def lines(text: str, width: int) -> list[str]:
    """Return the parts of a text."""
    return [text[start:end] for start, end in pairwise((0, *line_breaks(text, width), len(text)))]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("今天天气很好，我们去公园吧。", 12, ["今天天气很", "好，我们去公", "园吧。"]),
        ("我昨天读了《红楼梦》。", 12, ["我昨天读了", "《红楼梦》。"]),
        ("你喜欢“猫”吗？！", 8, ["你喜欢", "“猫”", "吗？！"]),
        ("我想……还是算了——真的～", 10, ["我想……还是", "算了——真", "的～"]),
        ("are you free (tomorrow)?", 14, ["are you free ", "(tomorrow)?"]),
        ("it’s a well-known/path, isn’t it?", 12, ["it’s a ", "well-known/p", "ath, isn’t ", "it?"]),
        ("按 p 指定下一句的开头", 10, ["按 p 指定", "下一句的开", "头"]),
        ("我用Python写，hello world好吗", 12, ["我用Python", "写，hello ", "world好吗"]),
        ("   你好 。 再见", 8, ["   你好 ", "。 再见"]),
        ("to send / to search", 7, ["to send ", "/ to ", "search"]),
        ("家人👨‍👩‍👧👍🏽好e\u0301x\u0302", 4, ["家人", "👨‍👩‍👧👍🏽", "好e\u0301x\u0302"]),
        ("👍🏽好 \u0308葛\U000e0100好", 4, ["👍🏽", "好 \u0308", "葛\U000e0100好"]),
        ("unfortunately，", 13, ["unfortunatel", "y，"]),
        ("！！！", 2, ["！", "！", "！"]),
        ("字", 1, ["字"]),
        ("", 2, [""]),
    ],
)
def test_a_line_ends_where_a_reader_expects_it(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


@given(TEXTS, st.integers(2, 40))
def test_lines_are_the_text_in_its_graphemes_and_fit(text: str, width: int) -> None:
    parts = lines(text, width)

    assert "".join(parts) == text
    assert [each for part in parts for each in regex.findall(r"\X", part)] == regex.findall(r"\X", text)
    for part in parts:
        assert cell_len(part.rstrip()) <= width or len(regex.findall(r"\X", part.strip())) == 1


@given(CHARACTERS, st.integers(2, 12))
def test_each_line_takes_all_that_may_stand_on_it(text: str, width: int) -> None:
    assert lines(text, width) == slow_lines(text, width)


def slow_lines(text: str, width: int) -> list[str]:
    """Divide a text by trying every place for the end of each line."""
    fitting = [end for end in range(1, len(text)) if cell_len(text[:end].rstrip()) <= width]
    if len(fitting) == max(0, len(text) - 1) and cell_len(text.rstrip()) <= width:
        return [text]
    allowed = [end for end in fitting if may_end(text, end)]
    good = [end for end in fitting if text[end] not in [*CLOSING, " "] and text[end - 1] not in OPENING]
    end = max(allowed or good or fitting or [1])
    return [text[:end], *slow_lines(text[end:], width)]


def may_end(text: str, end: int) -> bool:
    """Tell whether a line may end before a character."""
    left, right = text[end - 1], text[end]
    if right == " " or not text[:end].strip(" "):
        return False
    is_between = (left in WIDE or right in WIDE) and right not in CLOSING and left not in OPENING
    return is_between or (left == " " and right != "\N{WORD JOINER}")


def test_what_is_not_to_be_folded_stays_whole() -> None:
    assert line_breaks("a incomprehensible 你好", 6, fold=False) == [2, 19]
