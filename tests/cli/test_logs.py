from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len

from chatbot.cli.main import run
from chatbot.corpus.formats import read_conversations
from chatbot.storage.conversation_log import ConversationLog
from tests.storage.samples import NOON, append_reply, log_at, reply_saying

FIRST_TURNS = ("今天天气怎么样？", "How is the weather?", "去 the café 吧 😀")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log that every command uses here."""
    monkeypatch.setenv("CHATBOT_LOG", str(tmp_path / "log.db"))
    return tmp_path / "log.db"


@pytest.fixture
def log(path: Path) -> Iterator[ConversationLog]:
    with log_at(path) as opened:
        for text in FIRST_TURNS:
            turn = opened.start(text, checkpoint="starter")
            append_reply(opened, turn.conversation_id, reply_saying("好 fine"))
        yield opened


@pytest.fixture
def in_shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("log")
def test_list_gives_scripts_the_contracts_fields_newest_first(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["logs", "list", "--json"])

    listed = json.loads(capsys.readouterr().out)
    assert code == 0
    assert [entry["title"] for entry in listed] == list(reversed(FIRST_TURNS))
    assert listed[2] == {
        "id": 1,
        "started_at": "2026-11-01T12:00:00.000Z",
        "title": "今天天气怎么样？",
        "turns": 2,
        "checkpoint": "starter",
    }


@pytest.mark.usefixtures("log")
def test_a_list_can_be_cut_to_the_newest(capsys: pytest.CaptureFixture[str]) -> None:
    run(["logs", "list", "--limit", "1", "--json"])

    assert [entry["title"] for entry in json.loads(capsys.readouterr().out)] == [FIRST_TURNS[-1]]


@pytest.mark.usefixtures("log")
def test_the_columns_of_the_list_stand_below_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    run(["logs", "list"])

    header, *rows = capsys.readouterr().out.splitlines()
    assert len(rows) == len(FIRST_TURNS)
    assert {cell_len(row[: row.index("starter")]) for row in rows} == {cell_len(header) - len("checkpoint")}


def test_a_long_title_leaves_the_list_within_80_columns(
    log: ConversationLog, capsys: pytest.CaptureFixture[str]
) -> None:
    log.start("很长的一句话" * 20, checkpoint="starter")

    run(["logs", "list"])

    lines = capsys.readouterr().out.splitlines()
    assert "…" in lines[1]
    assert max(map(cell_len, lines)) <= 80


@pytest.mark.usefixtures("in_shanghai", "log")
def test_people_see_their_own_time(capsys: pytest.CaptureFixture[str]) -> None:
    run(["logs", "list"])

    assert "2026-11-01 20:00" in capsys.readouterr().out


def test_a_missing_log_lists_nothing_and_is_not_made(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["logs", "list", "--json"])

    assert (code, json.loads(capsys.readouterr().out)) == (0, [])
    assert not path.exists()


def test_a_missing_log_is_told_to_people(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["logs", "list"])

    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"{path}: no conversation is logged there yet\n"


@pytest.mark.parametrize(
    "command",
    [
        ["show", "1"],
        ["export", "--format", "csv"],
        ["search", "天气"],
        ["stats"],
        ["backup", "copy.db"],
        ["rename", "1", "title"],
        ["delete", "1", "--yes"],
    ],
)
def test_what_needs_a_log_fails_in_one_line_without_one(
    path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    code = run(["logs", *command])

    output = capsys.readouterr()
    assert (code, output.out) == (1, "")
    assert output.err.startswith(f"error: {path}: expected a conversation log, found no file; ")
    assert len(output.err.splitlines()) == 1
    assert not path.exists()


@pytest.mark.usefixtures("log")
def test_show_gives_scripts_each_turn_and_where_each_reply_looked(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["logs", "show", "2", "--json"])

    assert code == 0
    assert json.loads(capsys.readouterr().out) == {
        "id": 2,
        "started_at": "2026-11-01T12:00:03.000Z",
        "title": FIRST_TURNS[1],
        "turns": [
            {"id": 3, "speaker": "user", "text": FIRST_TURNS[1], "said_at": "2026-11-01T12:00:04.000Z"},
            {
                "id": 4,
                "speaker": "bot",
                "text": "好 fine",
                "said_at": "2026-11-01T12:00:05.000Z",
                "attention": {
                    "source_tokens": ["你好", "there"],
                    "reply_tokens": ["好 fine", "</s>"],
                    "weights": [[0.75, 0.25], [0.5, 0.5]],
                },
            },
        ],
    }


@pytest.mark.usefixtures("in_shanghai")
def test_show_prints_a_conversation_for_people(
    log: ConversationLog, capsys: pytest.CaptureFixture[str]
) -> None:
    log.append_user_turn(1, "真的吗？\nreally?")

    run(["logs", "show", "1"])

    assert capsys.readouterr().out == (
        "conversation 1 · 今天天气怎么样？ · 2026-11-01 20:00 · starter\n"
        "user  今天天气怎么样？\n"
        "bot   好 fine\n"
        "user  真的吗？\n"
        "      really?\n"
    )


@pytest.mark.parametrize(
    "command", [["list"], ["show", "4"], ["search", "RED"], ["export", "--format", "md"]]
)
def test_nothing_that_was_said_drives_the_terminal(
    log: ConversationLog, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    log.start("红\x1b[31m red\x07 \x9b2J \u202e右 right", checkpoint="star\x1b]0;ter")

    run(["logs", *command])

    shown = capsys.readouterr().out
    assert "red" in shown
    assert not set(shown) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_an_unknown_conversation_fails_in_one_line(
    log: ConversationLog, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["logs", "show", "99"])

    assert code == 1
    assert capsys.readouterr().err == (
        f"error: {path}: expected the id of a conversation, found none with id 99; "
        "`chatbot logs list` names them, the newest are 3, 2, 1\n"
    )


@pytest.mark.parametrize("wrong", ["abc", "0", "-1", "99999999999999999999"])
def test_what_cannot_be_an_id_is_wrong_usage(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["logs", "show", "--", wrong]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("log")
def test_export_prints_a_corpus_oldest_first(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["logs", "export", "--format", "jsonl"])

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert [json.loads(line)["messages"][0]["content"] for line in lines] == list(FIRST_TURNS)


def test_what_is_exported_can_be_learned_from(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ("第一行\n第二行", 'a "quote"\u2028and more', "去 the café 吧 😀")
    with log_at(path) as log:
        for text in texts:
            append_reply(log, log.start(text, checkpoint="starter").conversation_id, reply_saying("嗯 yes"))

    run(["logs", "export", "--format", "jsonl"])
    (tmp_path / "talks.jsonl").write_text(capsys.readouterr().out, encoding="utf-8")

    read = read_conversations([tmp_path / "talks.jsonl"])
    assert [tuple(turn.text for turn in conversation.turns) for conversation in read] == [
        (text, "嗯 yes") for text in texts
    ]


@pytest.mark.usefixtures("in_shanghai")
def test_since_means_the_start_of_the_day_where_the_user_is(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    midnight_in_shanghai = NOON + timedelta(hours=4)
    for start, text in ((-1, "昨天 yesterday"), (0, "今天 today")):
        with log_at(path, midnight_in_shanghai + timedelta(seconds=start)) as log:
            log.start(text, checkpoint="starter")

    run(["logs", "export", "--format", "csv", "--since", "2026-11-02"])

    assert [row["text"] for row in csv.DictReader(StringIO(capsys.readouterr().out))] == ["今天 today"]


@pytest.mark.parametrize("wrong", ["yesterday", "0001-01-01", "2026-13-01"])
def test_what_cannot_be_a_day_is_wrong_usage(wrong: str) -> None:
    assert run(["logs", "export", "--format", "csv", "--since", wrong]) == 2


def test_a_log_that_is_no_database_fails_in_one_line(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text("昨天的信 a letter\n" * 99, encoding="utf-8")

    code = run(["logs", "list"])

    assert code == 1
    assert capsys.readouterr().err.startswith(f"error: {path}: expected a conversation log, found a file")


def test_path_says_where_the_log_is_without_making_it(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["logs", "path"])

    assert (code, capsys.readouterr().out) == (0, f"{path}\n")
    assert not path.exists()


def test_path_as_json_is_one_document(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["logs", "path", "--json"])

    assert json.loads(capsys.readouterr().out) == {"path": str(path)}


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["list"],
        ["show"],
        ["search"],
        ["export"],
        ["backup"],
        ["rename"],
        ["delete"],
        ["stats"],
        ["path"],
    ],
)
def test_help_holds_an_example(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["logs", *command, "-h"])

    assert code == 0
    assert f"\n  {' '.join(['chatbot', 'logs', *command])}" in capsys.readouterr().out


def test_a_reader_that_goes_early_is_no_error(path: Path) -> None:
    with log_at(path) as log:
        for _ in range(50):
            log.start("说来话长 a long story " * 200, checkpoint="starter")
    command = (sys.executable, "-m", "chatbot", "logs", "export", "--format", "jsonl", "--log", str(path))

    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as export:
        assert export.stdout
        assert export.stderr
        export.stdout.readline()
        export.stdout.close()
        complaint = export.stderr.read()

    assert (export.returncode, complaint) == (0, b"")
