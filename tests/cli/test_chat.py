"""Line by line: what a script that talks to the chatbot may rely on."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chatbot.cli.chat import chat
from chatbot.cli.main import run
from tests.storage.samples import log_at
from tests.tiny import save_tiny_checkpoint

LINES = "你好，在吗？\nhow are you?\n明天 we meet 😀\n"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_checkpoint(tmp_path_factory.mktemp("checkpoints") / "tiny")


def talk(checkpoint: Path, *options: str, lines: str | bytes = LINES) -> Result:
    return CliRunner().invoke(chat, ["--checkpoint", str(checkpoint), *options], input=lines)


def test_every_line_gets_one_line(checkpoint: Path) -> None:
    result = talk(checkpoint, "--no-log")

    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3
    assert all(result.stdout.splitlines())


def test_blank_lines_are_skipped(checkpoint: Path) -> None:
    result = talk(checkpoint, "--no-log", lines="\n你好 you\n   \n\n")

    assert len(result.stdout.splitlines()) == 1


def test_all_lines_are_turns_of_one_logged_conversation(checkpoint: Path, tmp_path: Path) -> None:
    result = talk(checkpoint, "--log", str(tmp_path / "log.db"), "--strategy", "greedy")

    with log_at(tmp_path / "log.db") as log:
        turns = log.conversation(1).turns
    assert [turn.text for turn in turns[::2]] == LINES.splitlines()
    assert [turn.text for turn in turns[1::2]] == result.stdout.splitlines()
    assert turns[1].reply is not None
    assert (turns[1].reply.checkpoint, turns[1].reply.search.strategy) == ("tiny", "greedy")


def test_without_a_log_nothing_is_kept(
    checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATBOT_LOG", str(tmp_path / "log.db"))

    talk(checkpoint, "--no-log")

    assert list(tmp_path.iterdir()) == []


def test_a_conversation_is_gone_on_with_by_its_id_or_as_the_last(checkpoint: Path, tmp_path: Path) -> None:
    log_options = ("--log", str(tmp_path / "log.db"))
    for lines in ("你好\n", "第二个 second\n"):
        talk(checkpoint, *log_options, lines=lines)

    talk(checkpoint, *log_options, "--continue", "1", lines="还是我 me again\n")
    result = talk(checkpoint, *log_options, "--continue", lines="and again 再来\n")

    assert result.exit_code == 0
    with log_at(tmp_path / "log.db") as log:
        first = log.conversation(1).turns
        assert [turn.text for turn in first[::2]] == ["你好", "还是我 me again", "and again 再来"]
        assert len(log.conversation(2).turns) == 2


@pytest.mark.parametrize(
    ("wished", "code", "told"),
    [
        (["--continue", "9"], 1, "found none with id 9; `chatbot logs list` names them, the newest are 1"),
        (["--continue", "x"], 2, "expected the id of a conversation, a number from 1 on, found 'x'"),
        (["--continue", "9" * 5000], 2, "expected the id of a conversation"),
        (["--continue", "--no-log"], 2, "leave out --no-log"),
    ],
)
def test_what_cannot_be_gone_on_with_is_told(
    checkpoint: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    wished: list[str],
    code: int,
    told: str,
) -> None:
    with log_at(tmp_path / "log.db") as log:
        log.start("你好", checkpoint="tiny")

    found = run(["chat", "--checkpoint", str(checkpoint), "--log", str(tmp_path / "log.db"), *wished])

    assert (found, told in capsys.readouterr().err) == (code, True)


def test_where_nothing_was_said_there_is_nothing_to_go_on_with(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["chat", "--checkpoint", str(checkpoint), "--log", str(tmp_path / "log.db"), "--continue"]

    assert run(command) == 1
    assert not (tmp_path / "log.db").exists()
    log_at(tmp_path / "log.db").close()
    assert run(command) == 1
    assert "expected a conversation, found none yet; chat first" in capsys.readouterr().err


def test_a_line_that_shows_nothing_gets_an_empty_line_and_the_reason(checkpoint: Path) -> None:
    result = talk(checkpoint, "--no-log", lines="\u2060\n你好\n")

    first, second = result.stdout.splitlines()
    assert first == ""
    assert second
    assert result.stderr.startswith("error: ")


def test_a_byte_that_is_no_utf_8_does_not_end_the_conversation(checkpoint: Path) -> None:
    result = talk(checkpoint, "--no-log", lines=b"\xff\xfe caf\xe9\n" + "你好\n".encode())

    assert len(result.stdout.splitlines()) == 2


def test_a_log_that_is_none_is_told_in_one_line(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log.db").write_bytes(b"no database " * 100)

    code = run(["chat", "--checkpoint", str(checkpoint), "--log", str(tmp_path / "log.db")])

    assert code == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_checkpoint_that_is_not_there_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["chat", "--checkpoint", "nowhere/模型"])

    assert code == 1
    assert capsys.readouterr().err.startswith("error: nowhere/模型: expected a folder")


@pytest.fixture
def process(checkpoint: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "chatbot", "chat", "--no-log", "--checkpoint", str(checkpoint)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def say(process: subprocess.Popen[str], line: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
    return process.stdout.readline()


def test_a_program_can_talk_through_pipes_turn_by_turn(process: subprocess.Popen[str]) -> None:
    first, second = say(process, "你好"), say(process, "and you?")
    _, errors = process.communicate(timeout=20)

    assert first.endswith("\n")
    assert second.endswith("\n")
    assert (process.returncode, errors) == (0, "")


def test_ctrl_c_ends_with_130_and_no_traceback(process: subprocess.Popen[str]) -> None:
    say(process, "你好")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)

    assert process.returncode == 130
    assert "Traceback" not in errors
