"""Pages of the list of conversations, what is found in it, and the titles people give."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from chatbot.config import SearchConfig
from chatbot.errors import LogError
from chatbot.storage.conversation_list import LONGEST_TITLE
from chatbot.storage.conversation_log import ConversationLog
from tests.storage.older_logs import make_older_log
from tests.storage.samples import append_reply, exchange, log_at, reply_saying


def test_pages_go_from_the_newest_to_the_oldest_without_a_gap(log: ConversationLog) -> None:
    for number in range(7):
        log.start(f"第 {number} 个 talk", checkpoint="starter")
    log.delete_conversation(4)
    pages, before = [], None
    while page := log.conversations(limit=2, before=before):
        pages.append([row.id for row in page])
        before = page[-1].id

    assert pages == [[7, 6], [5, 3], [2, 1]]


def test_the_model_named_is_that_of_the_newest_reply(log: ConversationLog) -> None:
    number = exchange(log, "你好", "hello").conversation_id
    log.append_reply(number, reply_saying("再见"), checkpoint="learnt", search=SearchConfig(), seconds=0.25)
    log.start("unanswered", checkpoint="first")

    assert [row.checkpoint for row in log.conversations(limit=9)] == ["first", "learnt"]


def test_a_text_is_found_in_what_was_said_and_in_titles_newest_first(log: ConversationLog) -> None:
    weather = exchange(log, "今天天气怎么样？", "it is sunny").conversation_id
    other = exchange(log, "hello", "你好").conversation_id
    named = exchange(log, "早", "good morning").conversation_id
    log.rename(named, "Ｗeather 和天气")

    def found(text: str, limit: int = 9) -> list[int]:
        return [row.id for row in log.conversations_with(text, limit=limit)]

    assert found("天气") == [named, weather]
    assert found("WEATHER") == [named]
    assert found("气") == [named, weather]
    assert found("sunny") == [weather]
    assert found("good morning") == [named]
    assert found("你好") == [other]
    assert found("nowhere 不在") == []
    assert found("o", limit=1) == [named]
    assert log.conversations_with("hello", limit=9)[0].turns == 2


def test_a_given_title_stays_when_the_first_turn_goes_and_can_be_taken_away(log: ConversationLog) -> None:
    reply = exchange(log, "你好 hi", "hello")
    number = reply.conversation_id
    log.append_user_turn(number, "后来 later")
    append_reply(log, number, reply_saying("嗯 yes"))

    assert log.rename(number, "  去\n云南 \ud83d\ude00 ") == "去 云南 😀"
    log.reviews.delete(reply.id)
    assert (log.conversation(number).title, log.conversations()[0].title) == ("去 云南 😀", "去 云南 😀")
    assert log.rename(number, " \n ") == "后来 later"
    assert len(log.rename(number, "长" * 1000)) == LONGEST_TITLE


def test_a_title_leaves_no_byte_when_its_conversation_is_deleted(log: ConversationLog, path: Path) -> None:
    number = exchange(log, "你好 hi", "hello").conversation_id
    log.rename(number, "秘密 secret")
    log.delete_conversation(number)

    files = [file for file in path.parent.iterdir() if file.name.startswith(path.name)]
    assert not any(b"secret" in file.read_bytes() for file in files)


def test_what_is_not_there_cannot_be_named(log: ConversationLog) -> None:
    first = exchange(log, "你好 hi", "hello").conversation_id

    with pytest.raises(LogError, match=rf"found none with id 7; .* the newest are {first}$"):
        log.rename(7, "x")


def test_a_log_without_given_titles_takes_them(path: Path) -> None:
    make_older_log(path, stop_before="m005_given_titles", exchanges=2)

    with log_at(path) as log:
        assert log.conversations()[0].title == "早"
        log.rename(5, "新的 new")
        assert log.conversation(5).title == "新的 new"
    with Database(path) as plain:
        assert list(plain.query("SELECT title, given_title FROM conversations")) == [
            {"title": "早", "given_title": "新的 new"}
        ]
