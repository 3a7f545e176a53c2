"""The list of conversations: pages of it, those that hold a text, and the titles people give."""

from __future__ import annotations

import json
from pathlib import Path

from sqlite_utils import Database

from chatbot.errors import LogError
from chatbot.storage.records import ConversationSummary, storable
from chatbot.storage.search import TurnSearch, folded_text
from chatbot.storage.turn_rows import rows_of

LONGEST_TITLE = 200
"""Characters of a title that somebody gives; a list shows a few dozen."""

NAMED_IDS = 5
"""How many ids are named to whoever asks for one that there is not."""

TITLE = "coalesce(given_title, title)"
"""What a conversation is called: as somebody named it, else as it begins."""

_AFTER_ALL = 2**63 - 1

_SUMMARIES = f"""
    SELECT id, started_at, {TITLE} AS title,
        coalesce((
            SELECT replies.checkpoint FROM turns JOIN replies ON replies.turn_id = turns.id
            WHERE turns.conversation_id = conversations.id ORDER BY turns.position DESC LIMIT 1
        ), checkpoint) AS checkpoint,
        (SELECT count(*) FROM turns WHERE conversation_id = conversations.id) AS turns
    FROM conversations
"""

_PAGE = f"{_SUMMARIES} WHERE id < ? ORDER BY id DESC LIMIT ?"

_AMONG = f"{_SUMMARIES} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?"


def page_of_conversations(
    db: Database, *, before: int | None, limit: int | None
) -> tuple[ConversationSummary, ...]:
    """Read the newest conversations, or those older than the one of an id; None limits nothing."""
    # SQLite takes a negative limit for none.
    rows = rows_of(db, _PAGE, before or _AFTER_ALL, -1 if limit is None else limit)
    return tuple(ConversationSummary(**row) for row in rows)


def conversations_with(
    db: Database, search: TurnSearch, text: str, *, limit: int
) -> tuple[ConversationSummary, ...]:
    """Read the conversations that a text is found in, by title or by what was said, newest first."""
    found = _titled_with(db, text)
    for turn in search.each(text):
        found.add(turn.conversation_id)
        if len(found) >= limit:
            break
    rows = rows_of(db, _AMONG, json.dumps(sorted(found)), limit)
    return tuple(ConversationSummary(**row) for row in rows)


def unknown_conversation(db: Database, path: Path, conversation_id: int) -> LogError:
    """Return what is raised where there is no conversation of an id; it names some that there are."""
    newest = rows_of(db, "SELECT id FROM conversations ORDER BY id DESC LIMIT ?", NAMED_IDS)
    ids = ", ".join(str(row["id"]) for row in newest)
    return LogError(
        f"{path}: expected the id of a conversation, found none with id {conversation_id}; "
        f"`chatbot logs list` names them{f', the newest are {ids}' if newest else ''}"
    )


def kept_title(typed: str) -> str | None:
    """Return a title as it is kept, on one line; None where nothing of it can be seen."""
    return " ".join(storable(typed).split())[:LONGEST_TITLE].rstrip() or None


def _titled_with(db: Database, text: str) -> set[int]:
    """Find the given titles; the others are the beginning of a turn, which is searched as such."""
    folded = folded_text(storable(text))
    titled = rows_of(db, "SELECT id, given_title FROM conversations WHERE given_title IS NOT NULL")
    return {row["id"] for row in titled if folded in folded_text(row["given_title"])}
