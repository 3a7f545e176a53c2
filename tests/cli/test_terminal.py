import json
import os
import pty
import termios
import tty

import pytest

from chatbot.cli.terminal import answer, answer_json, complain, enter_as_typed

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


def test_enter_before_a_screen_reads_is_enter_still_and_the_terminal_is_left_as_it_was() -> None:
    ours, its = pty.openpty()
    before = termios.tcgetattr(its)

    with enter_as_typed(its):
        os.write(ours, "你好\r".encode())
        tty.setcbreak(its, termios.TCSANOW)  # As Textual's driver does when it begins.

        assert os.read(its, 99) == "你好\r".encode()
    assert termios.tcgetattr(its) == before
    os.close(ours)
    os.close(its)
