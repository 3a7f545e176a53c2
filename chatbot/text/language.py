"""Which language a text is in, told from its letters alone."""

from __future__ import annotations

from typing import Literal

import regex

Language = Literal["zh", "en", "mixed"]

HAN_CHARACTERS_PER_WORD = 1.6
"""How many Han characters say about as much as one English word."""

CLEAR_SHARE = 0.75
"""The share of all words from which a text counts as one language."""

_HAN = regex.compile(r"\p{Han}")
_LATIN_WORD = regex.compile(r"\p{Latin}[\p{Latin}\p{M}'’]*")


def language_of(text: str) -> Language:
    """Weigh Latin words against Han characters; a text with neither is "mixed"."""
    chinese = len(_HAN.findall(text)) / HAN_CHARACTERS_PER_WORD
    english = len(_LATIN_WORD.findall(text))
    words = chinese + english
    if words and english >= CLEAR_SHARE * words:
        return "en"
    if words and chinese >= CLEAR_SHARE * words:
        return "zh"
    return "mixed"
