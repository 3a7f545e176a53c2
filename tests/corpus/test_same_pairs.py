"""What was said is the same whatever format it was written in."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.corpus.reading import pairs_in, report_of
from tests.corpus.writers import WRITERS, Conversations, Writer, lccc

TALK = [
    ["你好，请问今天天气怎么样？", "今天天气很好，适合出门。", "太好了，谢谢你！"],
    ["Hi, how are you today?", "I'm fine, thanks.", "What do you do for a living?", "I teach Chinese."],
    ["你会说English吗？", "当然，I can speak both中文和英文。"],
    ["早上好", "早上好，你吃早饭了吗？"],
    ["Are you happy?", "Yes, I am."],
]

HAN_WORDS = ("你好", "天气", "我", "怎么样", "謝謝", "，", "。")
LATIN_WORDS = ("hello", "iPhone", "don't", "café", "42", "O.K.", "😀")


def _text(words: list[str]) -> str:
    """Write words as people do: with spaces between Latin ones alone."""
    text = ""
    for before, word in pairwise(["", *words]):
        text += f" {word}" if before in LATIN_WORDS and word in LATIN_WORDS else word
    return text


texts = st.lists(st.sampled_from(HAN_WORDS + LATIN_WORDS), min_size=1, max_size=6).map(_text)
conversations = st.lists(st.lists(texts, min_size=2, max_size=5), min_size=2, max_size=4)


def _expected(talk: Conversations) -> list[tuple[str, str]]:
    return sorted(pair for said in talk for pair in pairwise(said))


@pytest.mark.parametrize("name", WRITERS)
def test_content_tells_the_format(name: str, tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_bytes(WRITERS[name](TALK))

    report = report_of(file)

    assert (report.format, report.skipped) == (name.partition(",")[0], {})


@pytest.mark.parametrize("writer", [*WRITERS.values(), lccc], ids=[*WRITERS, "lccc"])
def test_every_format_gives_the_same_pairs(writer: Writer, tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_bytes(writer(TALK))

    assert sorted(pairs_in(file)) == _expected(TALK)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(talk=conversations)
def test_any_text_survives_any_format(name: str, tmp_path: Path, talk: list[list[str]]) -> None:
    file = tmp_path / "data"
    file.write_bytes(WRITERS[name](talk))

    assert sorted(pairs_in(file, name.partition(",")[0])) == _expected(talk)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(talk=conversations)
def test_any_text_cut_into_characters_is_joined(tmp_path: Path, talk: list[list[str]]) -> None:
    chinese = [*TALK[:1], *talk]
    file = tmp_path / "data"
    file.write_bytes(lccc(chinese))

    assert sorted(pairs_in(file)) == _expected(chinese)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("name", ["jsonl", "kdconv", "chatterbot", "tsv", "csv, ask", "conv", "alternating"])
def test_every_encoding_gives_the_same_pairs(name: str, encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_bytes(WRITERS[name](TALK).decode().encode(encoding))

    assert sorted(pairs_in(file)) == _expected(TALK)


@pytest.mark.parametrize(
    "name", sorted(set(WRITERS) - {"crosswoz, zipped", "qna", "csv, ask", "csv, prompt", "csv, 问题", "meld"})
)
def test_line_ends_change_nothing(name: str, tmp_path: Path) -> None:
    unix = WRITERS[name](TALK).replace(b"\r\n", b"\n")
    file = tmp_path / "data"
    file.write_bytes(unix.replace(b"\n", b"\r\n"))

    assert sorted(pairs_in(file)) == _expected(TALK)
