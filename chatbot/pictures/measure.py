"""How wide text will be in a font nobody knows yet: never too narrow, so that nothing overlaps.

Widths are those of a wide sans-serif, by kinds of characters; measured on DejaVu Sans and Noto Sans CJK.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex
from rich.cells import cell_len

from chatbot.text.lines import unbroken

NARROW = "iljtfrI.,:;'!|()[]{}-`\"/\\ "
BROAD = "mwMW@%&+=<>~^#_"

_FULL_WIDTH = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\u3000-\u303f\uff00-\uffef]")


def width_of(text: str, size: float) -> float:
    """Return how wide a line of text is at most, in the unit of the font's `size`."""
    return size * sum(map(_em, text))


def is_full_width(text: str) -> bool:
    """Tell whether a text is of Chinese, Japanese or Korean characters alone."""
    return all(map(_FULL_WIDTH.match, text))


def _em(character: str) -> float:
    """Return the width of one character in sizes of its font."""
    if character.isascii():
        if character in NARROW:
            return 0.48
        if character in BROAD:
            return 1.0
        return 0.8 if character.isupper() else 0.66
    if _FULL_WIDTH.match(character):
        return 1.02
    # Emoji are wider than their two cells, and nobody knows of the rest.
    return (0.0, 1.0, 1.4)[min(2, cell_len(character))]


def wrapped(text: str, *, width: float, size: float) -> list[str]:
    """Break text into lines of at most `width`, where a reader expects it; what is longer, anywhere."""
    lines: list[str] = []
    line, taken = "", 0.0
    for part in _parts(text.strip(), width=width, size=size):
        if line and taken + width_of(part.rstrip(), size) > width:
            lines.append(line.rstrip())
            line, taken = "", 0.0
        line, taken = line + part, taken + width_of(part, size)
    return [*lines, line.rstrip()]


def _parts(text: str, *, width: float, size: float) -> Iterator[str]:
    """Cut text where a line may end; what is too long for a line, between graphemes."""
    for part in unbroken(text):
        if width_of(part.rstrip(), size) <= width:
            yield part
        else:
            yield from regex.findall(r"\X", part)
