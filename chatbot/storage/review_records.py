"""What a reviewer thinks of replies, as values; and which replies a reviewer wants to see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from chatbot.storage.verdict import ADOPTED, Verdict

if TYPE_CHECKING:
    # A turn knows its review, and this module what there is about a turn: only the types meet in a circle.
    from chatbot.storage.records import LoggedTurn

ReviewState = Literal["unreviewed", "reviewed", "all"]


class QueueOrder(StrEnum):
    """In which order replies come up for review."""

    LEAST_SURE = "least-sure"
    """By confidence, the lowest first."""

    NEWEST = "newest"
    """By the moment they were said, the latest first."""

    CONVERSATION = "conversation"
    """As they were said, one conversation after the other, the oldest first."""


@dataclass(frozen=True, slots=True)
class Review:
    """The judgement of one reply, whole, after one act of a reviewer."""

    id: int

    turn_id: int
    """The bot's turn that is judged."""

    verdict: Verdict | None
    """None: there is only a note or tags so far, and the reply still waits."""

    correction: str | None
    """What should have been said; there if and only if the verdict is CORRECTED."""

    note: str | None
    tags: tuple[str, ...]

    reviewed_at: str
    """ISO 8601, UTC, milliseconds."""

    def __post_init__(self) -> None:
        """Refuse a correction without its verdict, and the verdict without a correction."""
        if (self.correction is not None) != (self.verdict is Verdict.CORRECTED):
            raise ValueError(f"expected a correction exactly when corrected, found {self.verdict}")

    @property
    def adopted(self) -> str | None:
        """Return what the conversation went on with in place of the reply; None where it was the reply."""
        return self.correction if ADOPTED in self.tags else None


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which replies a queue holds; None lets all pass."""

    state: ReviewState = "unreviewed"

    language: str | None = None
    """Of the reply: zh, en or mixed."""

    checkpoint: str | None = None
    """The model that answered."""

    since: str | None = None
    """The first moment, ISO 8601 in UTC, or the beginning of one: a day is meant from its start."""

    until: str | None = None
    """The last moment, or the beginning of one: a day is meant to its end."""

    verdict: Verdict | None = None
    """Asks for reviewed replies, whatever the state says."""

    text: str | None = None
    """What the prompt or the reply holds."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A reply as a line of the queue shows it."""

    turn_id: int
    conversation_id: int

    prompt: str
    """What the reply answers; empty where that is not in the log."""

    reply: str

    confidence: float
    """The geometric mean of the tokens' probabilities, 0 to 1."""

    language: str
    checkpoint: str
    said_at: str
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class ReviewedReply:
    """All there is to know about one reply."""

    turn: LoggedTurn

    context: tuple[LoggedTurn, ...]
    """The turns before it, oldest first; the prompt is the last."""

    review: Review | None


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How far the reviewing of the whole log is."""

    waiting: int
    """Replies without a verdict."""

    good: int
    bad: int
    corrected: int


def review_from(columns: Mapping[str, Any]) -> Review:
    """Read a review from its row.

    Raises:
        ValueError, KeyError, TypeError: somebody has changed the row by hand.
    """
    return Review(
        columns["id"],
        columns["turn_id"],
        verdict_from(columns["verdict"]),
        columns["corrected_text"],
        columns["note"],
        tuple(map(str, json.loads(columns["tags"]))),
        columns["reviewed_at"],
    )


def verdict_from(spelled: str | None) -> Verdict | None:
    """Read a verdict from its column."""
    return None if spelled is None else Verdict(spelled)
