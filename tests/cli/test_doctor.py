"""`chatbot doctor`: a report that is right about what is right and about what is not."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from chatbot.cli.doctor_report import Finding, Level, Said, report_lines
from chatbot.cli.doctor_terminal import WIDTH_SAMPLES, ruler, terminal
from chatbot.cli.main import run
from chatbot.cli.terminal_questions import TerminalAnswers
from chatbot.tui.key_app import KeyApp, spelled_out
from chatbot.tui.key_wording import CHINESE
from tests.storage.samples import append_reply, log_at, reply_saying
from tests.tiny import save_tiny_checkpoint
from tests.tui.stage import shown
from tests.tui.terminal import Terminal

LEVELS = {"ok", "note", "problem"}


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_checkpoint(tmp_path_factory.mktemp("checkpoints") / "tiny")


@pytest.fixture
def log_path(tmp_path: Path) -> Path:
    with log_at(tmp_path / "log.db") as log:
        turn = log.start("你好", checkpoint="tiny")
        append_reply(log, turn.conversation_id, reply_saying("好"))
    return tmp_path / "log.db"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A capable terminal, as far as variables tell."""
    for name in ("NO_COLOR", "TMUX", "TERM_PROGRAM", "TEXTUAL_DISABLE_KITTY_KEY", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def diagnosed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = run(["doctor", "--json", *arguments])
    document = json.loads(capsys.readouterr().out)
    return code, {f"{each['part']}/{each['name']}": each for each in document["findings"]} | document


@pytest.mark.usefixtures("environment")
def test_where_all_is_well_nothing_is_a_problem(
    checkpoint: Path, log_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = diagnosed(capsys, "--checkpoint", str(checkpoint), "--log", str(log_path))

    assert (code, found["problems"]) == (0, 0)
    assert {each["level"] for each in found["findings"]} <= LEVELS
    for name in ("model/weights", "model/reply", "log/integrity", "log/permissions", "log/WAL", "log/schema"):
        assert found[name]["level"] == "ok", name
    assert found["programs/torch"]["found"].startswith("2.")


@pytest.mark.usefixtures("environment")
def test_each_trouble_is_a_problem_with_something_to_do(
    tmp_path: Path, log_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = save_tiny_checkpoint(tmp_path / "broken")
    weights = bytearray((broken / "model.safetensors").read_bytes())
    weights[-1] ^= 0xFF
    (broken / "model.safetensors").write_bytes(weights)
    log_path.chmod(0o644)

    code, found = diagnosed(capsys, "--checkpoint", str(broken), "--log", str(log_path))

    problems = {name for name, each in found.items() if "/" in name and each["level"] == "problem"}
    assert (code, problems) == (1, {"model/checkpoint", "log/permissions"})
    assert all(found[name]["advice"] for name in problems)
    assert f"chmod 600 {log_path}" in found["log/permissions"]["advice"]


@pytest.mark.usefixtures("environment")
def test_a_missing_log_is_made_by_chatting_not_by_the_doctor(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = diagnosed(capsys, "--checkpoint", str(checkpoint), "--log", str(tmp_path / "none.db"))

    assert code == 0
    assert "none yet" in found["log/file"]["found"]
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("name", "value", "finding"),
    [
        ("NO_COLOR", "1", "colours"),
        ("COLORTERM", "", "colours"),
        ("TMUX", "/tmp/tmux-0/default,1,0", "tmux"),
    ],
)
def test_what_variables_say_is_noted(
    environment: pytest.MonkeyPatch, name: str, value: str, finding: str
) -> None:
    environment.setenv(name, value)

    noted = {each.name: each for each in terminal(None) if each.level is Level.NOTE}

    assert noted[finding].advice is not None


def test_iterm_is_a_problem_only_where_its_cure_is_switched_off(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TERM_PROGRAM", "iTerm.app")
    cured = {each.name: each.level for each in terminal(None)}
    environment.setenv("TEXTUAL_DISABLE_KITTY_KEY", "0")
    lost = {each.name: each.level for each in terminal(None)}

    assert (cured["iTerm2"], lost["iTerm2"]) == (Level.OK, Level.PROBLEM)


@pytest.mark.usefixtures("environment")
def test_a_character_drawn_in_another_width_is_named() -> None:
    right = tuple(cell_len(text) for text in WIDTH_SAMPLES.values())
    odd = (right[0] + 1, *right[1:])

    found = {
        widths: next(each for each in terminal(TerminalAnswers(widths, True)) if each.name == "widths")
        for widths in (right, odd)
    }

    assert found[right].level is Level.OK
    assert (found[odd].level, found[odd].found) == (Level.NOTE, f"chinese {right[0] + 1}≠{right[0]}")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_ruler_and_report_line_up_in_cells(language: str) -> None:
    findings = [
        Finding("log", "file", Level.OK, Said("sound", "完好")),
        Finding("log", "permissions", Level.PROBLEM, "644", Said("mend it", "请修改")),
    ]

    _, first, second, advice, summary = report_lines(findings, language)
    _, *lines = ruler(language)

    starts = {cell_len(line[: line.index(word)]) for line, word in ((first, "file"), (second, "permissions"))}
    assert len(starts) == 1
    assert "→" in advice
    assert "1" in summary
    assert len({cell_len(line[: line.index("|")]) for line in lines}) == 1


def test_a_real_terminal_answers_and_is_left_as_it_was(tmp_path: Path) -> None:
    script = (
        "import termios; from chatbot.cli.terminal_questions import ask_terminal as ask; "
        "before = termios.tcgetattr(0); print(ask(('abc', '你好'))); "
        "print('same', before == termios.tcgetattr(0))"
    )
    with Terminal(f'{sys.executable} -c "{script}"', tmp_path) as shell:
        screen = shell.wait_for("same True")

    assert "widths=(3, 4)" in screen


async def test_every_key_is_shown_and_only_ctrl_q_does_anything() -> None:
    app = KeyApp(CHINESE)
    async with app.run_test(size=(70, 20)) as pilot:
        await pilot.press("a", "ctrl+p", "ctrl+c", "tab", "f1", "escape", "你")
        await pilot.pause()
        seen = shown(pilot)
        is_running = app.is_running
        await pilot.press("ctrl+q")

    assert is_running
    for name in ("a ", "ctrl+p", "ctrl+c", "tab", "f1", "escape", "你  U+4F60"):
        assert name in seen, name
    assert CHINESE.invitation in seen


def test_what_cannot_be_seen_is_spelled_by_code_point_alone() -> None:
    assert spelled_out("\x1b") == "U+001B"
    assert spelled_out("e\u0301") == "e\u0301  U+0065 U+0301"


def test_keys_need_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--keys"]) == 2
    assert "terminal" in capsys.readouterr().err
