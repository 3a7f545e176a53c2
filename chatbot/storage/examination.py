"""A log looked at without touching it: whether it is whole, private and of this version."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from chatbot.errors import LogError
from chatbot.storage.database import told_in_one_line
from chatbot.storage.schema import known_migrations

WAL_BYTES = b"\x02\x02"
"""What stands in a database's header, from byte 18 on, when it is in WAL mode."""

MOST_FAULTS = 5
"""Faults that are told; one is enough to act on."""


@dataclass(frozen=True, slots=True)
class LogExamination:
    """What was found in a log."""

    size_bytes: int
    mode: int
    """The file's permissions, as `chmod` takes them."""

    is_wal: bool
    faults: tuple[str, ...]
    """What SQLite's integrity check found wrong; empty where all is well."""

    missing: tuple[str, ...]
    """Migrations that are made when the log is opened next."""

    unknown: tuple[str, ...]
    """Migrations of a newer version of ours."""

    conversations: int
    turns: int


@dataclass(frozen=True, slots=True)
class SqliteAbilities:
    """What the SQLite that Python was built with can do."""

    version: str
    has_fts5: bool
    """Whether turns can be searched."""


def sqlite_abilities() -> SqliteAbilities:
    """Ask SQLite what it can do, in memory."""
    with closing(sqlite3.connect(":memory:")) as empty:
        try:
            empty.execute("CREATE VIRTUAL TABLE found USING fts5 (text)")
        except sqlite3.OperationalError:
            return SqliteAbilities(sqlite3.sqlite_version, False)
    return SqliteAbilities(sqlite3.sqlite_version, True)


def examine(path: Path) -> LogExamination:
    """Look at a log through a connection that cannot write; its every page is read.

    Raises:
        LogError: it is no log, or cannot be read.
    """
    with told_in_one_line(path):
        found = path.stat()
        with path.open("rb") as file:
            header = file.read(20)
        with closing(sqlite3.connect(_read_only(path), uri=True)) as connection:
            applied = _applied(connection, path)
            known = known_migrations()
            return LogExamination(
                size_bytes=found.st_size,
                mode=found.st_mode & 0o777,
                is_wal=header[18:20] == WAL_BYTES,
                faults=_faults(connection),
                missing=tuple(sorted(known - applied)),
                unknown=tuple(sorted(applied - known)),
                conversations=_count(connection, "conversations"),
                turns=_count(connection, "turns"),
            )


def _read_only(path: Path) -> str:
    # Even to read a log in WAL mode SQLite makes two files beside it. Where there is none of them, nobody has
    # the log open, and it can be read as a file that does not change.
    is_in_use = Path(f"{path}-wal").exists()
    return f"{path.absolute().as_uri()}?mode=ro{'' if is_in_use else '&immutable=1'}"


def _applied(connection: sqlite3.Connection, path: Path) -> frozenset[str]:
    try:
        rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'chatbot'")
        return frozenset(name for (name,) in rows)
    except sqlite3.OperationalError:
        raise LogError(
            f"{path}: expected a conversation log, found another program's database; "
            "name another file with --log"
        ) from None


def _faults(connection: sqlite3.Connection) -> tuple[str, ...]:
    rows = connection.execute(f"PRAGMA integrity_check({MOST_FAULTS})").fetchall()
    return tuple(str(fault) for (fault,) in rows if fault != "ok")


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
