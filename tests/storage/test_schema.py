from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from chatbot.errors import LogError
from chatbot.storage.review_records import QueueOrder, ReviewCounts, ReviewFilter
from chatbot.storage.schema import known_migrations, migrations
from chatbot.storage.verdict import Verdict
from tests.storage.older_logs import older_database
from tests.storage.samples import append_reply, log_at, reply_saying

ATTENTION = '{"source_tokens": ["早", "hi"], "reply_tokens": ["见", "</s>"], "weights": [[1, 0], [0, 1]]}'


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


def test_a_log_of_the_second_version_keeps_its_replies_and_takes_reviews(path: Path) -> None:
    answers = ("明天见", "see you tomorrow", "OK 明天 see you 再见", "…")
    with Database(path) as old:
        migrations.apply(old, stop_before="m003_reviews")
        old.execute("INSERT INTO conversations VALUES (5, '早', '2026-11-01T12:00:00.000Z', 'starter')")
        for number, answer in enumerate(answers):
            asked, answered = 2 * number + 1, 2 * number + 2
            said_at = f"2026-11-01T12:00:0{number}.000Z"
            old.execute("INSERT INTO turns VALUES (?, 5, ?, 'user', '早 hi', ?)", [asked, asked, said_at])
            old.execute(
                "INSERT INTO turns VALUES (?, 5, ?, 'bot', ?, ?)", [answered, answered, answer, said_at]
            )
            old.execute(
                "INSERT INTO replies VALUES (?, 'starter', '{}', ?, ?, ?, ?, 'eos', 1)",
                [answered, ATTENTION, ATTENTION, f"[-1.5, {-number}]", -1.5 - number],
            )

    with log_at(path) as log:
        rows = log.reviews.queue(ReviewFilter(), QueueOrder.CONVERSATION, limit=9)
        turns = log.conversation(5).turns
        review = log.reviews.add(2, Verdict.GOOD)

        assert [(row.prompt, row.reply) for row in rows] == [("早 hi", answer) for answer in answers]
        assert [row.language for row in rows] == ["zh", "en", "mixed", "mixed"]
        assert [row.said_at for row in rows] == [turn.said_at for turn in turns[1::2]]
        replies = [turn.reply.reply for turn in turns if turn.reply]
        assert [row.confidence for row in rows] == pytest.approx([reply.confidence for reply in replies])
        assert log.conversation(5).turns[1].review == review
        assert log.reviews.counts() == ReviewCounts(waiting=3, good=1, bad=0, corrected=0)


@pytest.mark.parametrize(
    ("log_probs", "log_prob"), [("[]", 0), ("not json", -1), ("[-1]", 5_000), ("{}", -1)]
)
def test_an_old_reply_changed_by_hand_does_not_keep_the_log_shut(
    path: Path, log_probs: str, log_prob: float
) -> None:
    with Database(path) as old:
        migrations.apply(old, stop_before="m003_reviews")
        old.execute("INSERT INTO conversations VALUES (5, '早', '2026-11-01T12:00:00.000Z', 'starter')")
        old.execute("INSERT INTO turns VALUES (1, 5, 1, 'bot', '早 hi', '2026-11-01T12:00:00.000Z')")
        old.execute(
            "INSERT INTO replies VALUES (1, 'starter', '', '', '', ?, ?, 'eos', 1)", [log_probs, log_prob]
        )

    with log_at(path) as log:
        (row,) = log.reviews.queue(ReviewFilter(), QueueOrder.LEAST_SURE, limit=9)

    assert 0 <= row.confidence <= 1


def test_a_log_that_grew_up_has_the_tables_of_one_made_today(tmp_path: Path) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    for name in sorted(known_migrations()):
        with older_database(old) as db:
            migrations.apply(db, stop_before=name)
    for path in (old, new):
        log_at(path).close()

    with Database(old) as grown, Database(new) as made:
        assert grown.schema == made.schema


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
