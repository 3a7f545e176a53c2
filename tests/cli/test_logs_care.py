"""Search, statistics, backup and deletion, from the command line."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from sqlite3 import connect

import pytest

from chatbot.cli.main import run
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.verdict import Verdict
from tests.storage.samples import append_reply, log_at, reply_saying


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log that every command uses here."""
    monkeypatch.setenv("CHATBOT_LOG", str(tmp_path / "log.db"))
    monkeypatch.setenv("TZ", "UTC")
    return tmp_path / "log.db"


@pytest.fixture
def log(path: Path) -> Iterator[ConversationLog]:
    with log_at(path) as opened:
        for text in ("今天天气怎么样？", 'How is "the" weather - AND you?'):
            turn = opened.start(text, checkpoint="starter")
            append_reply(opened, turn.conversation_id, reply_saying("好 fine"))
        yield opened


@pytest.mark.usefixtures("log")
def test_search_gives_scripts_the_contracts_fields_newest_first(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["logs", "search", "好", "--json"])

    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert [turn["turn_id"] for turn in found] == [4, 2]
    assert found[0] == {
        "conversation_id": 2,
        "title": None,
        "turn_id": 4,
        "speaker": "bot",
        "text": "好 fine",
        "said_at": "2026-11-01T12:00:05.000Z",
    }


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("query", "turns"), [("天天", [1]), ("- and", [3]), ('"THE"', [3]), ("you weather", [3]), ("不在", [])]
)
def test_search_takes_every_sign_as_it_stands(
    capsys: pytest.CaptureFixture[str], query: str, turns: list[int]
) -> None:
    assert run(["logs", "search", "--json", "--", query]) == 0
    assert [turn["turn_id"] for turn in json.loads(capsys.readouterr().out)] == turns


@pytest.mark.usefixtures("log")
def test_search_prints_a_line_a_turn_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    run(["logs", "search", "天气"])

    line = capsys.readouterr().out
    assert line.startswith("1  2026-11-01 ")
    assert line.endswith("  user  今天天气怎么样？\n")


@pytest.mark.usefixtures("log")
def test_search_prints_no_more_than_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    run(["logs", "search", "fine", "--limit", "1"])

    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.usefixtures("log")
def test_a_search_without_a_find_says_so_beside_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["logs", "search", "不在 nowhere"])

    assert (code, *capsys.readouterr()) == (0, "", "nothing that was said holds this\n")


def test_statistics_count_what_is_in_the_log(
    log: ConversationLog, capsys: pytest.CaptureFixture[str]
) -> None:
    log.append_user_turn(2, "再见 bye")
    log.reviews.add(2, Verdict.GOOD)

    run(["logs", "stats", "--json"])

    counted = json.loads(capsys.readouterr().out)
    assert counted.pop("bytes") > 4096
    assert counted == {
        "conversations": 2,
        "turns": 5,
        "replies": 2,
        "by_language": {"mixed": 2},
        "by_checkpoint": {"starter": 2},
        "reviews": {"waiting": 1, "good": 1, "bad": 0, "corrected": 0},
        "first_said_at": "2026-11-01T12:00:01.000Z",
        "last_said_at": "2026-11-01T12:00:06.000Z",
    }


@pytest.mark.usefixtures("log")
def test_statistics_are_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    run(["logs", "stats"])

    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert (lines["conversations"], lines["turns"], lines["replies"]) == ("2", "4", "2")


def test_statistics_of_an_empty_log_are_zeros(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log_at(path).close()

    assert run(["logs", "stats"]) == 0
    assert "turns          0\n" in capsys.readouterr().out


def test_a_backup_is_a_log_as_it_was_while_the_chat_goes_on(
    log: ConversationLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "周一 monday.db"

    code = run(["logs", "backup", str(copy), "--json"])
    log.append_user_turn(1, "后来 later")

    assert json.loads(capsys.readouterr().out) == {"path": str(copy), "bytes": copy.stat().st_size}
    with log_at(copy) as copied:
        assert [turn.text for turn in copied.conversation(1).turns] == ["今天天气怎么样？", "好 fine"]
        assert [turn.turn_id for turn in copied.search("天气")] == [1]
    assert code == 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


@pytest.mark.usefixtures("log")
def test_a_backup_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()

    run(["logs", "backup", str(tmp_path / "copies" / "a.db")])

    assert [file.name for file in (tmp_path / "copies").iterdir()] == ["a.db"]


@pytest.mark.usefixtures("log")
def test_a_backup_overwrites_a_file_only_by_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("重要 important")

    refused = run(["logs", "backup", str(copy)])

    assert (refused, copy.read_text()) == (1, "重要 important")
    assert capsys.readouterr().err == (
        f"error: {copy}: expected no file of this name, found one; overwrite it with --force\n"
    )
    assert run(["logs", "backup", str(copy), "--force"]) == 0
    with closing(connect(copy)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.usefixtures("log")
def test_a_backup_never_takes_the_place_of_a_database_in_use(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with log_at(tmp_path / "other.db") as other:
        other.start("还在 here", checkpoint="starter")

        assert run(["logs", "backup", str(tmp_path / "other.db"), "--force"]) == 1
        assert run(["logs", "backup", str(path), "--force"]) == 1

    assert capsys.readouterr().err.count("is a database in use") == 2


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("place", ["nowhere/a.db", "."])
def test_a_backup_to_what_can_be_no_file_fails_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    assert run(["logs", "backup", str(tmp_path / place)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_deleted_conversation_is_gone_from_lists_searches_and_the_file(
    log: ConversationLog, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = log.start("秘密 xyzzy", checkpoint="starter").conversation_id

    code = run(["logs", "delete", str(secret), "--yes"])

    assert (code, capsys.readouterr().out) == (0, f"conversation {secret} is deleted\n")
    assert log.search("xyzzy") == ()
    assert [entry.id for entry in log.conversations()] == [2, 1]
    written = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"xyz" not in written
    assert "秘密".encode() not in written


def test_delete_asks_and_without_a_terminal_wants_to_be_told(
    log: ConversationLog, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["logs", "delete", "1"])

    assert code == 1
    assert capsys.readouterr().err == (
        "error: delete conversation 1, “今天天气怎么样？”, 2 turns, for good? "
        "There is no terminal to ask on; agree with --yes\n"
    )
    assert len(log.conversations()) == 2


@pytest.mark.parametrize(("reply", "left"), [("y", [2]), ("n", [2, 1]), ("", [2, 1])])
def test_delete_on_a_terminal_does_as_it_is_answered(
    log: ConversationLog, monkeypatch: pytest.MonkeyPatch, reply: str, left: list[int]
) -> None:
    monkeypatch.setattr("chatbot.cli.logs.is_interactive", lambda: True)
    monkeypatch.setattr("sys.stdin", StringIO(f"{reply}\n"))

    assert run(["logs", "delete", "1"]) == 0
    assert [entry.id for entry in log.conversations()] == left


def test_deleting_what_is_not_there_fails_in_one_line(
    log: ConversationLog, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["logs", "delete", "9", "--yes"]) == 1
    assert "found none with id 9" in capsys.readouterr().err
    assert len(log.conversations()) == 2


@pytest.mark.usefixtures("log")
def test_a_given_title_is_shown_wherever_a_conversation_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["logs", "rename", "1", " 去 云南\x1b[31m\n trip ", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"id": 1, "title": "去 云南\x1b[31m trip"}

    for command in (["list"], ["show", "1"], ["search", "天气"], ["export", "--format", "md"]):
        run(["logs", *command])

        shown = capsys.readouterr().out.replace("\\", "")
        assert "去 云南" in shown
        assert " trip" in shown
        assert "\x1b" not in shown
    run(["logs", "search", "天气", "--json"])
    assert json.loads(capsys.readouterr().out)[0]["title"] == "去 云南\x1b[31m trip"

    run(["logs", "rename", "1", "  "])
    assert capsys.readouterr().out == "conversation 1 is called “今天天气怎么样？”\n"
    assert run(["logs", "rename", "99", "x"]) == 1
    assert "found none with id 99" in capsys.readouterr().err
