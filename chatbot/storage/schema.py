"""The tables of the log and how each came to be.

Plain tables with text in text columns, so that sqlite-utils, Datasette and any SQLite browser show a log as
it is. A migration is never edited after it has shipped; the table `_sqlite_migrations` says which a log has.
"""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database, Migrations

from chatbot.errors import LogError
from chatbot.storage.review_schema import add_reviews

migrations = Migrations("chatbot")


@migrations()
def m001_conversations(db: Database) -> None:
    """Make the tables of what was said."""
    # AUTOINCREMENT: an id that stands in an exported file must never come to mean another conversation.
    db.execute("""
        CREATE TABLE conversations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            title TEXT NOT NULL,
            started_at TEXT NOT NULL,
            checkpoint TEXT NOT NULL
        )
    """)
    # The unique position is also the index by which a conversation is read in order.
    db.execute("""
        CREATE TABLE turns (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            conversation_id INTEGER NOT NULL REFERENCES conversations(id),
            position INTEGER NOT NULL,
            speaker TEXT NOT NULL CHECK (speaker IN ('user', 'bot')),
            text TEXT NOT NULL,
            said_at TEXT NOT NULL,
            UNIQUE (conversation_id, position)
        )
    """)


@migrations()
def m002_replies(db: Database) -> None:
    """Make the table of how the bot's turns came about."""
    # A table of its own: a user's turn has none of this, and who only reads what was said need not load it.
    # JSON in text columns: attention is read whole or not at all, and json_each can still look inside.
    # `log_prob` repeats the sum of `token_log_probs`, so that SQL can order replies by it.
    db.execute("""
        CREATE TABLE replies (
            turn_id INTEGER PRIMARY KEY REFERENCES turns(id),
            checkpoint TEXT NOT NULL,
            search TEXT NOT NULL,
            attention TEXT NOT NULL,
            pieces TEXT NOT NULL,
            token_log_probs TEXT NOT NULL,
            log_prob REAL NOT NULL,
            stop TEXT NOT NULL,
            seconds REAL NOT NULL
        )
    """)


@migrations()
def m003_reviews(db: Database) -> None:
    """Make the tables of what a reviewer thinks of replies."""
    # Acts are only ever added, and withdrawn: the model's own words and every judgement are the evidence we
    # learn from. What a queue is sorted by stands with the reply, so that a page of it costs the same at a
    # million turns as at ten.
    add_reviews(db)


@migrations()
def m004_search(db: Database) -> None:
    """Make the index of every part of every turn; `search_terms` is a function of whoever opens the log."""
    # detail=none: where in a turn a term stands is seen by reading it. The terms are kept as ordinary
    # content, though they could be cut again: a deletion has to name them exactly, and another jieba may cut
    # differently.
    db.execute("CREATE VIRTUAL TABLE turn_search USING fts5 (terms, tokenize = 'ascii', detail = none)")
    db.execute("INSERT INTO turn_search (rowid, terms) SELECT id, search_terms(text) FROM turns")


@migrations()
def m005_given_titles(db: Database) -> None:
    """Make room for the title that somebody gives a conversation."""
    # Beside the derived one, not in its place: that one follows the first turn when it is deleted, and comes
    # back when the given one is taken away.
    db.execute("ALTER TABLE conversations ADD COLUMN given_title TEXT")


def known_migrations() -> frozenset[str]:
    """Return the name of every migration this version has."""
    with Database(memory=True, execute_plugins=False) as empty:
        return frozenset(migration.name for migration in migrations.pending(empty))


def require_own_log(db: Database, path: Path) -> None:
    """Refuse a database that is not ours to change; an empty one may become a log.

    Raises:
        LogError: another program's tables are in it, or a newer version of ours has written it.
    """
    # In this order: another process may make the log between the two looks, and then all is well.
    has_tables = bool(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    applied = {migration.name for migration in migrations.applied(db)}
    if has_tables and not applied:
        raise LogError(
            f"{path}: expected a conversation log, found another program's database; "
            "name another file with --log"
        )
    if newer := applied - known_migrations():
        raise LogError(
            f"{path}: expected a log of this version, found a newer one (with {', '.join(sorted(newer))}); "
            "upgrade chatbot, or name another file with --log"
        )
