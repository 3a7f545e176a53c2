"""`chatbot config`, and what other commands make of the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.cli.main import run
from tests.tiny import save_tiny_checkpoint

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "设置" / "config.toml"
    monkeypatch.setenv("CHATBOT_CONFIG", str(path))
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
    return path


def wish(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let the editor be a program that adds a text to the file."""
    script = tmp_path / "editor"
    script.write_text(f"#!/bin/sh\nprintf '{text}' >> \"$1\"\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))


def test_the_path_is_printed_whether_or_not_there_is_a_file(path: Path, capsys: Captured) -> None:
    assert run(["config", "path"]) == 0
    assert capsys.readouterr().out == f"{path}\n"


def test_show_tells_what_is_in_force_and_who_said_so(
    path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish(path, 'language = "zh"\n[search]\nbeam_size = 5\n[keys]\nreply.correct = "x"\n')
    monkeypatch.setenv("TEXTUAL_THEME", "nord")

    assert run(["config", "show", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)["settings"]
    assert run(["config", "show"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert shown["theme"] == {"value": "nord", "from": "environment"}
    assert shown["language"] == {"value": "zh", "from": "file"}
    assert shown["search.beam_size"] == {"value": 5, "from": "file"}
    assert shown["search.top_k"] == {"value": 0, "from": "default"}
    assert shown["keys.reply.correct"] == {"value": ["x"], "from": "file"}
    assert shown["keys.app.help"] == {"value": ["f1"], "from": "default"}
    assert any(line.split() == ["search.beam_size", "5", "line", "3"] for line in lines)


def test_edit_begins_a_file_with_everything_and_checks_what_was_written(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    editor(tmp_path, monkeypatch, 'reply.correct = "x"\\n')

    assert run(["config", "edit"]) == 0
    assert '# reply.correct = "e"' in path.read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8").endswith('reply.correct = "x"\n')

    editor(tmp_path, monkeypatch, 'reply.bad = "x"\\n')
    capsys.readouterr()
    assert run(["config", "edit"]) == 1
    told = capsys.readouterr().err
    number = len(path.read_text(encoding="utf-8").splitlines())
    assert told.startswith(f"error: {path}:{number}: keys.reply.bad: x is the key of reply.correct")
    assert told.count("\n") == 1
    assert path.read_text(encoding="utf-8").endswith('reply.bad = "x"\n')


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_checkpoint(tmp_path_factory.mktemp("checkpoints") / "tiny")


def answer(capsys: Captured, checkpoint: Path, *options: str) -> list[object]:
    code = run(["ask", "你好 you", "--checkpoint", str(checkpoint), "--json", *options])
    assert code == 0
    found: list[object] = json.loads(capsys.readouterr().out)["candidates"]
    return found


def test_an_option_goes_before_the_file_and_the_file_before_the_default(
    path: Path, checkpoint: Path, capsys: Captured
) -> None:
    wish(path, "[search]\ncandidates = 3\n")

    assert len(answer(capsys, checkpoint)) == 3
    assert len(answer(capsys, checkpoint, "--candidates", "1")) == 1
    path.unlink()
    assert len(answer(capsys, checkpoint)) == 1


@pytest.mark.parametrize("command", [["ask", "hi"], ["chat", "--no-log"], ["config", "show"]])
def test_a_broken_file_is_told_in_one_line_where_there_is_no_screen(
    path: Path, checkpoint: Path, capsys: Captured, command: list[str]
) -> None:
    wish(path, "[search]\nbeam_size = 0\n")
    options = [] if command[0] == "config" else ["--checkpoint", str(checkpoint)]

    assert run([*command, *options]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"error: {path}:2: search.beam_size: expected 1 to 100, found 0")
    assert told.count("\n") == 1
