import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.text.normalize import normalize, printable

EVERY_CHARACTER = [
    c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) not in ("Cn", "Co")
]
JOINERS = "\u200c\u200d"
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

any_text = st.text(st.characters(codec=None))


@given(any_text)
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    once = normalize(text)

    assert normalize(once) == once


def test_every_single_character_is_settled_after_one_pass() -> None:
    once = {normalize(f"a{c}好") for c in EVERY_CHARACTER}

    unsettled = [text for text in once if normalize(text) != text]

    assert unsettled == []


@given(any_text)
def test_a_normalized_text_is_composed_and_can_be_encoded(text: str) -> None:
    result = normalize(text)

    assert unicodedata.is_normalized("NFC", result)
    assert result.encode().decode() == result


@given(any_text)
def test_white_space_is_single_spaces_between_words(text: str) -> None:
    result = normalize(text)

    assert result.split() == (result.split(" ") if result else [])


def test_every_control_format_and_surrogate_character_is_removed_except_joiners_and_white_space() -> None:
    unwanted = [c for c in EVERY_CHARACTER if unicodedata.category(c) in ("Cc", "Cf", "Cs")]

    kept = [c for c in unwanted if normalize(f"你{c}a") not in ("你a", "你 a")]

    assert kept == list(JOINERS)


def test_no_visible_character_is_removed() -> None:
    invisible = ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")
    visible = [c for c in EVERY_CHARACTER if unicodedata.category(c) not in invisible]

    removed = [c for c in visible if normalize(f"你{c}a") == "你a"]

    assert removed == []


@pytest.mark.parametrize("plane", range(17))
def test_noncharacters_are_removed(plane: int) -> None:
    text = f"你{chr(plane * 0x10000 + 0xFFFE)}好{chr(plane * 0x10000 + 0xFFFF)} a\ufdd0\ufdefb"

    assert normalize(text) == "你好 ab"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ａ１＠＋", "A1@+"),
        ("Ｈｅｌｌｏ，你好！", "Hello，你好！"),
        ("５０％（左右）", "50%（左右）"),
        ("ﾃﾞｰﾀ｡｢ｶﾞ｣､ﾊﾟ", "データ。「ガ」、パ"),
        ("cafe\u0301 和 Ko\u0308ln", "café 和 Köln"),
    ],
)
def test_spellings_that_read_the_same_become_one(text: str, expected: str) -> None:
    assert normalize(text) == expected


@pytest.mark.parametrize(
    "text",
    ["，！？：；（）～", "。、「」《》…—“”", "½ x² ㎏ ①", "don't，别 it’s", "👨‍👩‍👧 🇨🇳 👍🏽 ❤️", "می‌خواهم"],
)
def test_chinese_punctuation_symbols_emoji_and_persian_stay_as_they_are(text: str) -> None:
    assert normalize(text) == text


@pytest.mark.parametrize("space", list(" \t\n\r\v\f\x85\xa0\u1680\u2003\u2028\u2029\u202f\u205f\u3000"))
def test_every_kind_of_white_space_becomes_one_space(space: str) -> None:
    assert normalize(f"{space}你好{space}{space}hello {space}世界{space}") == "你好 hello 世界"


def test_hidden_characters_do_not_keep_words_apart_or_accents_off() -> None:
    assert normalize("天\u200b气 e\ufeff\u0301t\u00ade \u202eabc\u202c") == "天气 éte abc"


@given(any_text)
def test_printable_text_can_neither_drive_a_terminal_nor_fail_to_encode(text: str) -> None:
    result = printable(text)

    controls = {c for c in result if unicodedata.category(c) in ("Cc", "Cs")} - {"\n", "\t"}
    assert controls | set(result).intersection(BIDI_CONTROLS) == set()


def test_printable_removes_nothing_but_hazards() -> None:
    removed = {c for c in EVERY_CHARACTER if not printable(c)}

    hazards = {c for c in EVERY_CHARACTER if unicodedata.category(c) in ("Cc", "Cs")} - {"\n", "\t"}
    assert removed == hazards | set(BIDI_CONTROLS)


def test_printable_keeps_lines_tabs_and_both_languages() -> None:
    text = "你好\thello\n\x1b[31m红 red\x07\x9b2J\r"

    assert printable(text) == "你好\thello\n[31m红 red2J"
