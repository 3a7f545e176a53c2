from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.config import SearchConfig
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.review_records import QueueOrder, QueueRow, ReviewFilter
from chatbot.storage.search import folded_text
from chatbot.storage.verdict import Verdict
from tests.storage.samples import NOON, append_reply, exchange, log_at, reply_saying

ANSWERS = ("好啊，明天见", "yes, tomorrow", "OK 好的 let us meet 明天", "…")
"""Replies in Chinese, English, both and neither."""

PAGE = 3

FILTERS = [
    ReviewFilter(),
    ReviewFilter(state="reviewed"),
    ReviewFilter(state="all"),
    ReviewFilter(verdict=Verdict.CORRECTED),
    ReviewFilter(language="zh"),
    ReviewFilter(checkpoint="重训"),
    ReviewFilter(since="2026-11-01T12:00:05"),
    ReviewFilter(until="2026-11-01T12:00:05"),
    ReviewFilter(state="all", language="mixed", checkpoint="starter", since="2026-11-01", until="2026-11-02"),
]


class ErraticClock:
    """A clock that is put back now and then; two looks may tell the same moment."""

    def __init__(self, steps: list[int]) -> None:
        self._steps = steps
        self._looks = 0

    def __call__(self) -> datetime:
        self._looks += 1
        return NOON + timedelta(seconds=self._steps[self._looks % len(self._steps)])


@dataclass(frozen=True, slots=True)
class Said:
    """A reply to be logged: where, what, how sure, by whom, and what is thought of it."""

    conversation: int
    answer: str
    log_prob: float
    checkpoint: str
    verdicts: tuple[Verdict | None, ...]


SAID = st.builds(
    Said,
    st.integers(0, 2),
    st.sampled_from(ANSWERS),
    st.sampled_from((-0.5, -1.0, -7.25)),
    st.sampled_from(("starter", "重训")),
    st.lists(st.sampled_from((None, *Verdict)), max_size=2).map(tuple),
)


def talk(log: ConversationLog, said: list[Said]) -> None:
    conversations = [log.start(f"你好 {number}", checkpoint="starter").conversation_id for number in range(3)]
    for number, one in enumerate(said):
        log.append_user_turn(conversations[one.conversation], f"question 问题 {number}")
        reply = replace(reply_saying(one.answer), token_log_probs=(one.log_prob,))
        answer = log.append_reply(
            conversations[one.conversation],
            reply,
            checkpoint=one.checkpoint,
            search=SearchConfig(),
            seconds=1,
        )
        for verdict in one.verdicts:
            correction = "改 mended" if verdict is Verdict.CORRECTED else None
            log.reviews.add(answer.id, verdict, correction=correction)


def pages(log: ConversationLog, wanted: ReviewFilter, order: QueueOrder) -> Iterator[QueueRow]:
    page = log.reviews.queue(wanted, order, limit=PAGE)
    while page:
        yield from page
        page = log.reviews.queue(wanted, order, after=page[-1], limit=PAGE)


def everything(log: ConversationLog) -> list[QueueRow]:
    """Read every reply the plain way."""
    rows = []
    for conversation in log.conversations_since():
        before = ""
        for turn in conversation.turns:
            if turn.reply is not None:
                language = dict(zip(ANSWERS, ("zh", "en", "mixed", "mixed"), strict=True))[turn.text]
                verdict = turn.review.verdict if turn.review else None
                confidence, checkpoint = turn.reply.reply.confidence, turn.reply.checkpoint
                rows.append(
                    QueueRow(
                        turn.id,
                        conversation.id,
                        before,
                        turn.text,
                        confidence,
                        language,
                        checkpoint,
                        turn.said_at,
                        verdict,
                    )
                )
            before = turn.text
    return rows


def holds(text: str, said: str) -> bool:
    return folded_text(text) in folded_text(said)


def passes(row: QueueRow, wanted: ReviewFilter) -> bool:
    in_state = wanted.state == "all" or (row.verdict is None) == (wanted.state == "unreviewed")
    return (
        (row.verdict is wanted.verdict if wanted.verdict else in_state)
        and wanted.language in (None, row.language)
        and wanted.checkpoint in (None, row.checkpoint)
        and (wanted.since is None or row.said_at >= wanted.since)
        and (wanted.until is None or row.said_at[: len(wanted.until)] <= wanted.until)
        and (wanted.text is None or any(map(partial(holds, wanted.text), (row.prompt, row.reply))))
    )


def plainly_sorted(rows: list[QueueRow], order: QueueOrder) -> list[QueueRow]:
    if order is QueueOrder.LEAST_SURE:
        return sorted(rows, key=lambda row: (row.confidence, row.turn_id))
    if order is QueueOrder.NEWEST:
        return sorted(rows, key=lambda row: (row.said_at, row.turn_id), reverse=True)
    return sorted(rows, key=lambda row: (row.conversation_id, row.turn_id))


@settings(deadline=None, max_examples=25)
@given(said=st.lists(SAID, max_size=12), steps=st.lists(st.integers(0, 12), min_size=1, max_size=9))
def test_the_pages_of_a_queue_are_a_plain_sort_of_all_that_passes(
    tmp_path_factory: pytest.TempPathFactory, said: list[Said], steps: list[int]
) -> None:
    path = tmp_path_factory.mktemp("queue") / "log.db"
    with ConversationLog(path, clock=ErraticClock(steps)) as log:
        talk(log, said)
        rows = everything(log)

        for wanted, order in product(FILTERS, QueueOrder):
            expected = plainly_sorted([row for row in rows if passes(row, wanted)], order)
            assert list(pages(log, wanted, order)) == expected


@settings(deadline=None, max_examples=25)
@given(
    said=st.lists(SAID, max_size=12),
    text=st.sampled_from(("明天", "o", "1", "question 问题 2", "'\"", "没有 none")),
)
def test_a_queue_of_a_text_holds_the_replies_with_it_and_the_replies_to_it(
    tmp_path_factory: pytest.TempPathFactory, said: list[Said], text: str
) -> None:
    with log_at(tmp_path_factory.mktemp("text") / "log.db") as log:
        talk(log, said)
        rows = everything(log)

        for wanted, order in product(FILTERS, QueueOrder):
            asked = replace(wanted, text=text)
            expected = plainly_sorted([row for row in rows if passes(row, asked)], order)
            assert list(pages(log, asked, order)) == expected


@pytest.mark.parametrize("order", QueueOrder)
def test_a_page_goes_on_behind_a_row_that_was_reviewed_meanwhile(
    log: ConversationLog, order: QueueOrder
) -> None:
    for number in range(5):
        exchange(log, f"问 {number}", f"answer {number}")
    first, second, *rest = log.reviews.queue(ReviewFilter(), order, limit=5)
    log.reviews.add(second.turn_id, Verdict.GOOD)

    assert log.reviews.queue(ReviewFilter(), order, after=second, limit=5) == tuple(rest)
    assert log.reviews.queue(ReviewFilter(), order, limit=5) == (first, *rest)


def test_a_reply_to_nothing_has_an_empty_prompt(log: ConversationLog) -> None:
    answer = exchange(log, "你好", "hello")
    log._database.execute("UPDATE turns SET position = 5 WHERE id = ?", (answer.id,))

    (row,) = log.reviews.queue(ReviewFilter(), QueueOrder.NEWEST, limit=2)

    assert (row.prompt, row.reply) == ("", "hello")


def plan_of(log: ConversationLog, path: Path, read: Callable[[], object]) -> list[str]:
    """Return how SQLite finds the rows of the only query of replies that `read` makes."""
    asked: list[str] = []
    log._database.conn.set_trace_callback(asked.append)
    read()
    log._database.conn.set_trace_callback(None)
    (query,) = (query for query in asked if "replies" in query)
    with closing(sqlite3.connect(path)) as plain:
        return [row[3] for row in plain.execute(f"EXPLAIN QUERY PLAN {query}")]


@pytest.mark.parametrize("is_first", [True, False], ids=["first page", "later page"])
@pytest.mark.parametrize("order", QueueOrder)
@pytest.mark.parametrize("wanted", FILTERS)
def test_no_page_looks_through_all_replies_or_sorts_them(
    path: Path, log: ConversationLog, wanted: ReviewFilter, order: QueueOrder, is_first: bool
) -> None:
    exchange(log, "你好", "hello")
    (row,) = log.reviews.queue(ReviewFilter(), order, limit=1)
    after = None if is_first else row

    plan = plan_of(log, path, lambda: log.reviews.queue(wanted, order, after=after, limit=PAGE))

    assert not [step for step in plan if "SCAN" in step or "TEMP B-TREE" in step]


def steps_of_a_page(log: ConversationLog, wanted: ReviewFilter, order: QueueOrder, after: QueueRow) -> int:
    """Count, in hundreds, what SQLite's machine does for a page."""
    hundreds = 0

    def count() -> int:
        nonlocal hundreds
        hundreds += 1
        return 0

    log._database.conn.set_progress_handler(count, 100)
    log.reviews.queue(wanted, order, after=after, limit=PAGE)
    log._database.conn.set_progress_handler(None, 0)
    return hundreds


@pytest.mark.parametrize("order", QueueOrder)
def test_a_page_in_the_middle_of_many_replies_costs_what_the_same_page_of_few_does(
    path: Path, order: QueueOrder
) -> None:
    # All in one conversation, at one moment and equally sure: the hardest to tell apart.
    with ConversationLog(path, clock=lambda: NOON) as log:
        conversation = log.start("你好", checkpoint="starter").conversation_id
        costs = []
        for count in (20, 400):
            for _ in range(count):
                append_reply(log, conversation, reply_saying("hello 好"))
            rows = log.reviews.queue(ReviewFilter(), order, limit=1_000)
            costs.append(steps_of_a_page(log, ReviewFilter(), order, rows[len(rows) // 2]))

    assert costs[1] <= costs[0] + 1
