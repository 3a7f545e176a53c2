"""`chatbot corpora`: what scripts and people are told of files of dialogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from chatbot.cli import corpora as command
from chatbot.cli.corpora import corpora
from chatbot.cli.main import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "对话.jsonl").write_text(
        '{"turns": ["你好", "你好呀", "再见"]}\n{"turns": ["Hi", "Hello"]}\n{"turns": 5}\n', encoding="utf-8"
    )
    (tmp_path / "gbk.tsv").write_bytes(
        "你好\t你好呀\n请问你会说English吗\t会，I speak it well\n".encode("gbk")
    )
    (tmp_path / "README.md").write_text("你好 | hello\n", encoding="utf-8")
    return tmp_path


def _json(*arguments: str) -> Any:
    result = CliRunner().invoke(corpora, [*arguments, "--json"])
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_json_keeps_the_contract(folder: Path) -> None:
    document = _json(str(folder))

    files = {Path(file["path"]).name: file for file in document["files"]}
    reason = "expected a list of texts in 'turns'"
    assert files["对话.jsonl"] == {
        "path": str(folder / "对话.jsonl"),
        "format": "jsonl",
        "encoding": "utf-8",
        "conversations": 2,
        "turns": 5,
        "pairs": 3,
        "languages": {"zh": 2, "en": 1, "mixed": 0},
        "skipped": {reason: 1},
        "first_skipped": {reason: f"{folder / '对话.jsonl'}:3"},
        "part_of": None,
    }
    assert (files["gbk.tsv"]["encoding"], files["gbk.tsv"]["pairs"]) == ("gb18030", 2)
    assert files["README.md"]["format"] is None
    assert (document["pairs"], document["unique_pairs"]) == (5, 4)


def test_every_pair_is_learnt_held_out_or_left_out_with_its_reason(folder: Path) -> None:
    document = _json(str(folder))

    left_out = sum(document["filtered"].values())
    assert document["training_pairs"] + document["held_out_pairs"] + left_out == document["pairs"]


def test_the_table_names_files_counts_and_what_was_skipped(folder: Path) -> None:
    result = CliRunner().invoke(corpora, [str(folder)])

    assert result.exit_code == 0
    assert "Pairs: 5, 4 of them distinct" in result.stdout
    assert "Skipped 1: documentation or a program, first at" in result.stdout
    row = next(line for line in result.stdout.splitlines() if "对话.jsonl" in line)
    assert row.split()[1:] == ["jsonl", "utf-8", "2", "5", "3", "zh", "66%", "en", "33%"]


def test_the_table_is_aligned_in_cells(folder: Path) -> None:
    table = CliRunner().invoke(corpora, [str(folder)]).stdout.split("Pairs:")[0].rstrip("\n")

    widths = {cell_len(line) for line in table.splitlines() if line.strip()}
    assert len(widths) == 1


def test_without_a_terminal_nothing_drives_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "PATIENCE_SECONDS", 0.0)

    result = CliRunner().invoke(corpora, [str(folder)])

    assert "\x1b" not in result.output
    assert result.stderr == ""


def test_an_unknown_format_lists_the_known_ones() -> None:
    result = CliRunner().invoke(corpora, [".", "--format", "word"])

    assert result.exit_code == 2
    assert "'alternating'" in result.stderr


def test_a_format_can_be_forced(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("1: 你好\n2: hello\n", encoding="utf-8")

    assert _json(str(file), "--format", "alternating")["pairs"] == 1


def test_context_makes_equal_pairs_different_ones(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text('{"turns": ["好", "hi", "你"]}\n{"turns": ["早", "hi", "你"]}\n', encoding="utf-8")

    assert "duplicate" in _json(str(file))["filtered"]
    assert "duplicate" not in _json(str(file), "--context", "1")["filtered"]


def test_no_pair_at_all_is_one_line_and_exit_code_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.tsv").write_text("你好\n", encoding="utf-8")

    code = run(["corpora", str(tmp_path), "--json"])

    printed = capsys.readouterr()
    assert (code, printed.out, printed.err.count("\n")) == (1, "", 1)
    assert printed.err.startswith(
        f"error: {tmp_path}: expected at least one prompt and its reply, found none; "
    )
