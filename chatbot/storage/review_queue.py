"""The queue of replies for review, a page at a time.

A page costs the same wherever it lies: it begins right behind a row, not at a number of rows to skip. Each
verdict and each language has its own part of an index, already in order; SQLite merges the parts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from itertools import product

from sqlite_utils import Database

from chatbot.storage.review_records import QueueOrder, QueueRow, ReviewFilter, verdict_from
from chatbot.storage.verdict import Verdict

_LANGUAGES = ("zh", "en", "mixed")

_COLUMNS = """
    SELECT turn_id, conversation_id,
        coalesce((
            SELECT prompts.text FROM turns AS answers JOIN turns AS prompts
                ON prompts.conversation_id = answers.conversation_id
                AND prompts.position = answers.position - 1
            WHERE answers.id = turn_id
        ), '') AS prompt,
        (SELECT text FROM turns WHERE id = turn_id) AS reply,
        confidence, language, checkpoint, said_at, verdict
"""

_HITS = """
    WITH hits(turn_id) AS (
        SELECT value FROM json_each(:hits)
        UNION
        SELECT answers.id FROM json_each(:hits)
            JOIN turns AS prompts ON prompts.id = value
            JOIN turns AS answers ON answers.conversation_id = prompts.conversation_id
                AND answers.position = prompts.position + 1
    )
"""

_INDEX = {
    QueueOrder.LEAST_SURE: "confidence",
    QueueOrder.NEWEST: "time",
    QueueOrder.CONVERSATION: "conversation",
}

_SORTING = {
    QueueOrder.LEAST_SURE: "confidence, turn_id",
    QueueOrder.NEWEST: "said_at DESC, turn_id DESC",
    QueueOrder.CONVERSATION: "conversation_id, turn_id",
}

_START = {
    QueueOrder.LEAST_SURE: ("TRUE",),
    QueueOrder.NEWEST: ("said_at >= :since AND said_at < :until",),
    QueueOrder.CONVERSATION: ("TRUE",),
}

# Two parts each, for SQLite does not use the second half of `(confidence, turn_id) > (?, ?)`: a prompt asked
# ten thousand times gives ten thousand replies of one confidence, and each page would begin at the first.
_BEHIND = {
    QueueOrder.LEAST_SURE: (
        "confidence = :after_confidence AND turn_id > :after_turn_id",
        "confidence > :after_confidence",
    ),
    QueueOrder.NEWEST: (
        "said_at = :after_said_at AND turn_id < :after_turn_id",
        "said_at >= :since AND said_at < :after_said_at",
    ),
    QueueOrder.CONVERSATION: (
        "conversation_id = :after_conversation_id AND turn_id > :after_turn_id",
        "conversation_id > :after_conversation_id",
    ),
}

# With a plus, which keeps these from the index: the places above say already what it can do for a date.
_DATES = ("+said_at >= :since", "+said_at < :until")

Parameters = dict[str, str | float | None]


def page_of(
    db: Database,
    wanted: ReviewFilter,
    order: QueueOrder,
    *,
    after: QueueRow | None,
    limit: int,
    hits: Iterable[int] | None,
) -> tuple[QueueRow, ...]:
    """Read the rows behind `after`, or the first; `hits` are the turns that hold the text asked for."""
    parameters: Parameters = {
        "limit": limit,
        "checkpoint": wanted.checkpoint,
        "since": wanted.since or "",
        # "~" is behind every character of a moment: a day, or a minute, is meant to its end.
        "until": f"{wanted.until or ''}~",
    }
    conditions = _DATES if wanted.checkpoint is None else ("checkpoint = :checkpoint", *_DATES)
    places = _START[order] if after is None else _BEHIND[order]
    if after is not None:
        parameters |= {f"after_{name}": value for name, value in asdict(after).items()}
    if hits is None:
        index = f"replies_by_{'' if wanted.checkpoint is None else 'checkpoint_'}{_INDEX[order]}"
        selection = _merged(wanted, index, [(place, *conditions) for place in places], parameters)
    else:
        parameters["hits"] = json.dumps(list(hits))
        selection = _among_hits(wanted, [f"({' OR '.join(places)})", *conditions], parameters)
    rows = list(db.query(f"{selection} ORDER BY {_SORTING[order]} LIMIT :limit", parameters))
    return tuple(QueueRow(**row | {"verdict": verdict_from(row["verdict"])}) for row in rows)


def _merged(
    wanted: ReviewFilter, index: str, alternatives: Iterable[tuple[str, ...]], parameters: Parameters
) -> str:
    parts = []
    kinds = product(_verdicts(wanted), _languages(wanted), alternatives)
    for number, (verdict, language, conditions) in enumerate(kinds):
        parameters |= {f"verdict{number}": verdict, f"language{number}": language}
        kind = f"verdict IS :verdict{number} AND language = :language{number}"
        # Without statistics SQLite would sometimes rather look through the whole table.
        parts.append(
            f"{_COLUMNS} FROM replies INDEXED BY {index} WHERE {kind} AND {' AND '.join(conditions)}"
        )
    return " UNION ALL ".join(parts)


def _among_hits(wanted: ReviewFilter, conditions: Iterable[str], parameters: Parameters) -> str:
    parameters |= {
        "verdicts": json.dumps([verdict or "" for verdict in _verdicts(wanted)]),
        "languages": json.dumps(_languages(wanted)),
    }
    kinds = (
        "coalesce(verdict, '') IN (SELECT value FROM json_each(:verdicts))",
        "language IN (SELECT value FROM json_each(:languages))",
    )
    # CROSS JOIN: from the hits to their replies, never the other way round.
    chosen = " AND ".join((*kinds, *conditions))
    return f"{_HITS} {_COLUMNS} FROM hits CROSS JOIN replies USING (turn_id) WHERE {chosen}"


def _verdicts(wanted: ReviewFilter) -> tuple[Verdict | None, ...]:
    if wanted.verdict is not None:
        return (wanted.verdict,)
    return {"unreviewed": (None,), "reviewed": tuple(Verdict), "all": (None, *Verdict)}[wanted.state]


def _languages(wanted: ReviewFilter) -> tuple[str, ...]:
    return _LANGUAGES if wanted.language is None else (wanted.language,)
