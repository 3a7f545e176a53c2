"""Our own format: `{"turns": ["...", "..."], "source"?: "..."}`, a conversation a line."""

from __future__ import annotations

from chatbot.corpus.record import is_texts, texts
from chatbot.corpus.source import BrokenRecordError
from chatbot.dialogue import Conversation


def matches(record: object) -> bool:
    """Recognise an object with a list of texts as `turns`."""
    return isinstance(record, dict) and is_texts(record.get("turns"))


def read(record: object, place: str) -> Conversation:
    """Read one conversation; where its `source` names its origin, that is kept."""
    if not isinstance(record, dict):
        raise BrokenRecordError("expected an object with 'turns'")
    return Conversation.alternating(texts(record.get("turns"), "'turns'"), place)
