"""JSON objects with a field that is asked and a field that is answered, such as `question` and `answer`."""

from __future__ import annotations

from chatbot.corpus.columns import asked_and_answered
from chatbot.corpus.record import text
from chatbot.corpus.source import BrokenRecordError
from chatbot.dialogue import Conversation


def matches(record: object) -> bool:
    """Recognise an object with texts in two such fields."""
    if not isinstance(record, dict):
        return False
    places = asked_and_answered(record)
    values = list(record.values())
    return places is not None and all(isinstance(values[place], str) for place in places)


def read(record: object, place: str) -> Conversation:
    """Read a conversation of two turns."""
    places = asked_and_answered(record) if isinstance(record, dict) else None
    if places is None:
        raise BrokenRecordError("expected a field that is asked and one that is answered")
    names = list(record) if isinstance(record, dict) else []
    return Conversation.alternating([text(record, names[at]) for at in places], place)
