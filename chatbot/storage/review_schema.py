"""What reviewing adds to the tables of the log."""

from __future__ import annotations

from math import exp

from sqlite_utils import Database

from chatbot.text.language import language_of

_TABLES = (
    # AUTOINCREMENT: lessons remember reviews by id, and an id must never come to mean another review.
    """
    CREATE TABLE reviews (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        turn_id INTEGER NOT NULL REFERENCES turns(id),
        verdict TEXT CHECK (verdict IN ('good', 'bad', 'corrected')),
        corrected_text TEXT CHECK ((corrected_text IS NOT NULL) = (verdict IS 'corrected')),
        note TEXT,
        tags TEXT NOT NULL DEFAULT '[]',
        reviewed_at TEXT NOT NULL,
        withdrawn_at TEXT
    )
    """,
    "CREATE INDEX reviews_of_turn ON reviews(turn_id)",
    """
    CREATE TABLE lessons (
        review_id INTEGER NOT NULL REFERENCES reviews(id),
        checkpoint TEXT NOT NULL,
        learnt_at TEXT NOT NULL,
        PRIMARY KEY (review_id, checkpoint)
    )
    """,
    # Counting 500,000 replies takes longer than a key press should.
    "CREATE TABLE review_counts (verdict TEXT PRIMARY KEY, replies INTEGER NOT NULL)",
)

_REPLY_COLUMNS = (
    "confidence REAL NOT NULL DEFAULT 0",
    "language TEXT NOT NULL DEFAULT 'mixed' CHECK (language IN ('zh', 'en', 'mixed'))",
    # These two repeat what the turn says: an index holds columns of one table only. Without REFERENCES, or
    # deleting a conversation would look through all replies.
    "conversation_id INTEGER NOT NULL DEFAULT 0",
    "said_at TEXT NOT NULL DEFAULT ''",
    # These two repeat the current review, and are kept by triggers.
    "review_id INTEGER REFERENCES reviews(id)",
    "verdict TEXT",
)

_BACK_FILL = """
    UPDATE replies SET
        confidence = confidence_of(
            log_prob, CASE WHEN json_valid(token_log_probs) THEN json_array_length(token_log_probs) ELSE 0 END
        ),
        language = (SELECT language_of(text) FROM turns WHERE id = turn_id),
        (conversation_id, said_at) = (SELECT conversation_id, said_at FROM turns WHERE id = turn_id)
    WHERE turn_id IN (SELECT id FROM turns)
"""

_COUNT = """
    INSERT INTO review_counts
    SELECT 'waiting', count(*) FROM replies UNION ALL VALUES ('good', 0), ('bad', 0), ('corrected', 0)
"""

# What is asked for by equality comes first, then the order of the queue, then the date, which is looked at
# without visiting the reply. The two states and the languages are few: a queue of several merges them.
_QUEUE_INDICES = tuple(
    f"CREATE INDEX replies_by_{prefix}{order} ON replies({columns}verdict, language, {key})"
    for prefix, columns in (("", ""), ("checkpoint_", "checkpoint, "))
    for order, key in (
        ("confidence", "confidence, turn_id, said_at"),
        ("time", "said_at, turn_id"),
        ("conversation", "conversation_id, turn_id, said_at"),
    )
)

_REVIEW_INDEX = "CREATE INDEX replies_of_review ON replies(review_id) WHERE review_id IS NOT NULL"

_CURRENT = """
    UPDATE replies SET (review_id, verdict) = (
        SELECT id, verdict FROM reviews WHERE turn_id = {turn_id} AND withdrawn_at IS NULL
        ORDER BY id DESC LIMIT 1
    ) WHERE turn_id = {turn_id}
"""

_MORE = "UPDATE review_counts SET replies = replies + 1 WHERE verdict = coalesce(new.verdict, 'waiting')"

_FEWER = "UPDATE review_counts SET replies = replies - 1 WHERE verdict = coalesce(old.verdict, 'waiting')"

_CURRENT_OF_OLD = _CURRENT.format(turn_id="old.turn_id")

_CURRENT_OF_NEW = _CURRENT.format(turn_id="new.turn_id")

# Triggers, so that a review added or removed with another program counts as well.
_TRIGGERS = tuple(
    f"CREATE TRIGGER {name} AFTER {event} BEGIN {'; '.join(acts)}; END"
    for name, event, acts in (
        ("review_added", "INSERT ON reviews", (_CURRENT_OF_NEW,)),
        ("review_changed", "UPDATE ON reviews", (_CURRENT_OF_OLD, _CURRENT_OF_NEW)),
        ("review_removed", "DELETE ON reviews", (_CURRENT_OF_OLD,)),
        ("reply_counted", "INSERT ON replies", (_MORE,)),
        ("reply_judged", "UPDATE OF verdict ON replies", (_FEWER, _MORE)),
        ("reply_discounted", "DELETE ON replies", (_FEWER,)),
    )
)

_VIEWS = (
    """
    CREATE VIEW current_reviews AS
    SELECT reviews.id, reviews.turn_id, replies.conversation_id, reviews.verdict, reviews.corrected_text,
        reviews.note, reviews.tags, reviews.reviewed_at, replies.checkpoint
    FROM reviews JOIN replies ON replies.review_id = reviews.id
    """,
    """
    CREATE VIEW reviewed_pairs AS
    SELECT prompts.text AS prompt, coalesce(current_reviews.corrected_text, answers.text) AS answer,
        current_reviews.verdict, current_reviews.conversation_id, current_reviews.turn_id,
        current_reviews.reviewed_at, current_reviews.checkpoint, current_reviews.id AS review_id
    FROM current_reviews
    JOIN turns AS answers ON answers.id = current_reviews.turn_id
    JOIN turns AS prompts ON prompts.conversation_id = answers.conversation_id
        AND prompts.position = answers.position - 1
    WHERE current_reviews.verdict IN ('good', 'corrected')
    """,
)


def add_reviews(db: Database) -> None:
    """Make the tables of reviews, and give each reply what a queue is sorted and filtered by."""
    for statement in _TABLES:
        db.execute(statement)
    for column in _REPLY_COLUMNS:
        db.execute(f"ALTER TABLE replies ADD COLUMN {column}")
    # SQLite has no language and, in some builds, no exponential function.
    db.register_function(_confidence_of, deterministic=True, name="confidence_of")
    db.register_function(language_of, deterministic=True)
    db.execute(_BACK_FILL)
    db.execute(_COUNT)
    for statement in (*_QUEUE_INDICES, _REVIEW_INDEX, *_TRIGGERS, *_VIEWS):
        db.execute(statement)


def _confidence_of(log_prob: float, tokens: int) -> float:
    """Do as `mean_probability`; a log changed by hand must open too, and nothing is surer than 1."""
    return exp(min(0.0, log_prob / tokens)) if tokens > 0 else 0.0
