"""Ten thousand waiting replies: no more is fetched or drawn than is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlite_utils import Database
from textual.strip import Strip

from chatbot.storage.reviews import Reviews
from chatbot.tui import review_queue
from chatbot.tui.review_queue import PAGE
from chatbot.tui.widgets.queue_list import QueueList
from tests.tui.stage import opened, shown
from tests.tui.test_review import fill, list_of, review_of, settled

REPLIES = 10_002

COPIES = """
    WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < 3333)
"""


@pytest.fixture
def long_log(tmp_path: Path) -> Path:
    """Return a log of three replies, said 3,334 times over."""
    path = tmp_path / "log.db"
    with opened(path) as log:
        fill(log)
    db = Database(path, execute_plugins=False)
    with db.atomic():
        db.execute(f"""{COPIES}
            INSERT INTO turns (id, conversation_id, position, speaker, text, said_at)
            SELECT id + 10 * n, 1, position + 10 * n, speaker, text || ' ' || n, said_at
            FROM copies, turns WHERE id < 10 ORDER BY n, id
        """)
        columns = [name for name in db.table("replies").columns_dict if name not in ("turn_id", "confidence")]
        db.execute(f"""{COPIES}
            INSERT INTO replies (turn_id, confidence, {", ".join(columns)})
            SELECT turn_id + 10 * n, 0.2 + n / 10000.0, {", ".join(columns)}
            FROM copies, replies WHERE turn_id < 10
        """)
    db.close()
    return path


@contextmanager
def counted_rows() -> Iterator[list[int]]:
    """Give the number of rows of every page that is fetched within."""
    fetched: list[int] = []
    queue = Reviews.queue

    def counting(*arguments: object, **named: object) -> object:
        rows = queue(*arguments, **named)  # type: ignore[arg-type]
        fetched.append(len(rows))
        return rows

    with patch.object(Reviews, "queue", counting):
        yield fetched


async def test_opening_fetches_a_page_or_two_of_ten_thousand(long_log: Path) -> None:
    with opened(long_log) as log, counted_rows() as fetched:
        async with review_of(log).run_test() as pilot:
            await pilot.pause()

            assert f"reviewed 0 of {REPLIES:,}" in shown(pilot)
            assert sum(fetched) <= 2 * PAGE


async def test_going_down_fetches_one_page_at_a_time(long_log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = 12
    monkeypatch.setattr(review_queue, "PAGE", page)
    with opened(long_log) as log, counted_rows() as fetched:
        async with review_of(log).run_test() as pilot:
            await settled(pilot, *["j"] * (3 * page))

            assert list_of(pilot).chosen == 3 * page
            assert set(fetched) == {page}
            assert sum(fetched) <= 6 * page


async def test_only_lines_in_view_are_drawn(long_log: Path) -> None:
    drawn: list[int] = []
    render_line = QueueList.render_line

    def counting(of: QueueList, y: int) -> Strip:
        drawn.append(y)
        return render_line(of, y)

    with opened(long_log) as log:
        async with review_of(log).run_test() as pilot:
            await settled(pilot, *["end"] * 6)
            height = list_of(pilot).size.height
            with patch.object(QueueList, "render_line", counting):
                await settled(pilot, "k")

            assert list_of(pilot).virtual_size.height > 500
            assert set(drawn) <= set(range(height))


async def test_a_decision_far_down_costs_no_more_rows(long_log: Path) -> None:
    with opened(long_log) as log:
        async with review_of(log).run_test() as pilot:
            await settled(pilot, *["end"] * 6)
            with counted_rows() as fetched:
                await settled(pilot, "k", "k", "k", "+")

            assert fetched in ([], [PAGE])
            assert f"reviewed 1 of {REPLIES:,}" in shown(pilot)
