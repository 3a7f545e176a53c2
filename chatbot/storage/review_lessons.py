"""What there is to learn from the reviews, and what each checkpoint has learnt of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from chatbot.dialogue import DialoguePair
from chatbot.learning import Lesson, LessonKind
from chatbot.storage.turn_rows import rows_of
from chatbot.text.normalize import normalize

# Newest first inside, for the limit; the caller turns the context round.
_LESSONS = """
    SELECT review_id, pairs.turn_id, pairs.verdict, prompt, answer, (
        SELECT json_group_array(text) FROM (
            SELECT earlier.text FROM turns AS answers JOIN turns AS earlier
                ON earlier.conversation_id = answers.conversation_id
                AND earlier.position < answers.position - 1
            WHERE answers.id = pairs.turn_id ORDER BY earlier.position DESC LIMIT ?1
        )
    ) AS context, NOT EXISTS (
        SELECT 1 FROM lessons
        WHERE lessons.review_id = pairs.review_id AND checkpoint IN (SELECT value FROM json_each(?2))
    ) AS is_new
    FROM reviewed_pairs AS pairs ORDER BY review_id
"""

# A review may have been deleted while it was learnt.
_LEARNT = """
    INSERT OR IGNORE INTO lessons (review_id, checkpoint, learnt_at)
    SELECT id, ?2, ?3 FROM reviews WHERE id IN (SELECT value FROM json_each(?1))
"""


def lessons_of(db: Database, lineage: Sequence[str], *, context: int) -> tuple[Lesson, ...]:
    """Read every lesson with up to `context` turns before its prompt, oldest review first.

    The texts are normalised, as a model reads them; a pair without text on one side teaches nothing.
    """
    rows = rows_of(db, _LESSONS, context, json.dumps(list(lineage)))
    lessons = map(_lesson_from, rows)
    return tuple(lesson for lesson in lessons if lesson.pair.prompt and lesson.pair.response)


def note_learnt(db: Database, review_ids: Sequence[int], checkpoint: str, *, learnt_at: str) -> None:
    """Keep that a checkpoint has learnt reviews; to say it again changes nothing."""
    db.execute(_LEARNT, (json.dumps(list(review_ids)), checkpoint, learnt_at))


def _lesson_from(row: Mapping[str, Any]) -> Lesson:
    before = map(normalize, reversed(json.loads(row["context"])))
    pair = DialoguePair(
        context=tuple(text for text in before if text),
        prompt=normalize(row["prompt"]),
        response=normalize(row["answer"]),
        source=f"turn {row['turn_id']}",
    )
    kind: LessonKind = "corrected" if row["verdict"] == "corrected" else "good"
    return Lesson(row["review_id"], pair, kind, is_new=bool(row["is_new"]))
