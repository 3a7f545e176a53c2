"""Pairs to the integers that the network sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chatbot.dialogue import DialoguePair
from chatbot.text.tokenizer import Tokenizer
from chatbot.training.dataset import EncodedPair

TOO_LONG = "reply too long"
"""Why a reply of more pieces than can be said is left out."""


def encoded(
    pairs: Iterable[DialoguePair], tokenizer: Tokenizer, max_pieces: int, filtered: dict[str, int]
) -> Iterator[EncodedPair]:
    """Encode normalised pairs; a reply too long to be said is counted and left out."""
    for pair in pairs:
        reply = tokenizer.encode(pair.response)
        if len(reply) > max_pieces:
            filtered[TOO_LONG] = filtered.get(TOO_LONG, 0) + 1
            continue
        source = tokenizer.encode_turns((*pair.context, pair.prompt), limit=max_pieces)
        yield EncodedPair(source, reply, len(pair.response))
