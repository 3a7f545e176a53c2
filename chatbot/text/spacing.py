"""Where a reader expects a space between two words."""

from __future__ import annotations

from enum import Enum, auto
from functools import lru_cache

import regex


class _Manner(Enum):
    """How a word stands to its neighbours, told by its first character."""

    WORD = auto()
    OPENING = auto()
    CLOSING = auto()
    QUOTE = auto()
    SYMBOL = auto()
    TIGHT = auto()


_PUNCTUATION = {
    _Manner.OPENING: "([{“‘«¿¡#$@£€",
    _Manner.CLOSING: ",.!?;:)]}%”’»…",
    _Manner.QUOTE: "\"'",
    _Manner.TIGHT: "-–—/\\|^`~·",
}
_MANNERS = {character: manner for manner, characters in _PUNCTUATION.items() for character in characters}
_TIGHT = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{M}\u200c\u200d\u3000-\u30ff\ufe30-\ufe4f\uff00-\uffef]"
)
_LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{N}_]")


def _manner(character: str) -> _Manner:
    if character in _MANNERS:
        return _MANNERS[character]
    if _TIGHT.match(character):
        return _Manner.TIGHT
    return _Manner.WORD if _LETTER_OR_DIGIT.match(character) else _Manner.SYMBOL


_SPACED = {
    (_Manner.WORD, _Manner.WORD),
    (_Manner.WORD, _Manner.OPENING),
    (_Manner.WORD, _Manner.SYMBOL),
    (_Manner.WORD, _Manner.QUOTE),
    (_Manner.CLOSING, _Manner.WORD),
    (_Manner.CLOSING, _Manner.OPENING),
    (_Manner.CLOSING, _Manner.SYMBOL),
    (_Manner.SYMBOL, _Manner.WORD),
    (_Manner.SYMBOL, _Manner.OPENING),
    (_Manner.SYMBOL, _Manner.QUOTE),
}


def spacing(left: str, right: str) -> bool:
    """Tell whether typography sets a space between two words.

    Latin words and numbers stand apart, punctuation leans on its word, and nothing stands apart from Chinese.
    A straight quote is taken for an opening one after a word and for a closing one after punctuation.
    """
    return _are_spaced(left[0], right[0])


@lru_cache(maxsize=1 << 16)
def _are_spaced(left: str, right: str) -> bool:
    return (_manner(left), _manner(right)) in _SPACED
