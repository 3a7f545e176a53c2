"""The replies that are up for review: which, in what order, and how many of them are here by now."""

from __future__ import annotations

from dataclasses import replace

from chatbot.storage.review_records import QueueOrder, QueueRow, ReviewFilter
from chatbot.storage.reviews import Reviews
from chatbot.storage.verdict import Verdict

PAGE = 50
"""How many rows are fetched at a time."""


class ReviewQueue:
    """A part of the log's queue that grows as one goes down; decided rows stay until it is opened anew.

    Every method that reads the log raises LogError where it cannot; then nothing has changed.
    """

    def __init__(self, reviews: Reviews) -> None:
        """Begin with nothing fetched."""
        self._reviews = reviews
        self.wanted = ReviewFilter()
        self.order = QueueOrder.LEAST_SURE
        self.rows: list[QueueRow] = []
        """Those fetched so far; changed in place."""

        self._is_whole = False

    def open(self, wanted: ReviewFilter, order: QueueOrder) -> None:
        """Fetch the first rows of another queue."""
        rows = self._reviews.queue(wanted, order, limit=PAGE)
        self.wanted, self.order = wanted, order
        self.rows[:] = rows
        self._is_whole = len(rows) < PAGE

    def grow(self) -> bool:
        """Fetch the next rows; tell whether there were any."""
        if self._is_whole or not self.rows:
            return False
        rows = self._reviews.queue(self.wanted, self.order, after=self.rows[-1], limit=PAGE)
        self.rows.extend(rows)
        self._is_whole = len(rows) < PAGE
        return bool(rows)

    def index_of(self, turn_id: int) -> int | None:
        """Return where a reply stands; None where it is not among the rows fetched."""
        return next((index for index, row in enumerate(self.rows) if row.turn_id == turn_id), None)

    def judge(self, index: int, verdict: Verdict | None) -> None:
        """Show another verdict on a row."""
        self.rows[index] = replace(self.rows[index], verdict=verdict)

    def remove(self, index: int) -> None:
        """Take a row out."""
        # The last row is where the next ones begin: it may only go when there are none.
        if index == len(self.rows) - 1:
            self.grow()
        del self.rows[index]
