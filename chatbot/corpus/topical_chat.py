"""Topical-Chat (Gopalakrishnan and others 2019): `content` of messages between two agents."""

from __future__ import annotations

from chatbot.corpus.record import has_list, objects, text
from chatbot.dialogue import Conversation


def matches(record: object) -> bool:
    """Recognise a content of messages with their agents."""
    return has_list(record, "content", "message", "agent")


def read(record: object, place: str) -> Conversation:
    """Read one conversation."""
    content = objects(record, "content")
    return Conversation.between([(text(said, "agent"), text(said, "message")) for said in content], place)
