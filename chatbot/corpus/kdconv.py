"""KdConv (Zhou and others 2020): `messages` with `message`; the knowledge in `attrs` is not speech."""

from __future__ import annotations

from chatbot.corpus.record import has_list, objects, text
from chatbot.dialogue import Conversation


def matches(record: object) -> bool:
    """Recognise messages that are called `message`."""
    return has_list(record, "messages", "message")


def read(record: object, place: str) -> Conversation:
    """Read one conversation; the two speakers alternate."""
    return Conversation.alternating([text(said, "message") for said in objects(record, "messages")], place)
