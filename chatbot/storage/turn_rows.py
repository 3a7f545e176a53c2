"""Turns as the log keeps them, read with all that belongs to them in one query."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from chatbot.dialogue import Speaker
from chatbot.errors import ConfigError, LogError
from chatbot.storage.records import LoggedTurn, reply_from
from chatbot.storage.review_records import Review, review_from

_REVIEW_COLUMNS = ("id", "turn_id", "verdict", "corrected_text", "note", "tags", "reviewed_at")

_TURNS = f"""
    SELECT turns.id, turns.conversation_id, speaker, text, turns.said_at,
        replies.turn_id AS reply_id, checkpoint, search, attention, pieces, token_log_probs, stop, seconds,
        confidence,
        {", ".join(f"reviews.{column} AS review_{column}" for column in _REVIEW_COLUMNS)}
    FROM turns
    LEFT JOIN replies ON replies.turn_id = turns.id
    LEFT JOIN reviews ON reviews.id = replies.review_id
"""

_OF_CONVERSATION = f"{_TURNS} WHERE turns.conversation_id = ? ORDER BY position DESC LIMIT ?"

_UP_TO = f"""
    {_TURNS} WHERE turns.conversation_id = (SELECT conversation_id FROM turns WHERE id = ?1)
        AND position <= (SELECT position FROM turns WHERE id = ?1)
    ORDER BY position DESC LIMIT ?2
"""


def rows_of(db: Database, sql: str, *parameters: str | int | None) -> list[dict[str, Any]]:
    """Read every row of a query."""
    # Fetched at once: an unfinished read would hold on to the log as it was, and an append be refused.
    return list(db.query(sql, parameters))


def turns_of(
    db: Database, path: Path, conversation_id: int, *, newest: int | None = None
) -> tuple[LoggedTurn, ...]:
    """Read the turns of a conversation in the order they were said; none of an unknown one.

    `newest` is how many are read at most, the last ones; None means all.
    """
    # SQLite takes a negative limit for none.
    rows = rows_of(db, _OF_CONVERSATION, conversation_id, -1 if newest is None else newest)
    return tuple(_turn_from(path, row) for row in reversed(rows))


def turns_up_to(db: Database, path: Path, turn_id: int, *, limit: int) -> tuple[LoggedTurn, ...]:
    """Read a turn and those before it, oldest first, `limit` of them at most; none of an unknown one."""
    rows = rows_of(db, _UP_TO, turn_id, limit)
    return tuple(_turn_from(path, row) for row in reversed(rows))


def _turn_from(path: Path, row: Mapping[str, Any]) -> LoggedTurn:
    try:
        reply = None if row["reply_id"] is None else reply_from(row, row["text"])
        review = _review_of(row)
        speaker = Speaker(row["speaker"])
    except (ValueError, KeyError, TypeError, ConfigError) as error:
        raise LogError(
            f"{path}: turn {row['id']} cannot be read, its row was changed by hand ({error})"
        ) from error
    return LoggedTurn(row["id"], row["conversation_id"], speaker, row["text"], row["said_at"], reply, review)


def _review_of(row: Mapping[str, Any]) -> Review | None:
    if row["review_id"] is None:
        return None
    return review_from({column: row[f"review_{column}"] for column in _REVIEW_COLUMNS})
