"""The log behind every command: its path, its clock, and the words it is searched by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from chatbot.cli.options import cache_directory, default_log_path
from chatbot.errors import LogError
from chatbot.storage.conversation_log import ConversationLog
from chatbot.text.segment import search_words


def open_log(path: Path | None) -> ConversationLog:
    """Open the log, the default one without a path; make it if there is none.

    Raises:
        LogError: the file is not a log, or may not be used.
    """
    return ConversationLog(path or default_log_path(), clock=lambda: datetime.now(UTC), words=_words)


def open_existing_log(path: Path | None) -> ConversationLog:
    """Open a log to read what is in it.

    Raises:
        LogError: there is none, the file is not a log, or may not be used.
    """
    found = path or default_log_path()
    if not found.exists():
        raise LogError(
            f"{found}: expected a conversation log, found no file; "
            "chat first, or name another file with --log"
        )
    return open_log(found)


def local_time(moment: str) -> str:
    """Spell a moment of the log as people where we are read it, to the minute."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def load_words() -> None:
    """Load the dictionary of Chinese words now, before a turn has to wait for it."""
    for _ in _words("你好"):
        pass


def _words(text: str) -> Iterable[str]:
    return search_words(text, cache_directory())
