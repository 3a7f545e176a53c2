"""Logs of any size, of made-up Chinese, English and mixed talk; every table is filled as a chat fills it."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from chatbot.cli.log_file import open_log
from chatbot.cli.options import cache_directory
from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker
from chatbot.reply import AttentionMap, Reply
from chatbot.storage.records import LoggedReply, LoggedTurn, reply_columns, timestamp, title_of
from chatbot.storage.search import index_terms
from chatbot.text.segment import search_words

TURNS_A_CONVERSATION = 10

REVIEWED_SHARE = 0.1

TEXTS = 4_000
"""Different texts of a log; a chat repeats itself as well."""

REPLIES = 1_000
"""Different maps of attention."""

RARE_TURNS = 10
"""Turns with `RARE_TEXT`, at any size."""

RARE_TEXT = "我昨天看见一头犀牛 and it was a real rhinoceros"

_CHINESE_WORDS = """
    我 你 他 我们 今天 明天 昨天 早上 晚上 天气 公园 学校 老师 朋友 妈妈 北京 上海 电影
    音乐 书 手机 电脑 苹果 牛奶 咖啡 火车 飞机 问题 时间 工作 喜欢 觉得 知道 想去 看见 听说
    可以 应该 怎么样 为什么 什么 很好 有点 非常 一起 还是 因为 所以 但是 好 不 吗 呢 吧 的
    了 是 在 有 去 来 吃 喝 看 买 冷 热 大 小 多 新
"""

CHINESE = tuple(_CHINESE_WORDS.split())

_ENGLISH_WORDS = """
    i you he we they the a to of in on and but or is are was do did can will would like think know want see
    hear go come eat drink buy read play weather park school teacher friend mother city movie music book
    phone computer apple milk coffee train plane question time work today tomorrow yesterday morning evening
    what why how when where good bad nice warm cold big small new old very really maybe always never
    together with
"""

ENGLISH = tuple(_ENGLISH_WORDS.split())

PHRASES = (
    "今天天气怎么样",
    "what do you think about",
    "你好",
    "thank you very much",
    "我不知道",
    "see you tomorrow",
)

START = datetime(2024, 1, 1, tzinfo=UTC)

# FTS5 gathers terms in memory up to so many bytes, and merges what it has written out.
_CONVERSATION = "INSERT INTO conversations (id, title, started_at, checkpoint) VALUES (?, ?, ?, ?)"
_SET_HASH = "INSERT INTO turn_search (turn_search, rank) VALUES ('hashsize', ?)"
_USUAL_HASH, _LARGE_HASH = 1 << 20, 1 << 28

_Row = tuple[str | float | None, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """What turns are made of, prepared once."""

    texts: tuple[tuple[str, str], ...]
    """Each with the terms it is found by."""

    replies: tuple[dict[str, str | float], ...]
    """Columns of replies; who uses one puts in the ids and the moment."""


def talk_of(chance: random.Random) -> Talk:
    """Make the texts and the replies that turns are drawn from."""
    texts = [text_of(chance) for _ in range(TEXTS)]
    return Talk(
        texts=tuple((text, terms_of(text)) for text in texts),
        replies=tuple(_columns_of(chance, text) for text in texts[:REPLIES]),
    )


def text_of(chance: random.Random) -> str:
    """Make something one could say: Chinese, English or both, most of it of common words."""
    kind = chance.random()
    parts = [_sentence(chance, ENGLISH, " ")] if kind < 0.45 else [_sentence(chance, CHINESE, "")]
    if kind > 0.9:
        parts.append(_sentence(chance, ENGLISH, " "))
    if chance.random() < 0.15:
        parts.insert(0, chance.choice(PHRASES))
    return " ".join(parts)


def terms_of(text: str) -> str:
    """Spell the terms of the index, by the words of the command line."""
    return index_terms(text, lambda folded: search_words(folded, cache_directory()))


def reply_of(chance: random.Random, text: str) -> Reply:
    """Make a reply with as much attention as the shipped checkpoint tells: 1 to 5 KB, by words and pieces."""
    words = _attention(chance, chance.randint(2, 12), len(text.split()) + 5)
    pieces = _attention(chance, chance.randint(4, 16), len(text.split()) + 7)
    log_probs = tuple(-chance.expovariate(2) for _ in pieces.target_tokens)
    return Reply(text, words, pieces, log_probs, "eos")


def make_log(path: Path, turns: int) -> None:
    """Make a log in minutes: many turns a transaction, and without waiting for the disk."""
    chance = random.Random(turns)
    open_log(path).close()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA synchronous = OFF")
        plain.execute("PRAGMA cache_size = -500000")
        plain.execute(_SET_HASH, (_LARGE_HASH,))
        conversations = _conversations(chance, talk_of(chance), turns)
        while some := list(islice(conversations, 2_000)):
            with plain:
                for rows in some:
                    rows.insert_into(plain)
        plain.execute(_SET_HASH, (_USUAL_HASH,))
        plain.commit()
    # Or what is measured next would wait for all of this to reach the disk.
    os.sync()


@dataclass(frozen=True, slots=True)
class _Rows:
    """One conversation in the rows of every table."""

    conversation: _Row
    turns: list[_Row]
    terms: list[_Row]
    replies: list[dict[str, str | float]]
    reviews: list[_Row]

    def insert_into(self, plain: sqlite3.Connection) -> None:
        plain.execute(_CONVERSATION, self.conversation)
        plain.executemany("INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)", self.turns)
        plain.executemany("INSERT INTO turn_search (rowid, terms) VALUES (?, ?)", self.terms)
        columns = ", ".join(self.replies[0])
        named = ", ".join(f":{column}" for column in self.replies[0])
        plain.executemany(f"INSERT INTO replies ({columns}) VALUES ({named})", self.replies)
        plain.executemany(
            "INSERT INTO reviews (turn_id, verdict, corrected_text, reviewed_at) VALUES (?, ?, ?, ?)",
            self.reviews,
        )


def _conversations(chance: random.Random, talk: Talk, turns: int) -> Iterator[_Rows]:
    rare = set(chance.sample(range(1, turns + 1, 2), RARE_TURNS))
    for number in range(turns // TURNS_A_CONVERSATION):
        conversation_id = number + 1
        ids = range(number * TURNS_A_CONVERSATION + 1, conversation_id * TURNS_A_CONVERSATION + 1)
        texts = [_chosen(chance, talk, is_rare=turn_id in rare) for turn_id in ids]
        moments = [timestamp(START + timedelta(seconds=20 * turn_id)) for turn_id in ids]
        said = list(enumerate(zip(ids, texts, moments, strict=True), start=1))
        answered = [(turn_id, moment) for position, (turn_id, _, moment) in said if position % 2 == 0]
        yield _Rows(
            (conversation_id, title_of(texts[0][0]), moments[0], _checkpoint(conversation_id)),
            [
                (turn_id, conversation_id, position, "user" if position % 2 else "bot", text, moment)
                for position, (turn_id, (text, _), moment) in said
            ],
            [(turn_id, terms) for _, (turn_id, (_, terms), _) in said],
            [
                chance.choice(talk.replies)
                | {"turn_id": turn_id, "conversation_id": conversation_id, "said_at": moment}
                | {"confidence": chance.random(), "checkpoint": _checkpoint(conversation_id)}
                for turn_id, moment in answered
            ],
            list(_reviews(chance, answered)),
        )


def _chosen(chance: random.Random, talk: Talk, *, is_rare: bool) -> tuple[str, str]:
    return (RARE_TEXT, terms_of(RARE_TEXT)) if is_rare else chance.choice(talk.texts)


def _reviews(chance: random.Random, answered: Sequence[tuple[int, str]]) -> Iterator[_Row]:
    for turn_id, moment in answered:
        if chance.random() < REVIEWED_SHARE:
            verdict = chance.choice(("good", "bad", "corrected"))
            yield turn_id, verdict, "这样说更好 say this" if verdict == "corrected" else None, moment


def _checkpoint(conversation_id: int) -> str:
    return f"starter-taught-{conversation_id % 5}"


def _columns_of(chance: random.Random, text: str) -> dict[str, str | float]:
    logged = LoggedReply(reply_of(chance, text), "starter", SearchConfig(), chance.uniform(0.05, 0.5))
    return reply_columns(LoggedTurn(0, 0, Speaker.BOT, text, ""), logged)


def _attention(chance: random.Random, sources: int, targets: int) -> AttentionMap:
    rows = []
    for _ in range(targets):
        drawn = [chance.expovariate(1) for _ in range(sources)]
        rows.append(tuple(weight / sum(drawn) for weight in drawn))
    words = (*CHINESE, *ENGLISH)
    return AttentionMap(
        tuple(chance.choices(words, k=sources)), tuple(chance.choices(words, k=targets)), tuple(rows)
    )


def _sentence(chance: random.Random, words: Sequence[str], between: str) -> str:
    return between.join(chance.choices(words, k=chance.randint(3, 11))) + chance.choice(("？", "。", "!", ""))
