"""LCCC (Wang and others 2020): a conversation is a list of texts."""

from __future__ import annotations

from chatbot.corpus.record import is_texts, texts
from chatbot.dialogue import Conversation


def matches(record: object) -> bool:
    """Recognise a list of texts."""
    return is_texts(record)


def read(record: object, place: str) -> Conversation:
    """Read one conversation."""
    return Conversation.alternating(texts(record, "a conversation"), place)
