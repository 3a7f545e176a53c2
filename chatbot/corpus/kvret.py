"""KVRET, Stanford's in-car dialogues (Eric and others 2017): `turn` says who speaks, `data` what."""

from __future__ import annotations

from chatbot.corpus.record import has_list, objects, text
from chatbot.dialogue import Conversation


def matches(record: object) -> bool:
    """Recognise a dialogue of turns with data."""
    return has_list(record, "dialogue", "turn", "data")


def read(record: object, place: str) -> Conversation:
    """Read one conversation; an utterance of no character was not said."""
    dialogue = objects(record, "dialogue")
    said = [(text(turn, "turn"), text(turn["data"], "utterance")) for turn in dialogue if "data" in turn]
    return Conversation.between([(speaker, words) for speaker, words in said if words.strip()], place)
