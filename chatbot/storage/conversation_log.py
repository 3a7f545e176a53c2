"""What was said, kept: one act, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker
from chatbot.errors import LogError
from chatbot.reply import Reply
from chatbot.storage.backup import back_up
from chatbot.storage.conversation_list import (
    TITLE,
    conversations_with,
    kept_title,
    page_of_conversations,
    unknown_conversation,
)
from chatbot.storage.database import one_act, open_database, told_in_one_line
from chatbot.storage.records import (
    ConversationSummary,
    LoggedConversation,
    LoggedReply,
    LoggedTurn,
    reply_columns,
    storable,
    timestamp,
    title_of,
)
from chatbot.storage.removal import erase_traces, remove_conversation
from chatbot.storage.reviews import Reviews
from chatbot.storage.search import FoundTurn, TurnSearch, WordCutter, index_terms, plain_words
from chatbot.storage.statistics import LogStatistics, read_statistics
from chatbot.storage.turn_rows import rows_of, turns_of

_CONVERSATION = f"SELECT id, started_at, {TITLE} AS title, checkpoint FROM conversations WHERE id = ?"

_PROMPTS = "SELECT text FROM turns WHERE speaker = 'user' ORDER BY id DESC LIMIT ?"

_REVIEWED = """
    SELECT DISTINCT conversation_id FROM current_reviews
    WHERE verdict IS NOT NULL AND reviewed_at >= ? ORDER BY conversation_id
"""


class ConversationLog:
    """A file of conversations, used from one thread; other processes may read and write it meanwhile.

    When an append has returned, the turn is on the disk. When one has raised, nothing of it is, and the log
    can go on being used. Opening makes the file if there is none.

    Raises:
        LogError: from every method, when the file is not a log, is damaged, full or may not be written.
    """

    def __init__(self, path: Path, *, clock: Callable[[], datetime], words: WordCutter = plain_words) -> None:
        """Open or make the log.

        Args:
            path: its file.
            clock: tells the time, with its zone, for each turn.
            words: cuts a text into the words it is found by; always the same for one log.
        """
        self._path = path
        self._clock = clock
        self._words = words
        self._database = open_database(path, search_terms=lambda text: index_terms(text, words))
        self._search = TurnSearch(self._database, words)
        self.reviews = Reviews(self._database, path, clock=clock, search=self._search)
        """What a reviewer thinks of the replies."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back; every append is on the disk already."""
        self._database.close()

    def reopened(self) -> ConversationLog:
        """Open the same log once more: for another thread, which may then read or write beside this one."""
        return ConversationLog(self._path, clock=self._clock, words=self._words)

    def start(self, text: str, *, checkpoint: str) -> LoggedTurn:
        """Begin a conversation with the user's first turn, which names it; the turn says its new id."""
        kept = storable(text)
        with told_in_one_line(self._path), one_act(self._database):
            conversation_id = self._insert(
                "conversations",
                {
                    "title": title_of(kept),
                    "started_at": timestamp(self._clock()),
                    "checkpoint": storable(checkpoint),
                },
            )
            return self._append(conversation_id, Speaker.USER, kept)

    def append_user_turn(self, conversation_id: int, text: str) -> LoggedTurn:
        """Keep what the user says next."""
        with told_in_one_line(self._path), one_act(self._database):
            return self._append(conversation_id, Speaker.USER, storable(text))

    def append_reply(
        self, conversation_id: int, reply: Reply, *, checkpoint: str, search: SearchConfig, seconds: float
    ) -> LoggedTurn:
        """Keep what the bot says next, with where it looked and how it was found."""
        logged = LoggedReply(reply, checkpoint, search, seconds)
        with told_in_one_line(self._path), one_act(self._database):
            turn = self._append(conversation_id, Speaker.BOT, storable(reply.text), logged)
            self._insert("replies", reply_columns(turn, logged))
            return turn

    def conversations(
        self, *, limit: int | None = None, before: int | None = None
    ) -> tuple[ConversationSummary, ...]:
        """List the newest conversations, or those older than `before`, newest first; None limits nothing."""
        with told_in_one_line(self._path):
            return page_of_conversations(self._database, before=before, limit=limit)

    def conversations_with(self, text: str, *, limit: int) -> tuple[ConversationSummary, ...]:
        """List the conversations that a text is found in, by title or by what was said, newest first."""
        with told_in_one_line(self._path):
            return conversations_with(self._database, self._search, text, limit=limit)

    def rename(self, conversation_id: int, title: str) -> str:
        """Give a conversation a title, or with a blank one its own again; return what it is called now.

        Raises:
            LogError: the log has none of this id.
        """
        with told_in_one_line(self._path), one_act(self._database):
            renamed = "UPDATE conversations SET given_title = ? WHERE id = ?"
            if not self._database.execute(renamed, (kept_title(title), conversation_id)).rowcount:
                raise self._unknown(conversation_id)
            called: str = self._rows(_CONVERSATION, conversation_id)[0]["title"]
            return called

    def last_conversation(self) -> int:
        """Return the id of the conversation in which something was said last.

        Raises:
            LogError: nothing was said yet.
        """
        with told_in_one_line(self._path):
            found = self._rows("SELECT conversation_id FROM turns ORDER BY id DESC LIMIT 1")
        if not found:
            raise LogError(f"{self._path}: expected a conversation, found none yet; chat first")
        last: int = found[0]["conversation_id"]
        return last

    def has_conversation(self, conversation_id: int) -> bool:
        """Tell whether there is a conversation of this id."""
        with told_in_one_line(self._path):
            return bool(self._rows(_CONVERSATION, conversation_id))

    def prompts(self, *, limit: int) -> tuple[str, ...]:
        """Return the user's last turns of all conversations, `limit` of them at most, newest first."""
        with told_in_one_line(self._path):
            return tuple(row["text"] for row in self._rows(_PROMPTS, limit))

    def conversation(self, conversation_id: int, *, newest: int | None = None) -> LoggedConversation:
        """Read one conversation, whole, or only its `newest` turns.

        Raises:
            LogError: the log has none of this id.
        """
        with told_in_one_line(self._path):
            found = self._rows(_CONVERSATION, conversation_id)
            turns = turns_of(self._database, self._path, conversation_id, newest=newest)
        if not found:
            raise self._unknown(conversation_id)
        return LoggedConversation(**found[0], turns=turns)

    def conversations_since(self, moment: datetime | None = None) -> Iterator[LoggedConversation]:
        """Read the conversations that began at a moment or later, oldest first; None means all.

        One conversation is in memory at a time, and others can write while it is used.
        """
        earliest = "" if moment is None else timestamp(moment)
        with told_in_one_line(self._path):
            found = self._rows("SELECT id FROM conversations WHERE started_at >= ? ORDER BY id", earliest)
        for row in found:
            yield self.conversation(row["id"])

    def conversations_reviewed_since(self, moment: datetime | None = None) -> Iterator[LoggedConversation]:
        """Read the conversations with verdicts of a moment or later, oldest first; None means any.

        Reviews from before the moment, or without a verdict, are left out of them.
        """
        earliest = "" if moment is None else timestamp(moment)
        with told_in_one_line(self._path):
            found = self._rows(_REVIEWED, earliest)
        for row in found:
            yield self.conversation(row["conversation_id"]).with_verdicts_since(earliest)

    def search(self, query: str, *, limit: int | None = None) -> tuple[FoundTurn, ...]:
        """Find the turns that hold a text, else those that hold all its words; see `TurnSearch.find`."""
        with told_in_one_line(self._path):
            return self._search.find(query, limit)

    def delete_conversation(self, conversation_id: int) -> None:
        """Delete a conversation with its reviews, as thoroughly as `Reviews.delete`; this may take seconds.

        Raises:
            LogError: the log has none of this id; or it is deleted, but another program still reads the log
                as it was.
        """
        with told_in_one_line(self._path):
            with one_act(self._database):
                if not remove_conversation(self._database, conversation_id):
                    raise self._unknown(conversation_id)
            erase_traces(self._database, self._path)

    def backup(self, target: Path, *, overwrite: bool = False) -> None:
        """Copy the log as it is now to another file, while others go on writing; see `back_up`."""
        with told_in_one_line(self._path):
            back_up(self._database, self._path, target, overwrite=overwrite)

    def statistics(self) -> LogStatistics:
        """Count what is in the log."""
        with told_in_one_line(self._path):
            return read_statistics(self._database, self.reviews.counts())

    def _append(
        self, conversation_id: int, speaker: Speaker, text: str, reply: LoggedReply | None = None
    ) -> LoggedTurn:
        if not self._rows("SELECT id FROM conversations WHERE id = ?", conversation_id):
            raise self._unknown(conversation_id)
        last = self._rows(
            "SELECT coalesce(max(position), 0) AS position FROM turns WHERE conversation_id = ?",
            conversation_id,
        )
        said_at = timestamp(self._clock())
        turn_id = self._insert(
            "turns",
            {
                "conversation_id": conversation_id,
                "position": last[0]["position"] + 1,
                "speaker": speaker.value,
                "text": text,
                "said_at": said_at,
            },
        )
        self._search.add(turn_id, text)
        return LoggedTurn(turn_id, conversation_id, speaker, text, said_at, reply)

    def _insert(self, table: str, row: Mapping[str, str | float]) -> int:
        key = self._database.table(table).insert(dict(row)).last_pk
        assert isinstance(key, int)
        return key

    def _unknown(self, conversation_id: int) -> LogError:
        return unknown_conversation(self._database, self._path, conversation_id)

    def _rows(self, sql: str, *parameters: str | int) -> list[dict[str, Any]]:
        return rows_of(self._database, sql, *parameters)
