"""Files that are no log, or cannot be one: one clear line, and nothing half written."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Timer

import pytest

from chatbot.errors import LogError
from chatbot.storage import database
from chatbot.storage.conversation_log import ConversationLog
from tests.storage.samples import append_reply, log_at, reply_saying

NOBODY = 65534


@contextmanager
def without_privileges() -> Iterator[None]:
    """File modes bind everyone but root: be someone else for a while."""
    if os.getuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that the unprivileged can enter; pytest's own are closed to them."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def refusal(path: Path) -> str:
    with pytest.raises(LogError) as raised:
        log_at(path)
    return str(raised.value)


@pytest.mark.parametrize(
    "content", [b"not a log, but a letter\n" * 99, "你好\n".encode() * 999, b"SQLite format"]
)
def test_a_file_of_another_kind_is_refused_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    message = refusal(path)

    assert message.startswith(f"{path}: expected a conversation log, found a file that is no SQLite database")
    assert path.read_bytes() == content


def test_a_directory_is_no_log(tmp_path: Path) -> None:
    assert "expected a file, found something else" in refusal(tmp_path)


def test_a_pipe_is_no_log_and_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)

    assert "expected a file, found something else" in refusal(path)


def test_a_directory_cannot_be_made_inside_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    message = refusal(tmp_path / "file" / "log.db")

    assert "the log cannot be used" in message


def test_a_link_to_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "gone" / "log.db")

    assert "the log cannot be opened" in refusal(tmp_path / "link.db")


@pytest.mark.parametrize("mode", [0o444, 0o200, 0o000])
def test_a_log_without_permission_is_refused_before_anything_is_said(open_directory: Path, mode: int) -> None:
    path = open_directory / "log.db"
    log_at(path).close()
    path.chmod(mode)

    with without_privileges():
        message = refusal(path)

    assert "expected a log that may be read and written" in message


def test_a_directory_without_permission_is_told(open_directory: Path) -> None:
    open_directory.chmod(0o555)

    with without_privileges():
        message = refusal(open_directory / "log.db")

    assert "(Permission denied); name another file with --log" in message
    assert list(open_directory.iterdir()) == []


def test_a_full_disk_keeps_the_whole_act_out_and_the_log_in_use(log: ConversationLog) -> None:
    turn = log.start("你好", checkpoint="starter")
    pages = log._database.execute("PRAGMA page_count").fetchone()[0]
    log._database.execute(f"PRAGMA max_page_count = {pages + 1}")

    with pytest.raises(LogError, match="the disk is full and this was not kept; free some space"):
        append_reply(log, turn.conversation_id, reply_saying("好" * 9_000))
    append_reply(log, turn.conversation_id, reply_saying("ok"))

    assert [said.text for said in log.conversation(turn.conversation_id).turns] == ["你好", "ok"]


def test_a_full_disk_leaves_no_conversation_without_a_turn(log: ConversationLog) -> None:
    pages = log._database.execute("PRAGMA page_count").fetchone()[0]
    log._database.execute(f"PRAGMA max_page_count = {pages + 1}")

    with pytest.raises(LogError, match="the disk is full"):
        log.start("too long 太长 " * 9_000, checkpoint="starter")

    assert log.conversations() == ()


def test_a_damaged_log_is_told_in_one_line(path: Path) -> None:
    with log_at(path) as log:
        for number in range(100):
            log.start(f"第 {number} 句 " * 50, checkpoint="starter")
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)

    with (
        pytest.raises(LogError, match="the log is damaged; put a copy of it back") as raised,
        log_at(path) as log,
    ):
        log.conversations()

    assert "\n" not in str(raised.value)


def test_a_row_changed_by_hand_is_named(path: Path, log: ConversationLog) -> None:
    turn = log.start("你好", checkpoint="starter")
    append_reply(log, turn.conversation_id, reply_saying("hi"))
    other = sqlite3.connect(path)
    other.execute("""UPDATE replies SET attention = '{"source_tokens": []'""")
    other.commit()
    other.close()

    with pytest.raises(LogError, match="turn 2 cannot be read, its row was changed by hand"):
        log.conversation(turn.conversation_id)


def test_opening_waits_for_a_writer_that_stands_in_the_way_of_wal(path: Path) -> None:
    log_at(path).close()
    with closing(sqlite3.connect(path, check_same_thread=False, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = delete")
        other.execute("BEGIN IMMEDIATE")
        release = Timer(0.2, other.execute, ["ROLLBACK"])
        release.start()

        with log_at(path) as log:
            log.start("等到了 at last", checkpoint="starter")

        release.join()
        assert other.execute("SELECT text FROM turns").fetchall() == [("等到了 at last",)]
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_log_held_by_another_program_is_told_after_a_while(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    with log_at(path) as log, log_at(path) as other:
        other._database.execute("BEGIN IMMEDIATE")

        with pytest.raises(LogError, match="another program has held the log"):
            log.start("让我说 let me in", checkpoint="starter")
