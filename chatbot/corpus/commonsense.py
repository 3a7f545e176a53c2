"""Commonsense-Dialogues (Zhou and others 2021): a situation as `context`, and `turns`."""

from __future__ import annotations

from chatbot.corpus import jsonl
from chatbot.dialogue import Conversation


def matches(record: object) -> bool:
    """Recognise turns with the situation and the name of their first speaker."""
    return jsonl.matches(record) and isinstance(record, dict) and {"context", "speaker"} <= record.keys()


def read(record: object, place: str) -> Conversation:
    """Read one conversation; the situation is not said by anyone."""
    return jsonl.read(record, place)
