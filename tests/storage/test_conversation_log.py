from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker
from chatbot.errors import LogError
from chatbot.reply import AttentionMap, Reply, StopReason
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.records import storable, timestamp, title_of
from tests.storage.samples import NOON, append_reply, log_at, reply_saying

ANY_TEXT = st.text(st.characters(exclude_categories=()))
"""Control characters, NUL, quotes, emoji, lone surrogates: whatever a terminal can deliver."""

DISK_TIME = settings(deadline=None)
"""Every turn waits for the disk, and a busy disk takes its time."""

SPOKEN = (
    "你好，今天有空吗？",
    "How are you?",
    "我们 meet 在 the café 吧 😀",
    "two\nlines",
    'it\'s "quoted"; --',
)


@pytest.mark.parametrize("text", SPOKEN)
def test_a_turn_is_kept_as_it_was_typed(path: Path, text: str) -> None:
    with log_at(path) as log:
        turn = log.start(text, checkpoint="starter")

    with log_at(path) as log:
        assert log.conversation(turn.conversation_id).turns == (turn,)
    assert turn.text == text


@DISK_TIME
@given(text=ANY_TEXT)
def test_any_text_comes_back_whole_but_for_lone_surrogates(shared_log: ConversationLog, text: str) -> None:
    turn = shared_log.start(text, checkpoint=text)

    read = shared_log.conversation(turn.conversation_id)

    assert read.turns[0].text == read.checkpoint == storable(text)


@given(text=st.text())
def test_text_without_surrogates_is_stored_unchanged(text: str) -> None:
    assert storable(text) == text


@given(text=ANY_TEXT)
def test_what_is_storable_can_be_written_as_utf_8(text: str) -> None:
    assert storable(text).encode().decode() == storable(text)


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert storable("好\ud800a\udcffb") == "好\ufffda\ufffdb"


@st.composite
def attention_maps(draw: st.DrawFn) -> AttentionMap:
    source = draw(st.lists(ANY_TEXT, min_size=1, max_size=4))
    target = draw(st.lists(ANY_TEXT, min_size=1, max_size=4))
    shares = st.lists(st.floats(1e-3, 1), min_size=len(source), max_size=len(source))
    rows = [draw(shares) for _ in target]
    weights = tuple(tuple(share / sum(row) for share in row) for row in rows)
    return AttentionMap(tuple(map(storable, source)), tuple(map(storable, target)), weights)


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    log_probs = tuple(draw(st.lists(st.floats(-99, 0), max_size=4)))
    stop: StopReason = draw(st.sampled_from(("eos", "length", "cancelled")))
    reply = Reply(storable(draw(ANY_TEXT)), draw(attention_maps()), draw(attention_maps()), log_probs, stop)
    return replace(reply, confidence=draw(st.floats(0, 1))) if draw(st.booleans()) else reply


@DISK_TIME
@given(reply=replies())
def test_any_reply_comes_back_with_all_that_is_known_of_it(shared_log: ConversationLog, reply: Reply) -> None:
    turn = shared_log.start("问 a question", checkpoint="starter")

    answer = append_reply(shared_log, turn.conversation_id, reply)

    assert shared_log.conversation(turn.conversation_id).turns == (turn, answer)
    assert answer.reply is not None
    assert answer.reply.reply == reply


def test_a_reply_without_attention_keeps_its_tokens(log: ConversationLog) -> None:
    blind = AttentionMap(("你好",), ("hi", "</s>"), ())
    turn = log.start("你好", checkpoint="plain")

    append_reply(log, turn.conversation_id, Reply("hi", blind, blind, (-0.5, -0.5), "length"))

    logged = log.conversation(turn.conversation_id).turns[1].reply
    assert logged is not None
    assert logged.reply.attention == blind


def test_a_reply_is_kept_with_its_model_and_its_search(log: ConversationLog) -> None:
    sampling = SearchConfig("sample", temperature=0.7, top_k=40, seed=3)
    turn = log.start("你好 there", checkpoint="starter")

    log.append_reply(
        turn.conversation_id, reply_saying("嗨 hi"), checkpoint="retrained", search=sampling, seconds=1.5
    )

    logged = log.conversation(turn.conversation_id).turns[1].reply
    assert logged is not None
    assert (logged.checkpoint, logged.search, logged.seconds) == ("retrained", sampling, 1.5)


def test_turns_come_back_in_the_order_they_were_said(log: ConversationLog) -> None:
    first = log.start("早上好", checkpoint="starter").conversation_id
    second = log.start("good morning", checkpoint="starter").conversation_id
    append_reply(log, first, reply_saying("早"))
    log.append_user_turn(second, "anyone?")
    log.append_user_turn(first, "吃了吗？ and you?")

    turns = log.conversation(first).turns

    assert [(turn.speaker, turn.text) for turn in turns] == [
        (Speaker.USER, "早上好"),
        (Speaker.BOT, "早"),
        (Speaker.USER, "吃了吗？ and you?"),
    ]


def test_conversations_are_listed_newest_first_with_their_turns_counted(log: ConversationLog) -> None:
    first = log.start("你好", checkpoint="starter").conversation_id
    log.start("hello", checkpoint="other")
    append_reply(log, first, reply_saying("嗨"))

    listed = log.conversations()

    assert [(entry.title, entry.turns, entry.checkpoint) for entry in listed] == [
        ("hello", 1, "other"),
        ("你好", 2, "starter"),
    ]


def test_a_list_may_end_after_the_newest_conversations(log: ConversationLog) -> None:
    for title in ("你好", "hello", "在吗 there"):
        log.start(title, checkpoint="starter")

    listed = log.conversations(limit=2)

    assert [entry.title for entry in listed] == ["在吗 there", "hello"]


def test_the_end_of_a_conversation_is_read_alone(log: ConversationLog) -> None:
    first = log.start("一 one", checkpoint="starter")
    for text in ("二 two", "三 three"):
        log.append_user_turn(first.conversation_id, text)

    end = log.conversation(first.conversation_id, newest=2)

    assert [turn.text for turn in end.turns] == ["二 two", "三 three"]


def test_the_last_conversation_is_the_one_in_which_something_was_said_last(log: ConversationLog) -> None:
    with pytest.raises(LogError, match="found none yet; chat first"):
        log.last_conversation()
    first = log.start("你好 hi", checkpoint="starter")
    log.start("again 再来", checkpoint="starter")
    log.append_user_turn(first.conversation_id, "还是我 me")

    assert log.last_conversation() == first.conversation_id


def test_another_thread_opens_the_log_once_more(log: ConversationLog) -> None:
    log.start("你好 hi", checkpoint="starter")

    def read() -> list[str]:
        with log.reopened() as own:
            return [summary.title for summary in own.conversations()]

    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(read).result() == ["你好 hi"]


def test_opening_a_log_leaves_no_conversation(log: ConversationLog) -> None:
    assert log.conversations() == ()


def test_an_unknown_conversation_is_named_in_one_line(log: ConversationLog) -> None:
    with pytest.raises(LogError, match=r"found none with id 7; `chatbot logs list` names them"):
        log.conversation(7)


def test_a_turn_of_an_unknown_conversation_is_refused_and_the_log_goes_on(log: ConversationLog) -> None:
    with pytest.raises(LogError, match="found none with id 7"):
        log.append_user_turn(7, "有人吗 anyone?")

    log.start("你好 again", checkpoint="starter")

    assert [conversation.title for conversation in log.conversations()] == ["你好 again"]


def test_conversations_since_a_moment_come_oldest_first(path: Path) -> None:
    for day, text in enumerate(("前天", "yesterday", "今天 today")):
        with log_at(path, NOON + timedelta(days=day)) as log:
            log.start(text, checkpoint="starter")

    with log_at(path) as log:
        since = [conversation.title for conversation in log.conversations_since(NOON + timedelta(days=1))]
        everything = [conversation.title for conversation in log.conversations_since()]

    assert since == ["yesterday", "今天 today"]
    assert everything == ["前天", "yesterday", "今天 today"]


def test_others_can_write_between_two_conversations_of_an_export(path: Path) -> None:
    with log_at(path) as reader, log_at(path) as writer:
        for text in ("一", "two"):
            writer.start(text, checkpoint="starter")
        read = reader.conversations_since()
        next(read)

        writer.append_user_turn(2, "还在吗 still there?")

        assert [turn.text for turn in next(read).turns] == ["two", "还在吗 still there?"]


def test_times_are_kept_in_utc_to_the_millisecond(path: Path) -> None:
    shanghai = timezone(timedelta(hours=8))
    clock = lambda: datetime(2026, 11, 2, 7, 30, 0, 123_456, shanghai)  # noqa: E731

    with ConversationLog(path, clock=clock) as log:
        assert log.start("早", checkpoint="starter").said_at == "2026-11-01T23:30:00.123Z"


@given(first=st.datetimes(timezones=st.just(UTC)), second=st.datetimes(timezones=st.just(UTC)))
def test_times_sort_as_text(first: datetime, second: datetime) -> None:
    first, second = (
        moment.replace(microsecond=moment.microsecond // 1000 * 1000) for moment in (first, second)
    )

    assert (timestamp(first) < timestamp(second)) == (first < second)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("你好", "你好"),
        ("  hello\n\tthere  ", "hello there"),
        ("好" * 120, "好" * 120),
        ("好" * 121, "好" * 119 + "…"),
        ("a" * 118 + " 天 b", "a" * 118 + "…"),
        ("", ""),
    ],
)
def test_the_first_turn_names_the_conversation_in_one_short_line(text: str, title: str) -> None:
    assert title_of(text) == title


def test_the_log_is_readable_by_its_owner_alone(path: Path, log: ConversationLog) -> None:
    log.start("秘密 secret", checkpoint="starter")

    files = sorted(path.parent.iterdir())

    assert [file.name for file in files] == ["log.db", "log.db-shm", "log.db-wal"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_missing_directory_is_made_for_the_owner_alone(tmp_path: Path) -> None:
    with log_at(tmp_path / "chatbot" / "log.db"):
        pass

    assert stat.S_IMODE((tmp_path / "chatbot").stat().st_mode) == 0o700


def test_the_mode_of_a_directory_that_is_there_stays(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    with log_at(tmp_path / "log.db"):
        pass

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_path_may_hold_what_a_uri_may_not(tmp_path: Path) -> None:
    path = tmp_path / "50%? 日志 #1&mode=ro.db"

    with log_at(path) as log:
        log.start("在", checkpoint="starter")

    assert path.is_file()


def test_any_sqlite_browser_can_read_the_log(path: Path) -> None:
    with log_at(path) as log:
        append_reply(
            log, log.start("你好 there", checkpoint="starter").conversation_id, reply_saying("嗨 hi")
        )

    plain = sqlite3.connect(path)
    rows = plain.execute(
        "SELECT text, json_extract(attention, '$.weights[0][0]') FROM turns JOIN replies ON turn_id = id"
    ).fetchall()
    plain.close()

    assert rows == [("嗨 hi", 0.75)]


def test_a_setting_that_is_gone_does_not_hide_the_reply(path: Path, log: ConversationLog) -> None:
    turn = log.start("你好", checkpoint="starter")
    append_reply(log, turn.conversation_id, reply_saying("hi"))
    other = sqlite3.connect(path)
    other.execute("""UPDATE replies SET search = '{"strategy": "greedy", "gone": 1}'""")
    other.commit()
    other.close()

    logged = log.conversation(turn.conversation_id).turns[1].reply

    assert logged is not None
    assert logged.search == replace(SearchConfig(), strategy="greedy")
