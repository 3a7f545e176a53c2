"""What reviewers think of the replies, kept: acts are added and withdrawn, never changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from chatbot.errors import LogError
from chatbot.learning import Lesson
from chatbot.storage.database import one_act, told_in_one_line
from chatbot.storage.records import storable, timestamp
from chatbot.storage.removal import erase_traces, remove_exchange
from chatbot.storage.review_lessons import lessons_of, note_learnt
from chatbot.storage.review_queue import page_of
from chatbot.storage.review_records import (
    QueueOrder,
    QueueRow,
    Review,
    ReviewCounts,
    ReviewedReply,
    ReviewFilter,
)
from chatbot.storage.search import TurnSearch
from chatbot.storage.turn_rows import rows_of, turns_up_to
from chatbot.storage.verdict import Verdict
from chatbot.text.normalize import normalize

CONTEXT_TURNS = 20
"""How many turns before a reply are read with it: the most a model reads, and enough for a person."""

CORRECTION_LENGTH = 2_000
"""The most characters of a correction; a reply of a chat has a few dozen."""

_JOINERS = "\u200c\u200d"
"""What a normalised text keeps though by itself it shows nothing."""

_REPLY = "SELECT turn_id FROM replies WHERE turn_id = ?"

# By skipping from one name to the next: there are few names, and many replies of each.
_CHECKPOINTS = """
    WITH RECURSIVE names(name) AS (
        SELECT min(checkpoint) FROM replies
        UNION ALL
        SELECT (SELECT min(checkpoint) FROM replies WHERE checkpoint > name) FROM names WHERE name IS NOT NULL
    )
    SELECT name FROM names WHERE name IS NOT NULL
"""


class Reviews:
    """The reviews of a log, as `ConversationLog.reviews`.

    When an act has returned, it is on the disk. When one has raised, nothing of it is.

    Raises:
        LogError: from every method, when the log is damaged, full or may not be written.
    """

    def __init__(
        self, database: Database, path: Path, *, clock: Callable[[], datetime], search: TurnSearch
    ) -> None:
        """Share an open log; `clock` tells the time of each act, with its zone."""
        self._database = database
        self._path = path
        self._clock = clock
        self._search = search

    def add(
        self,
        turn_id: int,
        verdict: Verdict | None = None,
        *,
        correction: str | None = None,
        note: str | None = None,
        tags: Sequence[str] = (),
    ) -> Review:
        """Keep what is thought of a reply from now on, whole: nothing is taken over from the review before.

        Raises:
            LogError: the turn is no reply, or the correction is missing, empty, enormous, or not asked for.
        """
        kept = self._correction(verdict, correction)
        remark = storable(note).strip() if note else ""
        labels = tuple(dict.fromkeys(label for tag in tags if (label := storable(tag).strip())))
        with told_in_one_line(self._path), one_act(self._database):
            self._require_reply(turn_id)
            row = {
                "turn_id": turn_id,
                "verdict": verdict,
                "corrected_text": kept,
                "note": remark or None,
                "tags": json.dumps(labels, ensure_ascii=False),
                "reviewed_at": timestamp(self._clock()),
            }
            key = self._database.table("reviews").insert(row).last_pk
        assert isinstance(key, int)
        return Review(key, turn_id, verdict, kept, remark or None, labels, str(row["reviewed_at"]))

    def withdraw(self, review_id: int) -> None:
        """Take an act back: the review before it counts again. What was learnt from it stays noted.

        Raises:
            LogError: the log has no review of this id that still stands.
        """
        with told_in_one_line(self._path), one_act(self._database):
            done = self._database.execute(
                "UPDATE reviews SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL",
                (timestamp(self._clock()), review_id),
            )
            if done.rowcount == 0:
                raise LogError(
                    f"{self._path}: expected a review that stands, found none with id {review_id}; "
                    "it was withdrawn or deleted before"
                )

    def current(self, turn_id: int) -> Review | None:
        """Read what is thought of a reply by now; None if it was never judged.

        Raises:
            LogError: the turn is no reply.
        """
        return self.reply(turn_id).review

    def reply(self, turn_id: int) -> ReviewedReply:
        """Read a reply with its attention, the turns before it and its review.

        Raises:
            LogError: the turn is no reply.
        """
        with told_in_one_line(self._path):
            self._require_reply(turn_id)
            *context, turn = turns_up_to(self._database, self._path, turn_id, limit=CONTEXT_TURNS + 1)
        return ReviewedReply(turn, tuple(context), turn.review)

    def has_reply(self, turn_id: int) -> bool:
        """Tell whether a turn is a reply of the log."""
        with told_in_one_line(self._path):
            return bool(rows_of(self._database, _REPLY, turn_id))

    def queue(
        self,
        wanted: ReviewFilter,
        order: QueueOrder,
        *,
        after: QueueRow | None = None,
        limit: int,
    ) -> tuple[QueueRow, ...]:
        """Read a page of the replies that pass a filter: the first `limit`, or those behind a row."""
        with told_in_one_line(self._path):
            hits = None if wanted.text is None else self._search.find_ids(wanted.text)
            return page_of(self._database, wanted, order, after=after, limit=limit, hits=hits)

    def get_ready_to_search(self) -> None:
        """Load what a search needs before there is one; may take a second, and be called on any thread."""
        self._search.get_ready()

    def counts(self) -> ReviewCounts:
        """Tell how many replies of the whole log wait, and how many were judged how."""
        with told_in_one_line(self._path):
            rows = rows_of(self._database, "SELECT verdict, replies FROM review_counts")
        return ReviewCounts(**{row["verdict"]: row["replies"] for row in rows})

    def checkpoints(self) -> tuple[str, ...]:
        """List the models that have answered, by name."""
        with told_in_one_line(self._path):
            return tuple(row["name"] for row in rows_of(self._database, _CHECKPOINTS))

    def delete(self, turn_id: int) -> None:
        """Delete a reply, the prompt it answers and all their reviews, from the bytes of the file as well.

        This may take seconds: `LARGEST_REWRITTEN` tells up to which size, and what else is done.

        A conversation of which nothing is left goes with them.

        Raises:
            LogError: the turn is no reply; or it is deleted, but another program still reads the log as it
                was.
        """
        with told_in_one_line(self._path):
            with one_act(self._database):
                self._require_reply(turn_id)
                remove_exchange(self._database, turn_id)
            erase_traces(self._database, self._path)

    def lessons(self, lineage: Sequence[str]) -> tuple[Lesson, ...]:
        """Read what the corrected and the approved replies teach, the oldest review first.

        `lineage` names a checkpoint and its ancestors: a lesson that none of them has learnt is new.
        """
        with told_in_one_line(self._path):
            return lessons_of(self._database, lineage, context=CONTEXT_TURNS)

    def mark_learnt(self, review_ids: Sequence[int], checkpoint: str) -> None:
        """Keep that a checkpoint has learnt reviews."""
        with told_in_one_line(self._path), one_act(self._database):
            moment = timestamp(self._clock())
            note_learnt(self._database, review_ids, storable(checkpoint), learnt_at=moment)

    def _require_reply(self, turn_id: int) -> None:
        if not rows_of(self._database, _REPLY, turn_id):
            raise LogError(
                f"{self._path}: expected the id of a reply, found none with id {turn_id}; "
                "it was deleted, or is a turn of the user"
            )

    def _correction(self, verdict: Verdict | None, correction: str | None) -> str | None:
        if (correction is not None) != (verdict is Verdict.CORRECTED):
            raise LogError(
                f"{self._path}: expected a correction with the verdict {Verdict.CORRECTED.value} and with no "
                f"other, found {'none' if correction is None else 'one'} with {verdict or 'no verdict'}; "
                "give both or neither"
            )
        if correction is None:
            return None
        if len(correction) > CORRECTION_LENGTH:
            raise LogError(
                f"{self._path}: expected a correction of at most {CORRECTION_LENGTH:,} characters, "
                f"found {len(correction):,}; shorten it"
            )
        if not normalize(correction).strip(_JOINERS):
            raise LogError(
                f"{self._path}: expected a correction with visible text, found none; "
                "write what should have been said, or call the reply bad"
            )
        return storable(correction)
