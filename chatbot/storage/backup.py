"""A copy of a log, whole, while others go on writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from chatbot.errors import LogError
from chatbot.files import private_file
from chatbot.storage.database import told_in_one_line


def back_up(database: Database, log_path: Path, target: Path, *, overwrite: bool = False) -> None:
    """Copy a log as it is at one moment; the copy is there whole or not at all, readable by its owner alone.

    Raises:
        LogError: the target is there and `overwrite` is not set, or it is in use, or cannot be written.
    """
    _require_free(log_path, target, overwrite=overwrite)
    with told_in_one_line(target), private_file(target) as temporary:
        with closing(sqlite3.connect(temporary)) as copy:
            # In one step: WAL lets others write meanwhile, and what they write is not in the copy. In several
            # steps SQLite would begin anew whenever they do.
            database.conn.backup(copy)
        _require_free(log_path, target, overwrite=overwrite)


def _require_free(log_path: Path, target: Path, *, overwrite: bool) -> None:
    if not target.parent.is_dir():
        raise LogError(
            f"{target}: expected a file in a folder that is there, found no folder {target.parent}"
        )
    if not target.exists():
        return
    if target.is_dir():
        raise LogError(f"{target}: expected the name of a file, found a folder")
    if not overwrite:
        raise LogError(f"{target}: expected no file of this name, found one; overwrite it with --force")
    # A database with a -wal beside it is open or was killed: that -wal would be read into the copy.
    if target.samefile(log_path) or Path(f"{target}-wal").exists():
        raise LogError(f"{target}: is a database in use and cannot be overwritten; name another file")
