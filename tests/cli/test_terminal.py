import json

import pytest

from chatbot.cli.terminal import answer, answer_json, complain

DANGEROUS = "\x1b]0;title\x07 \x9b31m \u202e好 hi\x00"


def test_an_answer_cannot_drive_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    answer(DANGEROUS)

    assert capsys.readouterr().out == "]0;title 31m 好 hi\n"


def test_json_is_one_faithful_document_that_cannot_drive_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer_json({"text": DANGEROUS, "half a character": "\ud800"})

    printed = capsys.readouterr().out
    assert json.loads(printed) == {"text": DANGEROUS, "half a character": "\ud800"}
    assert "好" in printed
    assert not set(printed) & set("\x1b\x07\x9b\u202e\x00\ud800")


def test_an_error_is_one_line_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    complain("a\nb\x1b")

    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "error: a b\n"
