"""Chinese that was cut into characters or words by spaces, joined back to what people write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice

from chatbot.dialogue import Conversation, Turn

SAMPLE_CONVERSATIONS = 200
"""How many conversations decide whether a file is segmented."""

LEAST_CUTS = 0.35
"""Share of Han characters with one space before the next one, from which a file is segmented.

Words of 1.5 characters on average give 0.6, single characters 1; subtitles that use blanks for commas 0.1.
"""

CHARACTERS_SHARE = 0.98
"""Share of pieces of one character from which not words but characters were cut."""

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_WIDE = r"[\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
_CUT = re.compile(f"(?<={_HAN}) (?={_WIDE})")
_UNCUT = re.compile(f"(?<={_HAN})(?={_WIDE})")
_BESIDE_WIDE = re.compile(rf"(?<={_WIDE}) +| +(?={_WIDE})")
_BETWEEN_CHARACTERS = re.compile(r"(?<=\S) (?=\S)")


def joined(conversations: Iterable[Conversation]) -> Iterator[Conversation]:
    """Yield conversations as they are, or joined back if their beginning shows that they are segmented."""
    stream = iter(conversations)
    sample = list(islice(stream, SAMPLE_CONVERSATIONS))
    join = _joining([turn.text for conversation in sample for turn in conversation.turns])
    for conversation in chain(sample, stream):
        yield conversation if join is None else _with(conversation, join)


def _joining(texts: list[str]) -> Callable[[str], str] | None:
    """Return how texts like these are joined; None if they are not segmented."""
    cuts = sum(len(_CUT.findall(text)) for text in texts)
    uncut = sum(len(_UNCUT.findall(text)) for text in texts)
    if not cuts or cuts < LEAST_CUTS * (cuts + uncut):
        return None
    pieces = [piece for text in texts for piece in text.split()]
    single = sum(len(piece) == 1 for piece in pieces)
    return _join_characters if single >= CHARACTERS_SHARE * len(pieces) else _join_words


def _join_characters(text: str) -> str:
    """Take one space out from between any two characters; of three in a row the middle one was real."""
    return _BETWEEN_CHARACTERS.sub("", text)


def _join_words(text: str) -> str:
    """Take out spaces beside Chinese characters and punctuation; those between Latin words stay."""
    return _BESIDE_WIDE.sub("", text)


def _with(conversation: Conversation, join: Callable[[str], str]) -> Conversation:
    turns = tuple(Turn(turn.speaker, join(turn.text)) for turn in conversation.turns)
    return replace(conversation, turns=turns)
