from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from chatbot.errors import LogError
from chatbot.storage.schema import known_migrations, migrations
from tests.storage.samples import append_reply, log_at, reply_saying


def schema_of(path: Path) -> list[tuple[str, ...]]:
    plain = sqlite3.connect(path)
    found = plain.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    found += plain.execute("SELECT name, applied_at FROM _sqlite_migrations ORDER BY id").fetchall()
    plain.close()
    return found


def test_an_empty_file_becomes_a_log(path: Path) -> None:
    path.touch()

    with log_at(path) as log:
        log.start("你好 there", checkpoint="starter")

    assert {"conversations", "turns", "replies"} <= {name for name, _ in schema_of(path)}


def test_opening_a_log_again_changes_nothing(path: Path) -> None:
    with log_at(path) as log:
        log.start("你好 there", checkpoint="starter")
    before = schema_of(path), path.read_bytes()

    with log_at(path) as log:
        log.conversations()

    assert (schema_of(path), path.read_bytes()) == before


def test_a_log_of_the_first_version_keeps_its_turns_and_takes_replies(path: Path) -> None:
    with Database(path) as old:
        migrations.apply(old, stop_before="m002_replies")
        old.execute("INSERT INTO conversations VALUES (5, '早', '2026-11-01T12:00:00.000Z', 'starter')")
        old.execute("INSERT INTO turns VALUES (9, 5, 1, 'user', '早', '2026-11-01T12:00:00.000Z')")

    with log_at(path) as log:
        append_reply(log, 5, reply_saying("good morning 早"))

        assert [turn.text for turn in log.conversation(5).turns] == ["早", "good morning 早"]


def test_every_step_to_the_newest_version_is_recorded(path: Path) -> None:
    with log_at(path):
        pass

    with Database(path) as db:
        assert {applied.name for applied in migrations.applied(db)} == known_migrations()


def test_a_newer_log_is_refused_and_left_as_it_is(path: Path) -> None:
    with log_at(path) as log:
        log.start("明天见 see you", checkpoint="starter")
    with Database(path) as db:
        db.execute("INSERT INTO _sqlite_migrations VALUES (99, 'chatbot', 'm099_future', 'tomorrow')")
    before = path.read_bytes()

    with pytest.raises(LogError, match="found a newer one \\(with m099_future\\); upgrade chatbot"):
        log_at(path)

    assert path.read_bytes() == before


def test_migrations_of_other_programs_in_the_same_file_do_no_harm(path: Path) -> None:
    with log_at(path):
        pass
    with Database(path) as db:
        db.execute("INSERT INTO _sqlite_migrations VALUES (99, 'other', 'm099_future', 'tomorrow')")

    with log_at(path) as log:
        assert log.conversations() == ()


def test_the_database_of_another_program_is_refused_and_left_as_it_is(path: Path) -> None:
    with Database(path) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()

    with pytest.raises(LogError, match="found another program's database; name another file with --log"):
        log_at(path)

    assert path.read_bytes() == before


def test_a_reply_cannot_stand_without_its_turn(path: Path) -> None:
    with log_at(path) as log, pytest.raises(sqlite3.IntegrityError):
        log._database.execute(
            "INSERT INTO replies (turn_id, checkpoint, search, attention, pieces, token_log_probs, log_prob,"
            " stop, seconds) VALUES (1, '', '', '', '', '', 0, '', 0)"
        )


def test_a_conversation_has_one_turn_at_a_position(path: Path) -> None:
    with log_at(path) as log:
        log.start("你好", checkpoint="starter")

        with pytest.raises(sqlite3.IntegrityError):
            log._database.execute("INSERT INTO turns VALUES (2, 1, 1, 'user', 'again', 'now')")
