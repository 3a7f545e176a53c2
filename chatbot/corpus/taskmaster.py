"""Taskmaster 1, 2 and 4 (Byrne and others 2019): `utterances` of a `speaker` with `text`."""

from __future__ import annotations

from chatbot.corpus.record import has_list, objects, text
from chatbot.dialogue import Conversation


def matches(record: object) -> bool:
    """Recognise utterances with a speaker and a text."""
    return has_list(record, "utterances", "speaker", "text")


def read(record: object, place: str) -> Conversation:
    """Read one conversation."""
    said = [(text(turn, "speaker").lower(), text(turn, "text")) for turn in objects(record, "utterances")]
    return Conversation.between(said, place)
