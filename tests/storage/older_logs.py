"""Logs as older versions left them, with rows in every table."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from chatbot.storage.schema import migrations
from chatbot.storage.search import index_terms, plain_words

MOMENT = "2026-11-01T12:00:00.000Z"

_ATTENTION = '{"source_tokens": ["早", "hi"], "reply_tokens": ["见", "</s>"], "weights": [[1, 0], [0, 1]]}'

_REPLY = """
    INSERT INTO replies (
        turn_id, checkpoint, search, attention, pieces, token_log_probs, log_prob, stop, seconds
    ) VALUES (?, 'starter', '{}', ?, ?, '[-0.5, -1]', -1.5, 'eos', 1)
"""


def older_database(path: Path) -> Database:
    """Open a file as versions that could search did."""
    database = Database(path)
    database.register_function(lambda text: index_terms(text, plain_words), name="search_terms")
    return database


def make_older_log(path: Path, *, stop_before: str, exchanges: int) -> None:
    """Make a log of one conversation, as the version before a migration would have."""
    with older_database(path) as old:
        migrations.apply(old, stop_before=stop_before)
        has_replies = "replies" in old.table_names()
        old.execute("BEGIN")
        old.execute(
            "INSERT INTO conversations (id, title, started_at, checkpoint) VALUES (5, '早', ?, 'starter')",
            [MOMENT],
        )
        for position in range(1, 2 * exchanges + 1):
            speaker = "bot" if has_replies and position % 2 == 0 else "user"
            text = f"{speaker} 第 {position} 句 good morning"
            old.execute(
                "INSERT INTO turns VALUES (?, 5, ?, ?, ?, ?)", [position, position, speaker, text, MOMENT]
            )
            if speaker == "bot":
                old.execute(_REPLY, [position, _ATTENTION, _ATTENTION])
        if "turn_search" in old.table_names():
            old.execute("INSERT INTO turn_search (rowid, terms) SELECT id, search_terms(text) FROM turns")
        old.commit()
        old.enable_wal()
