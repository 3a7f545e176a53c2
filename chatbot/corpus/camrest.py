"""CamRest676 (Wen and others 2017): `dial` of rounds, the user's `transcript` and the system's `sent`."""

from __future__ import annotations

from chatbot.corpus.record import has_list, objects, text
from chatbot.dialogue import Conversation


def matches(record: object) -> bool:
    """Recognise rounds of a user and a system."""
    return has_list(record, "dial", "usr", "sys")


def read(record: object, place: str) -> Conversation:
    """Read one conversation."""
    said = [
        words
        for round_ in objects(record, "dial")
        for words in (text(round_.get("usr"), "transcript"), text(round_.get("sys"), "sent"))
    ]
    return Conversation.alternating(said, place)
