"""Turns taken out of the log and of the bytes of its files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from chatbot.errors import LogError
from chatbot.reply import TURN_TOKEN
from chatbot.storage.records import title_of
from chatbot.storage.search import purge_index
from chatbot.storage.turn_rows import rows_of

REMOVED_TOKEN = "…"
"""Stands for a source token that may have been a removed turn's."""

LARGEST_REWRITTEN = 256 * 1024 * 1024
"""Bytes of a log that is written anew after a removal, in two or three seconds on a slow disk.

A larger one would keep others waiting for too long. There what was removed is overwritten in its place,
and in rare cases a copy of it stays in the unused part of a page until that part is used.
"""

_GIVEN = "(SELECT value FROM json_each(?))"

_REMOVALS = (
    f"DELETE FROM lessons WHERE review_id IN (SELECT id FROM reviews WHERE turn_id IN {_GIVEN})",
    f"DELETE FROM reviews WHERE turn_id IN {_GIVEN}",
    f"DELETE FROM replies WHERE turn_id IN {_GIVEN}",
    f"DELETE FROM turn_search WHERE rowid IN {_GIVEN}",
    f"DELETE FROM turns WHERE id IN {_GIVEN}",
)

# The prompt: what stands right before the reply, unless that is a reply itself.
_EXCHANGE = """
    SELECT turns.id, turns.conversation_id, turns.position FROM turns AS answers
    JOIN turns ON turns.conversation_id = answers.conversation_id AND (
        turns.id = answers.id OR turns.position = answers.position - 1 AND turns.speaker = 'user'
    )
    WHERE answers.id = ? ORDER BY turns.position
"""

_LATER_REPLIES = """
    SELECT turn_id, attention, pieces FROM turns JOIN replies ON turn_id = turns.id
    WHERE turns.conversation_id = ?1 AND position > ?2 AND (instr(attention, ?3) OR instr(pieces, ?3))
"""


def remove_exchange(db: Database, reply_id: int) -> None:
    """Remove a reply, the prompt it answers, and what else of the conversation repeats them."""
    exchange = rows_of(db, _EXCHANGE, reply_id)
    conversation_id = exchange[0]["conversation_id"]
    first = _first_turn(db, conversation_id)
    _remove_turns(db, [turn["id"] for turn in exchange])
    rest = _first_turn(db, conversation_id)
    if not rest:
        db.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))
        return
    if rest != first:
        # The title is the beginning of the first turn.
        title = title_of(rest[0]["text"])
        db.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, conversation_id))
    _forget_context(db, conversation_id, exchange[0]["position"])


def remove_conversation(db: Database, conversation_id: int) -> bool:
    """Remove a conversation with all that was said; False if there is none of this id."""
    turns = rows_of(db, "SELECT id FROM turns WHERE conversation_id = ?", conversation_id)
    _remove_turns(db, [turn["id"] for turn in turns])
    return db.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,)).rowcount > 0


def erase_traces(db: Database, path: Path) -> None:
    """Overwrite what the file and its search index still hold of removed rows, once that is committed.

    Raises:
        LogError: another program has been reading the log as it was for all the time we waited.
    """
    purge_index(db)
    # secure_delete overwrites a row where it lies, but not the copies left in the unused middle of a page
    # when rows move to its neighbour: of 750 deletions in ten logs, two left a trace (SQLite 3.40.1).
    if path.stat().st_size <= LARGEST_REWRITTEN:
        db.vacuum()
    is_busy, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise LogError(
            f"{path}: deleted, but another program still reads the log as it was before; "
            "close it, and the last traces go"
        )


def _remove_turns(db: Database, turn_ids: Sequence[int]) -> None:
    """Remove the rows that turns have in every table: the one place that knows all of them."""
    given = json.dumps(turn_ids)
    for statement in _REMOVALS:
        db.execute(statement, (given,))


def _first_turn(db: Database, conversation_id: int) -> list[dict[str, Any]]:
    first = "SELECT id, text FROM turns WHERE conversation_id = ? ORDER BY position LIMIT 1"
    return rows_of(db, first, conversation_id)


def _forget_context(db: Database, conversation_id: int, position: int) -> None:
    """Blank the words of earlier turns where later replies looked at them; their weights stay."""
    for row in rows_of(db, _LATER_REPLIES, conversation_id, position, TURN_TOKEN):
        blanked = {column: _without_context(row[column]) for column in ("attention", "pieces")}
        db.table("replies").update(row["turn_id"], blanked)


def _without_context(attention: str) -> str:
    try:
        document = json.loads(attention)
        tokens = document["source_tokens"]
        own = len(tokens) - tokens[::-1].index(TURN_TOKEN) - 1 if TURN_TOKEN in tokens else 0
    except (ValueError, KeyError, TypeError):
        # Changed by hand: no one can look at it any more, and it may repeat what is to be gone.
        return ""
    document["source_tokens"] = [REMOVED_TOKEN] * own + tokens[own:]
    return json.dumps(document, ensure_ascii=False)
