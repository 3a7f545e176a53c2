"""The file of the log: made private, opened with care, its errors told in one line."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from chatbot.errors import LogError
from chatbot.storage.schema import migrations, require_own_log

BUSY_SECONDS = 10.0
"""How long an act waits for other processes that are writing; an act of ours takes milliseconds."""

_PRIMARY_CODE = 0xFF
"""SQLite's extended error codes hold the plain code in their lowest byte."""

_ADVICE = {
    sqlite3.SQLITE_NOTADB: "expected a conversation log, found a file that is no SQLite database; "
    "name another file with --log",
    sqlite3.SQLITE_CORRUPT: "the log is damaged; put a copy of it back, "
    "or rescue what can be read with `sqlite3 FILE .recover`",
    sqlite3.SQLITE_FULL: "the disk is full and this was not kept; free some space and try again",
    sqlite3.SQLITE_IOERR: "the disk refused to read or write the log; see whether it is full or failing",
    sqlite3.SQLITE_READONLY: "the log may not be written; change its permissions, "
    "name another file with --log, or keep no log with --no-log",
    sqlite3.SQLITE_CANTOPEN: "the log cannot be opened; see whether its directory may be written, "
    "or name another file with --log",
    sqlite3.SQLITE_BUSY: f"another program has held the log for {BUSY_SECONDS:.0f} seconds; "
    "close it and try again",
}
"""What was found and what to do, by SQLite's plain error code."""


@contextmanager
def told_in_one_line(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say about a log into a LogError that a user can act on."""
    try:
        yield
    except sqlite3.Error as error:
        advice = _ADVICE.get(_code(error), "the log cannot be used")
        raise LogError(f"{path}: {advice} ({error})") from error
    except OSError as error:
        raise LogError(
            f"{path}: the log cannot be used ({error.strerror or error}); name another file with --log"
        ) from error


@contextmanager
def one_act(db: Database) -> Iterator[None]:
    """Make all that is written inside one transaction: the whole of it is kept, or nothing."""
    try:
        # IMMEDIATE waits for its turn to write before anything is read. A transaction that reads first is
        # refused without waiting (SQLITE_BUSY_SNAPSHOT) when another process has written in between.
        db.execute("BEGIN IMMEDIATE")
        yield
        db.commit()
    except BaseException:
        db.rollback()
        raise


def open_database(path: Path, *, search_terms: Callable[[str], str]) -> Database:
    """Open a log, making or migrating it first if it has to be.

    Args:
        path: the log.
        search_terms: spells what a turn is found by; asked when turns of an older log are indexed.

    Raises:
        LogError: the file is not a log, is a newer one, or may not be written.
    """
    with told_in_one_line(path):
        if path.exists():
            _require_usable_file(path)
        else:
            _make_private_file(path)
        # mode=rw: never make a file here, SQLite would make it readable by everyone.
        # One thread may open what another then uses: they take turns, and SQLite itself is serialized.
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, check_same_thread=False
        )
        db = Database(connection, recursive_triggers=False, execute_plugins=False)
        db.register_function(search_terms, name="search_terms")
        try:
            _prepare(db, path)
        except BaseException:
            db.close()
            raise
    return db


def _make_private_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Another process may be faster; it makes the file with the same mode.
    with suppress(FileExistsError):
        # SQLite gives -wal and -shm the mode of the file itself.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _require_usable_file(path: Path) -> None:
    # Not opened to look inside: closing it would drop the locks of a connection this process may have.
    if not path.is_file():
        raise LogError(f"{path}: expected a file, found something else; name the log's own file with --log")
    # SQLite opens a read-only file without a word; then the first turn would be the one to fail.
    if not os.access(path, os.R_OK | os.W_OK):
        raise LogError(
            f"{path}: expected a log that may be read and written, found a file without that permission; "
            "change it with chmod, name another file with --log, or keep no log with --no-log"
        )


def _prepare(db: Database, path: Path) -> None:
    require_own_log(db, path)
    db.execute("PRAGMA foreign_keys = ON")
    # FULL, not NORMAL: a turn shown as sent is on the disk even if the power fails. It costs an fsync a turn,
    # milliseconds beside seconds of typing.
    db.execute("PRAGMA synchronous = FULL")
    # What is deleted is overwritten: whoever deletes a turn does not want it to be found in the file.
    db.execute("PRAGMA secure_delete = ON")
    if migrations.pending(db):
        with one_act(db):
            # Again: another process may have made or changed the log while this one waited.
            require_own_log(db, path)
            migrations.apply(db)
    _enable_wal(db)


def _enable_wal(db: Database) -> None:
    # WAL: who reads the log (a list, an export) must not wait for a chat that is writing.
    # Changing to it needs the whole file for a moment; SQLite says busy at once while another process writes.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return db.enable_wal()
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _code(error: sqlite3.Error) -> int:
    # Errors of the Python module itself, such as a closed connection, carry no code.
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
