"""A log looked at without touching it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from chatbot.errors import LogError
from chatbot.storage.examination import examine, sqlite_abilities
from tests.storage.samples import append_reply, log_at, reply_saying


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with log_at(tmp_path / "log.db") as log:
        turn = log.start("你好 there", checkpoint="starter")
        append_reply(log, turn.conversation_id, reply_saying("好 fine"))
    return tmp_path / "log.db"


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.iterdir()}


def test_a_sound_log_is_found_sound_and_left_as_it_was(path: Path) -> None:
    before = contents(path.parent)

    found = examine(path)

    assert contents(path.parent) == before
    assert (found.faults, found.missing, found.unknown) == ((), (), ())
    assert (found.conversations, found.turns, found.is_wal, found.mode) == (1, 2, True, 0o600)
    assert found.size_bytes == path.stat().st_size


def test_what_another_program_has_just_said_is_seen(path: Path) -> None:
    with log_at(path) as log:
        log.append_user_turn(1, "and more")

        assert examine(path).turns == 3


def test_pages_that_belong_to_nothing_are_found(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute("DELETE FROM sqlite_master WHERE type = 'index' AND sql LIKE '% ON replies%'")

    assert "is never used" in examine(path).faults[0]


def test_a_log_whose_pages_are_damaged_is_told_in_one_line(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 + 8 :] = b"\xff" * (len(data) - 4096 - 8)
    path.write_bytes(data)

    with pytest.raises(LogError, match="damaged"):
        examine(path)


def test_a_log_of_another_version_is_told_apart(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE _sqlite_migrations SET name = 'm999_later' WHERE name = 'm004_search'")

    found = examine(path)

    assert (found.missing, found.unknown) == (("m004_search",), ("m999_later",))


@pytest.mark.parametrize("what", ["text", "database"])
def test_what_is_no_log_is_told_in_one_line(tmp_path: Path, what: str) -> None:
    path = tmp_path / "other.db"
    if what == "text":
        path.write_bytes(b"no database " * 100)
    else:
        with closing(sqlite3.connect(path)) as database:
            database.execute("CREATE TABLE recipes (name TEXT)")

    with pytest.raises(LogError, match="expected a conversation log"):
        examine(path)


def test_the_search_that_the_log_needs_is_there() -> None:
    assert sqlite_abilities().has_fts5
