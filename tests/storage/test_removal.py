"""Deleted is gone: from what can be read, and from the bytes of the files."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from chatbot.errors import LogError
from chatbot.reply import TURN_TOKEN, AttentionMap, Reply
from chatbot.storage import database
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.records import storable
from chatbot.storage.removal import REMOVED_TOKEN
from chatbot.storage.review_records import ReviewCounts
from chatbot.storage.verdict import Verdict
from tests.storage.samples import append_reply, exchange, log_at, reply_saying

BAD, CORRECTED = Verdict.BAD, Verdict.CORRECTED


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def traces(path: Path, *texts: str) -> list[str]:
    """Return which of the texts stand anywhere in the log's files."""
    content = bytes_of(path)
    return [text for text in texts if text.encode() in content]


def texts_of(log: ConversationLog, conversation_id: int) -> list[str]:
    return [turn.text for turn in log.conversation(conversation_id).turns]


def test_a_deleted_exchange_leaves_no_byte_while_the_log_is_open_and_after(path: Path) -> None:
    secrets = (
        "我的密码 is hunter2",
        "答案秘密 reply",
        "改正 secret",
        "备注 remark",
        "标签 tag",
        "thought twice 再想",
    )
    with log_at(path) as log:
        kept = exchange(log, "你好 stays", "hello 留下")
        prompt, answer, correction, note, tag, withdrawn = secrets
        gone = exchange(log, prompt, answer)
        review = log.reviews.add(gone.id, CORRECTED, correction=correction, note=note, tags=(tag,))
        log.reviews.mark_learnt([review.id], "learnt-检查点")
        log.reviews.withdraw(log.reviews.add(gone.id, BAD, note=withdrawn).id)
        exchange(log, "再见 stays", "bye 留下")
        assert traces(path, *secrets) == list(secrets)

        log.reviews.delete(gone.id)

        assert traces(path, *secrets, "learnt-检查点", "hello 留下") == ["hello 留下"]
        assert log.reviews.current(kept.id) is None
    assert traces(path, *secrets, "learnt-检查点", "bye 留下") == ["bye 留下"]


@pytest.mark.parametrize("seed", [102, 106])  # with secure_delete alone, these leave a trace
def test_many_deletions_among_many_acts_leave_no_byte(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    living: dict[int, tuple[str, str]] = {}
    dead: list[str] = []
    with log_at(path) as log:
        for number in range(150):
            # Of many lengths, so that rows spill over pages and pages are split and joined.
            marks = (f"问<{number}>", f"答<{number}>")
            prompt, answer = (mark + "好ab" * chance.choice((0, 5, 200, 2_000)) for mark in marks)
            living[exchange(log, prompt, answer).id] = marks
            judged = chance.choice(list(living))
            log.reviews.add(
                judged, CORRECTED, correction=f"改{living[judged][1]}" + "x" * chance.randrange(900)
            )
            if number % 2:
                deleted = chance.choice(list(living))
                log.reviews.delete(deleted)
                dead.extend(living.pop(deleted))

        assert traces(path, *dead) == []
    assert len(traces(path, *(mark for marks in living.values() for mark in marks))) == 2 * len(living)
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_reply_goes_with_the_prompt_it_answers_and_nothing_else(log: ConversationLog) -> None:
    conversation = exchange(log, "一", "one").conversation_id
    log.append_user_turn(conversation, "二")
    answer = append_reply(log, conversation, reply_saying("two"))
    log.append_user_turn(conversation, "三 three?")

    log.reviews.delete(answer.id)

    assert texts_of(log, conversation) == ["一", "one", "三 three?"]


def test_of_two_replies_in_a_row_only_the_one_goes(log: ConversationLog) -> None:
    conversation = exchange(log, "你好", "one").conversation_id
    second = append_reply(log, conversation, reply_saying("two 二"))

    log.reviews.delete(second.id)

    assert texts_of(log, conversation) == ["你好", "one"]


def test_a_conversation_goes_on_after_its_end_was_deleted(log: ConversationLog) -> None:
    conversation = exchange(log, "你好", "hello").conversation_id
    log.append_user_turn(conversation, "gone 删")
    log.reviews.delete(append_reply(log, conversation, reply_saying("gone 删")).id)

    log.append_user_turn(conversation, "继续 go on")

    assert texts_of(log, conversation) == ["你好", "hello", "继续 go on"]


def test_without_its_first_turn_a_conversation_is_named_after_the_next(
    path: Path, log: ConversationLog
) -> None:
    first = exchange(log, "秘密标题 secret", "hello")
    log.append_user_turn(first.conversation_id, "天气呢 weather?")

    log.reviews.delete(first.id)

    assert log.conversation(first.conversation_id).title == "天气呢 weather?"
    assert traces(path, "秘密标题") == []


def test_a_conversation_of_which_nothing_is_left_goes_too(log: ConversationLog) -> None:
    answer = exchange(log, "你好", "hello")

    log.reviews.delete(answer.id)

    assert log.conversations() == ()
    assert log.reviews.counts() == ReviewCounts(0, 0, 0, 0)


def with_context(words: tuple[str, ...]) -> Reply:
    looked = AttentionMap(
        words, ("ok", "</s>"), tuple(tuple(1 / len(words) for _ in words) for _ in range(2))
    )
    return replace(reply_saying("ok"), attention=looked, pieces=looked)


def test_later_replies_forget_the_words_of_turns_before_and_keep_where_they_looked(
    path: Path, log: ConversationLog
) -> None:
    first = exchange(log, "hunter2", "嗯")
    log.append_user_turn(first.conversation_id, "然后 then?")
    later = with_context(("hunter2", TURN_TOKEN, "嗯", TURN_TOKEN, "然后", "then", "?"))
    append_reply(log, first.conversation_id, later)

    log.reviews.delete(first.id)

    kept = log.conversation(first.conversation_id).turns[-1].reply
    assert kept is not None
    border, own = REMOVED_TOKEN, (TURN_TOKEN, "然后", "then", "?")
    assert kept.reply.attention == replace(later.attention, source_tokens=(*[border] * 3, *own))
    assert traces(path, "hunter2") == []


def test_a_later_row_changed_by_hand_does_not_keep_what_is_deleted(path: Path, log: ConversationLog) -> None:
    first = exchange(log, "hunter2", "嗯")
    append_reply(log, first.conversation_id, with_context(("hunter2", TURN_TOKEN, "好")))
    log._database.execute('UPDATE replies SET pieces = \'["hunter2", "<turn>"\' WHERE turn_id = 3')

    log.reviews.delete(first.id)

    assert traces(path, "hunter2") == []


def test_a_deleted_conversation_leaves_no_byte(path: Path) -> None:
    with log_at(path) as log:
        kept = exchange(log, "你好 stays", "hello 留下")
        gone = exchange(log, "密语 hush", "秘密答案 secret answer")
        log.append_user_turn(gone.conversation_id, "还有一句 one more")
        log.reviews.add(gone.id, CORRECTED, correction="改正 mended")

        log.delete_conversation(gone.conversation_id)

        assert traces(path, "密语", "秘密答案", "还有一句", "改正", "留下") == ["留下"]
        assert [listed.id for listed in log.conversations()] == [kept.conversation_id]
        assert log.reviews.counts() == ReviewCounts(1, 0, 0, 0)


def test_a_conversation_that_is_not_there_cannot_be_deleted(log: ConversationLog) -> None:
    with pytest.raises(LogError, match=r"found none with id 7; `chatbot logs list` names them"):
        log.delete_conversation(7)


def test_ids_of_what_is_deleted_never_come_again(log: ConversationLog) -> None:
    gone = exchange(log, "你好", "hello")
    review = log.reviews.add(gone.id, BAD)
    log.reviews.delete(gone.id)

    again = exchange(log, "你好", "hello")

    assert again.id > gone.id
    assert again.conversation_id > gone.conversation_id
    assert log.reviews.add(again.id, BAD).id > review.id


@pytest.fixture
def reader(path: Path, log: ConversationLog) -> Iterator[sqlite3.Connection]:
    """Another program, in the middle of reading the log."""
    exchange(log, "秘密 secret", "hello")
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM turns").fetchone()
        yield other


def test_who_still_reads_the_log_as_it_was_is_told_and_the_turn_is_deleted(
    path: Path, log: ConversationLog, reader: sqlite3.Connection
) -> None:
    log._database.execute("PRAGMA busy_timeout = 50")

    with pytest.raises(
        LogError, match="deleted, but another program still reads the log as it was before; close"
    ):
        log.reviews.delete(2)

    assert log.conversations() == ()
    reader.rollback()
    exchange(log, "你好", "hi")
    log.reviews.delete(4)
    assert traces(path, "秘密") == []


def test_every_connection_overwrites_what_it_deletes(path: Path) -> None:
    with closing(database.open_database(path, search_terms=storable)) as db:
        assert db.execute("PRAGMA secure_delete").fetchone() == (1,)
