"""Schema-guided dialogue (Rastogi and others 2019): `turns` of a `speaker` with an `utterance`."""

from __future__ import annotations

from chatbot.corpus.record import has_list, objects, text
from chatbot.dialogue import Conversation


def matches(record: object) -> bool:
    """Recognise turns with a speaker and an utterance."""
    return has_list(record, "turns", "speaker", "utterance")


def read(record: object, place: str) -> Conversation:
    """Read one conversation."""
    turns = objects(record, "turns")
    return Conversation.between([(text(turn, "speaker"), text(turn, "utterance")) for turn in turns], place)
