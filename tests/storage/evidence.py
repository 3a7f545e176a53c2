"""What is found in a log afterwards, spelled as `tests.storage.acting` notes it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_KEPT = """
    SELECT 'turn ' || id || ' ' || text FROM turns
    UNION ALL SELECT 'review ' || id || ' ' || turn_id || ' ' || verdict FROM reviews
    UNION ALL SELECT 'withdrawn ' || id FROM reviews WHERE withdrawn_at IS NOT NULL
    UNION ALL SELECT 'lesson ' || review_id || ' ' || checkpoint FROM lessons
"""

# What the tables say of each other: each line is 0 in a whole log.
_CONTRADICTIONS = (
    "SELECT count(*) FROM conversations WHERE id NOT IN (SELECT conversation_id FROM turns)",
    "SELECT count(*) FROM turns WHERE (speaker = 'bot') <> (id IN (SELECT turn_id FROM replies))",
    "SELECT (SELECT count(*) FROM turns) - (SELECT count(*) FROM turn_search)",
    "SELECT count(*) FROM turns WHERE id NOT IN (SELECT rowid FROM turn_search)",
    "SELECT (SELECT count(*) FROM replies) - (SELECT sum(replies) FROM review_counts)",
    """
    SELECT count(*) FROM replies WHERE review_id IS NOT (
        SELECT id FROM reviews WHERE turn_id = replies.turn_id AND withdrawn_at IS NULL
        ORDER BY id DESC LIMIT 1
    )
    """,
)


def kept_lines(path: Path) -> set[str]:
    """Read every act that a log has kept."""
    with closing(sqlite3.connect(path)) as plain:
        return {line for (line,) in plain.execute(_KEPT)}


def faults(path: Path) -> list[str]:
    """Return what is wrong with a log: nothing, if its pages are whole and its tables agree."""
    with closing(sqlite3.connect(path)) as plain:
        found = [line for (line,) in plain.execute("PRAGMA integrity_check") if line != "ok"]
        found += [f"foreign key {row}" for row in plain.execute("PRAGMA foreign_key_check")]
        plain.execute("INSERT INTO turn_search (turn_search) VALUES ('integrity-check')")
        for statement in _CONTRADICTIONS:
            if number := plain.execute(statement).fetchone()[0]:
                found.append(f"{number}: {statement}")
    return found
