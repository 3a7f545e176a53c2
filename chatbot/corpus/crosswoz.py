"""CrossWOZ (Zhu and others 2020): `messages` between `usr` and `sys`, and much that is not speech."""

from __future__ import annotations

from chatbot.corpus.record import first_object, has_list, objects, text
from chatbot.dialogue import Conversation

ROLES = ("usr", "sys")


def matches(record: object) -> bool:
    """Recognise messages whose first speaker is `usr` or `sys`."""
    return has_list(record, "messages", "content") and first_object(record, "messages").get("role") in ROLES


def read(record: object, place: str) -> Conversation:
    """Read one conversation."""
    messages = objects(record, "messages")
    return Conversation.between([(text(said, "role"), text(said, "content")) for said in messages], place)
