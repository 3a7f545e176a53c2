"""The index of the log against a plain scan of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from chatbot.dialogue import Speaker
from chatbot.errors import LogError
from chatbot.storage import search
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.records import storable
from chatbot.storage.review_records import QueueOrder, ReviewFilter
from chatbot.storage.schema import migrations
from chatbot.storage.search import FoundTurn, folded_text
from chatbot.text.segment import search_words
from tests.storage.samples import TickingClock, append_reply, log_at, reply_saying

SIGNS = (
    "今天气好的不要我们喜欢北京电影人工智能"
    "abcdeABCÀéßİſΣς 12"
    ",.:;!?\"'()*-+^{}[]<>@#$%&/\\|_=~`"
    "，。！？：；“”《》、…"
    "ＡＢｃ１！　ｶﾞ½㎏ﬁ"
    "𠀀𪛖㐀々〇葛\U000e0100"
    "e\u0301\u0302\u0327가각\u1100\u1161"
    "😀👍🏽👨\u200d👩❤\ufe0f🇨🇳"
    "\n\t\r\x00\x1b\x85\u2028\u202e\ufeff\ue020\ue022\uffff"
)
"""What meets where people type: two scripts, operators, folds of one into two, marks, controls."""

PIECES = st.sampled_from(
    (
        "今天天气真好",
        "人工智能",
        "我喜欢北京的天气",
        "the weather",
        "then",
        "NEAR(a b)",
        "AND",
        "OR NOT",
        'terms: "x"*',
        "it's",
        "-",
        "naïve café",
    )
)

TEXTS = st.lists(st.text(st.sampled_from(SIGNS), max_size=8) | PIECES, max_size=4).map("".join) | st.text(
    st.characters(exclude_categories=()), max_size=12
)

LOGS = st.lists(TEXTS, min_size=1, max_size=6)

DISK_TIME = settings(deadline=None, max_examples=50)


class Scanned:
    """A log and the turns in it, newest first, as a scan reads them."""

    def __init__(self, path: Path) -> None:
        self.log = ConversationLog(path, clock=TickingClock(), words=search_words)
        self.turns: list[FoundTurn] = []

    def say(self, texts: Iterable[str]) -> None:
        for text in texts:
            turn = self.log.start(text, checkpoint="starter")
            found = FoundTurn(turn.conversation_id, turn.id, turn.speaker, turn.text, turn.said_at)
            self.turns.insert(0, found)

    def holding(self, *parts: str) -> tuple[FoundTurn, ...]:
        return tuple(turn for turn in self.turns if all(part in folded_text(turn.text) for part in parts))


NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scanned")


def scanned(folder: Path, texts: Iterable[str]) -> Scanned:
    made = Scanned(folder / f"{next(NUMBERS)}.db")
    made.log._database.execute("PRAGMA synchronous = OFF")
    made.say(texts)
    return made


def parts_of(text: str, length: int) -> set[str]:
    return {text[start : start + length] for start in range(len(text) - length + 1)}


@DISK_TIME
@given(texts=LOGS)
def test_every_part_of_every_turn_finds_what_a_scan_finds_and_no_more(folder: Path, texts: list[str]) -> None:
    made = scanned(folder, texts)

    with made.log as log:
        for text in (folded_text(storable(text)) for text in texts):
            for part in set().union(*(parts_of(text, length) for length in (1, 2, 3, 4, 7, len(text)))):
                if part.strip():
                    assert log.search(part) == made.holding(part.strip())
                    assert log._search.find_ids(part) == tuple(turn.turn_id for turn in log.search(part))


@DISK_TIME
@given(texts=LOGS, query=TEXTS)
def test_any_query_finds_what_a_scan_finds_by_its_letters_or_else_by_its_words(
    folder: Path, texts: list[str], query: str
) -> None:
    made = scanned(folder, texts)
    folded = folded_text(storable(query))
    words = search._telling(search_words(folded))

    with made.log as log:
        found = log.search(query)

    literal = made.holding(folded) if folded else ()
    if literal or len(words) < 2:
        assert found == literal
    else:
        assert set(found) <= set(made.holding(*words))
        cut = [set(search._telling(search_words(folded_text(turn.text)))) for turn in made.turns]
        assert {turn for turn, has in zip(made.turns, cut, strict=True) if has >= set(words)} <= set(found)


SAID = (
    "今天天气真好",
    "我喜欢北京的天气，very much!",
    "Hello World, 你好世界",
    "重跑gen-itgc后修复",
    "这是\n两行 text with  spaces",
    'she said "no" AND left: why? 100%',
    "𠀀𪛖 rare, 😀👍🏽 emoji",
    "ＦＵＬＬ width １２３",
    "Café au lait",
    "the cat saw the dog",
)


@pytest.fixture(scope="module")
def said(folder: Path) -> Iterator[ConversationLog]:
    with scanned(folder, SAID).log as log:
        yield log


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("好", (3, 1)),
        ("天气", (2, 1)),
        ("气真", (1,)),
        ("天天", (1,)),
        ("天气，VERY", (2,)),
        ("的天气,", (2,)),
        ("itgc", (4,)),
        ("o w", (3,)),
        ("两行 t", (5,)),
        ("with spaces", (5,)),
        ('"no" and', (6,)),
        ("left:", (6,)),
        ("0%", (6,)),
        ("*", ()),
        ("-", (4,)),
        ("AND", (6,)),
        ("hello OR 天气", ()),
        ("𪛖", (7,)),
        ("👍", (7,)),
        ("full WIDTH 123", (8,)),
        ("CAFÉ", (9,)),
        ("cafe\u0301", (9,)),
        ("dog cat", (10,)),
        ("天气 北京", (2,)),
        ("世界 hello", (3,)),
        ("北京 hello", ()),
        (" ", ()),
        ("", ()),
        ("\ud800", ()),
    ],
)
def test_people_find_what_they_look_for(said: ConversationLog, query: str, places: tuple[int, ...]) -> None:
    assert tuple(turn.turn_id for turn in said.search(query)) == places


def test_what_is_found_says_who_said_it_when_and_where(log: ConversationLog) -> None:
    turn = log.start("你好 there", checkpoint="starter")
    append_reply(log, turn.conversation_id, reply_saying("天气 weather"))

    assert log.search("weather") == (
        FoundTurn(1, 2, Speaker.BOT, "天气 weather", "2026-11-01T12:00:02.000Z"),
    )


def test_the_newest_come_first_and_no_more_than_asked_for(
    log: ConversationLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "BATCH", 3)
    for number in range(10):
        log.start(f"第 {number} 天 day", checkpoint="starter")

    assert [turn.turn_id for turn in log.search("天")] == list(range(10, 0, -1))
    assert [turn.turn_id for turn in log.search("day", limit=4)] == [10, 9, 8, 7]


def test_a_query_of_any_length_is_looked_for_whole(log: ConversationLog) -> None:
    long = "很长的一句话 a long story " * 2_000
    log.start(long + "甲", checkpoint="starter")
    log.start(long + "b", checkpoint="starter")

    assert [turn.turn_id for turn in log.search(long + "甲")] == [1]


def test_a_turn_that_was_not_kept_is_not_found(log: ConversationLog) -> None:
    pages = log._database.execute("PRAGMA page_count").fetchone()[0]
    log._database.execute(f"PRAGMA max_page_count = {pages + 1}")

    with pytest.raises(LogError, match="the disk is full"):
        log.start("天气 weather " * 9_000, checkpoint="starter")

    assert log.search("天气") == ()


def test_turns_of_an_older_log_are_found(path: Path) -> None:
    with Database(path) as old:
        migrations.apply(old, stop_before="m002_replies")
        old.execute("INSERT INTO conversations VALUES (5, '早', '2026-11-01T12:00:00.000Z', 'starter')")
        old.execute("INSERT INTO turns VALUES (9, 5, 1, 'user', '今天天气 weather', 'then')")

    with log_at(path) as log:
        assert [turn.turn_id for turn in log.search("天天")] == [9]
        assert [turn.turn_id for turn in log.search("EATHER")] == [9]


def test_a_deleted_turn_leaves_nothing_in_the_index(log: ConversationLog) -> None:
    secret = log.start("秘密 xyzzy", checkpoint="starter")
    for number in range(40):
        log.start(f"公开 public {number}", checkpoint="starter")

    log.delete_conversation(secret.conversation_id)

    assert log.search("xyzzy") == ()
    assert len(log.search("公开")) == 40
    blocks = log._database.execute("SELECT block FROM turn_search_data").fetchall()
    assert not any(trace in block for (block,) in blocks for trace in (b"xyz", "秘".encode()))


def test_the_queue_is_filtered_by_what_the_search_finds(log: ConversationLog) -> None:
    for prompt, answer in (("天气?", "晴 sunny"), ("why?", "天气 weather"), ("bye", "再见")):
        append_reply(log, log.start(prompt, checkpoint="starter").conversation_id, reply_saying(answer))

    rows = log.reviews.queue(ReviewFilter(text="天气"), QueueOrder.NEWEST, limit=9)

    assert [(row.prompt, row.reply) for row in rows] == [("why?", "天气 weather"), ("天气?", "晴 sunny")]
