"""How much is in a log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from chatbot.storage.review_records import ReviewCounts


@dataclass(frozen=True, slots=True)
class LogStatistics:
    """What a log holds, in numbers."""

    conversations: int

    turns: int
    """Of both sides."""

    replies: int
    """The bot's turns among them."""

    by_language: Mapping[str, int]
    """Replies in each language, the most first."""

    by_checkpoint: Mapping[str, int]
    """Replies of each model, the most first."""

    reviews: ReviewCounts

    first_said_at: str | None
    last_said_at: str | None
    """ISO 8601, UTC, milliseconds; None while nothing is said."""

    size_bytes: int
    """Of the file; what was said last may still stand beside it."""


_COUNTS = """
    SELECT (SELECT count(*) FROM conversations), (SELECT count(*) FROM turns),
        (SELECT count(*) FROM replies),
        (SELECT said_at FROM turns ORDER BY id LIMIT 1),
        (SELECT said_at FROM turns ORDER BY id DESC LIMIT 1),
        (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size)
"""

# Of these an index of the review queue holds all, so that no attention is read.
_BY_LANGUAGE = "SELECT language, count(*) FROM replies GROUP BY language ORDER BY 2 DESC, 1"

_BY_CHECKPOINT = "SELECT checkpoint, count(*) FROM replies GROUP BY checkpoint ORDER BY 2 DESC, 1"


def read_statistics(database: Database, reviews: ReviewCounts) -> LogStatistics:
    """Count what is in a log."""
    conversations, turns, replies, first, last, size = database.execute(_COUNTS).fetchone()
    return LogStatistics(
        conversations=conversations,
        turns=turns,
        replies=replies,
        by_language=dict(database.execute(_BY_LANGUAGE).fetchall()),
        by_checkpoint=dict(database.execute(_BY_CHECKPOINT).fetchall()),
        reviews=reviews,
        first_said_at=first,
        last_said_at=last,
        size_bytes=size,
    )
