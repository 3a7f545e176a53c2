"""What reviewers said, shown and exported from the command line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from chatbot.cli.main import run
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.verdict import Verdict
from tests.storage.samples import NOON, append_reply, log_at, reply_saying


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log that every command uses here."""
    monkeypatch.setenv("CHATBOT_LOG", str(tmp_path / "log.db"))
    return tmp_path / "log.db"


@pytest.fixture
def log(path: Path) -> Iterator[ConversationLog]:
    """A good reply, a corrected one, one with a note alone, and one that nobody has reviewed."""
    with log_at(path) as opened:
        for text in ("你好", "天气?", "why?", "bye 再见"):
            turn = opened.start(text, checkpoint="starter")
            append_reply(opened, turn.conversation_id, reply_saying(f"答 {text}"))
        opened.reviews.add(2, Verdict.GOOD)
        opened.reviews.add(4, Verdict.CORRECTED, correction="晴\nsunny", note="跑题\x1b[31m")
        opened.reviews.add(6, note="想想 think")
        yield opened


def exported(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert run(["logs", "export", *options]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("log")
def test_show_gives_scripts_the_verdict_of_each_reply(capsys: pytest.CaptureFixture[str]) -> None:
    run(["logs", "show", "2", "--json"])

    prompt, reply = json.loads(capsys.readouterr().out)["turns"]
    assert "review" not in prompt
    assert reply["review"] == {
        "verdict": "corrected",
        "correction": "晴\nsunny",
        "note": "跑题\x1b[31m",
        "reviewed_at": reply["review"]["reviewed_at"],
    }


@pytest.mark.usefixtures("log")
def test_a_note_alone_is_no_review_to_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    run(["logs", "show", "3", "--json"])

    assert "review" not in json.loads(capsys.readouterr().out)["turns"][1]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("conversation", "shown"),
    [
        ("1", "bot   答 你好\n      [good]\n"),
        ("2", "bot   答 天气?\n      [corrected] 晴\n      sunny\n      [note] 跑题[31m\n"),
        ("3", "bot   答 why?\n      [note] 想想 think\n"),
        ("4", "bot   答 bye 再见\n"),
    ],
)
def test_show_prints_the_review_below_its_reply(
    capsys: pytest.CaptureFixture[str], conversation: str, shown: str
) -> None:
    run(["logs", "show", conversation])

    assert capsys.readouterr().out.endswith(shown)


@pytest.mark.usefixtures("log")
def test_reviewed_jsonl_holds_what_is_to_be_learnt(capsys: pytest.CaptureFixture[str]) -> None:
    lines = exported(capsys, "--format", "jsonl", "--reviewed").splitlines()

    assert [[message["content"] for message in json.loads(line)["messages"]] for line in lines] == [
        ["你好", "答 你好"],
        ["天气?", "晴\nsunny"],
    ]


@pytest.mark.usefixtures("log")
def test_reviewed_csv_holds_the_reviewed_and_what_they_answer(capsys: pytest.CaptureFixture[str]) -> None:
    rows = csv.DictReader(StringIO(exported(capsys, "--format", "csv", "--reviewed"), newline=""))

    assert [(row["text"], row["verdict"]) for row in rows] == [
        ("你好", ""),
        ("答 你好", "good"),
        ("天气?", ""),
        ("答 天气?", "corrected"),
    ]


@pytest.mark.usefixtures("log")
def test_reviewed_markdown_holds_the_corrections(capsys: pytest.CaptureFixture[str]) -> None:
    shown = exported(capsys, "--format", "md", "--reviewed")

    assert "**corrected**\n\n> 晴\\\n> sunny" in shown
    assert "why?" not in shown


@pytest.mark.usefixtures("log")
def test_since_takes_what_was_reviewed_since_however_old_the_conversation(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with log_at(path, NOON + timedelta(days=7)) as later:
        later.reviews.add(8, Verdict.GOOD)

    lines = exported(capsys, "--format", "jsonl", "--reviewed", "--since", "2026-11-05").splitlines()

    assert [json.loads(line)["messages"][0]["content"] for line in lines] == ["bye 再见"]


def test_nothing_reviewed_exports_nothing(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log_at(path).close()

    assert exported(capsys, "--format", "jsonl", "--reviewed") == ""
