"""How a file is spelled, told from its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.corpus.encodings import UnreadableFileError, detect_encoding
from tests.corpus.reading import report_of, turns_in

SIMPLIFIED = "你好，请问这个多少钱？\t这个不贵，你要几个？ OK\n"
TRADITIONAL = "你好，請問這個多少錢？\t這個不貴，你要幾個？ OK\n"
FRENCH = "Où es-tu, mon chéri ?\tJe suis à la maison, ça va.\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "utf-16-be"),
        (SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (FRENCH, "latin-1"),
        ("“Who’s there?”\tIt’s me — Zoë.\n", "cp1252"),
    ],
)
def test_an_encoding_is_told_from_a_few_words(text: str, encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(text.encode(encoding))

    assert report_of(file).encoding == encoding
    assert turns_in(file) == [text.strip().split("\t")]


@pytest.mark.parametrize("encoding", ["gb18030", "latin-1"])
def test_a_letter_beyond_ascii_far_down_in_english_decides(encoding: str) -> None:
    letter = {"gb18030": "你好，我们在说中文", "latin-1": "na\xefve"}[encoding]
    text = "How are you?\tFine.\n" * 50_000 + f"{letter}\t{letter}\n"

    data = text.encode(encoding)

    assert detect_encoding(data[at : at + 4096] for at in range(0, len(data), 4096)) == encoding


def test_a_soft_hyphen_in_english_is_no_chinese() -> None:
    assert detect_encoding([b"It was a public break\xadup on the quad.\n"]) == "latin-1"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 64])
def test_pieces_may_cut_a_character(size: int) -> None:
    data = ("你好 hello 😀 " * 20).encode()

    assert detect_encoding(data[at : at + size] for at in range(0, len(data), size)) == "utf-8"


def test_a_bad_byte_in_utf8_costs_its_line_alone(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes("你好\thello\n".encode() * 2000 + b"broken \xff\tline\n" + "再见\tbye\n".encode())

    report = report_of(file)

    assert (report.encoding, report.pairs) == ("utf-8", 2001)
    assert report.first_skipped["bytes that cannot be decoded"] == f"{file}:2001"


def test_a_bad_byte_in_json_costs_its_record_alone(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(
        b'[["' + "你好".encode() + b'", "hi"], ["\xff", "bad"], ["' + "早".encode() + b'", "ok"]]'
    )

    report = report_of(file)

    assert (report.pairs, report.first_skipped) == (2, {"bytes that cannot be decoded": f"{file}[1]"})


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        bytes(range(256)) * 16,
        b"\x7fELF\x02\x01\x01" + b"\0" * 64,
        b"\x01\x02" * 999,
    ],
)
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="binary data"):
        detect_encoding([data])


def test_only_line_feeds_end_lines(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes("你\x85好\u2028a\t早\x0bb\r\nhi\thello\x1cthere\n".encode())

    assert turns_in(file) == [["你\x85好\u2028a", "早\x0bb"], ["hi", "hello\x1cthere"]]
