"""Where a line of text may end: what Chinese, Latin and emoji need of Unicode's rules (UAX #14).

The classes of characters are Unicode's own, as `regex` knows them; the rules are fewer than the standard's,
which would tear a path at its slashes. All of them in Python, as uniseg has them, take 0.4 ms a character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import regex
from rich.cells import cell_len

_SPACE = regex.compile(r"(?V1)[[\s\u200b]--\p{lb=GL}]")
_JOINING = regex.compile(r"[\p{GCB=ZWJ}\p{lb=GL}\p{lb=WJ}]")
_EXTENDING = regex.compile(r"[\p{GCB=Extend}\p{GCB=SpacingMark}]")
_WIDE = regex.compile(r"[\p{ea=W}\p{ea=F}]")

_CLOSING = regex.compile(
    r"(?V1)[\p{lb=CL}\p{lb=CP}\p{lb=EX}\p{lb=IS}\p{lb=SY}\p{lb=NS}\p{lb=CJ}\p{lb=IN}\p{lb=PO}\p{lb=BA}\p{lb=HY}"
    r"[\p{lb=QU}--\p{Pi}]·～／\p{GCB=V}\p{GCB=T}]"
)
"""What begins no line: closing marks, small kana, what stands behind a number, later parts of a syllable."""

_OPENING = regex.compile(r"(?V1)[\p{lb=OP}\p{lb=PR}[\p{lb=QU}--\p{Pf}]\p{GCB=Prepend}\p{GCB=L}]")
"""What ends no line: opening marks, what stands before a number, the first part of a syllable."""


def _likeness(character: str) -> str:
    """Return a character that stands for all those before and after which a line may end as here."""
    for likeness, kind in ((" ", _SPACE), ("~", _JOINING), ("^", _EXTENDING)):
        if kind.match(character):
            return likeness
    closes, opens = _CLOSING.match(character), _OPENING.match(character)
    if closes and opens:
        return '"'
    if _WIDE.match(character):
        return "。" if closes else "（" if opens else "字"
    return "," if closes else "(" if opens else "a"


class _Likenesses(dict[int, str]):
    """Knows the likeness of every character that it was asked for once."""

    def __missing__(self, code: int) -> str:
        self[code] = likeness = _likeness(chr(code))
        return likeness


_LIKENESSES = _Likenesses()

# Behind a space any mark may begin a line: lists on the screen name marks, as words and as keys.
_PLACE = re.compile("(?<=[字。])(?=[字a（(])|(?<=[a,^])(?=[字（])|(?<= )(?=[^ ~^])")
_BEGINS_NONE = ' ~^,。"'
_ENDS_NONE = '~(（"'


def unbroken(text: str) -> Iterator[str]:
    """Divide a text wherever a line may end: not behind spaces at its beginning."""
    alike = text.translate(_LIKENESSES)
    indent = len(alike) - len(alike.lstrip(" "))
    places = (place.start() for place in _PLACE.finditer(alike, indent + 1))
    return (text[start:end] for start, end in pairwise((0, *places, len(text))))


def line_breaks(text: str, width: int, fold: bool = True) -> list[int]:
    """Return where to divide a text so that its parts, without spaces at their ends, fit in `width` cells.

    No part begins with a closing mark or ends with an opening one, and words stay whole, unless they are too
    long for a line: those begin a line of their own and are divided between graphemes, if they are to `fold`.
    """
    breaks: list[int] = []
    used = 0
    end = 0
    for unit in unbroken(text):
        start, end = end, end + len(unit)
        visible = cell_len(unit.rstrip())
        if start and used + visible > width:
            breaks.append(start)
            used = 0
        if fold and visible > width:
            breaks += (start + place for place in _folds(unit, width))
            start = max([start, *breaks[-1:]])
        used += cell_len(text[start:end])
    return breaks


def _folds(unit: str, width: int) -> Iterator[int]:
    """Tell where to divide what does not fit: also here before a closing mark only where it must be."""
    alike = unit.translate(_LIKENESSES)
    line = place = 0
    used = since_place = 0
    for grapheme in regex.finditer(r"\X", unit.rstrip()):
        start, cells = grapheme.start(), cell_len(grapheme[0])
        if start and alike[start] not in _BEGINS_NONE and alike[start - 1] not in _ENDS_NONE:
            place, since_place = start, 0
        while used + cells > width and start > line and alike[start] != " ":
            line, used = (place, since_place) if place > line else (start, 0)
            yield line
        used += cells
        since_place += cells
