"""The grammar of a frame: one line that stands for many ways to say something.

`(a|b)` is one of them, `[a]` or `[a|b]` one of them or nothing, `{slot}` a value of a list, and a backslash
takes the character after it literally.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from random import Random
from typing import TypeAlias

from chatbot.text.normalize import normalize

_SLOT = re.compile(r"(?P<name>[^\W\d]\w*)(?::(?P<number>[2-9]))?")

_CLOSING = {"(": ")", "[": "]"}

_BEFORE_MARKS = re.compile(r"\s+(?=[,.;:?!…]+(?:\s|$))")
"""Space before punctuation; a smiley such as :) is none."""


_NO_WORD = re.compile(r"[\W_]+")


class GrammarError(Exception):
    """A frame is not well formed; `column` counts from 0."""

    def __init__(self, column: int, why: str) -> None:
        super().__init__(why)
        self.column = column
        self.why = why


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value of a list."""

    name: str

    number: int = 1
    """Of two numbers of one name the values are different ones."""

    def __str__(self) -> str:
        """Write it as frames do."""
        return f"{{{self.name}}}" if self.number == 1 else f"{{{self.name}:{self.number}}}"


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of several phrases, the empty one among them if it is optional."""

    options: tuple[Phrase, ...]


Part: TypeAlias = str | Slot | Choice
Phrase: TypeAlias = tuple[Part, ...]
"""Parts that are said one after the other."""

Fill: TypeAlias = Callable[[Slot], str]
"""Gives the value of a slot."""


def parse(text: str) -> Phrase:
    """Read a frame.

    Raises:
        GrammarError: brackets do not match, an alternative is empty, or a slot has no proper name.
    """
    return _Parser(text).whole()


class _Parser:
    """Recursive descent; `_at` is the next character to be read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def whole(self) -> Phrase:
        phrase = self._phrase(stops="")
        if not phrase:
            raise GrammarError(0, "expected something to say, found nothing")
        return phrase

    def _phrase(self, stops: str) -> Phrase:
        parts: list[Part] = []
        while self._at < len(self._text) and self._text[self._at] not in stops:
            part = self._part()
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            else:
                parts.append(part)
        return tuple(parts)

    def _part(self) -> Part:
        character = self._text[self._at]
        if character in _CLOSING:
            return self._choice()
        if character == "{":
            return self._slot()
        if character in ")]}|":
            raise GrammarError(self._at, f"{character!r} that nothing opens; write \\{character} to say it")
        if character == "\\":
            self._at += 1
            if self._at == len(self._text):
                raise GrammarError(self._at - 1, "a backslash at the end takes nothing literally")
        self._at += 1
        return self._text[self._at - 1]

    def _choice(self) -> Choice:
        opened = self._at
        opening, closing = self._text[opened], _CLOSING[self._text[opened]]
        options: list[Phrase] = []
        while self._at == opened or self._text[self._at] == "|":
            self._at += 1
            begin = self._at
            options.append(self._phrase(stops=f"|{closing}"))
            if self._at == len(self._text):
                raise GrammarError(opened, f"{opening!r} that is not closed by {closing!r}")
            if not self._text[begin : self._at].strip():
                raise GrammarError(begin, "an empty alternative; write [a|b] for what may be left out")
        self._at += 1
        return Choice((*options, ()) if opening == "[" else tuple(options))

    def _slot(self) -> Slot:
        opened = self._at
        closed = self._text.find("}", opened)
        if closed < 0:
            raise GrammarError(opened, "'{' that is not closed by '}'")
        found = _SLOT.fullmatch(self._text[opened + 1 : closed])
        if found is None:
            raise GrammarError(
                opened,
                f"expected a slot such as {{name}} or {{name:2}}, found {self._text[opened : closed + 1]}",
            )
        self._at = closed + 1
        return Slot(found["name"], int(found["number"] or 1))


def draw(phrase: Phrase, chance: Random, fill: Fill) -> str:
    """Draw one way to say a phrase, every option of a choice being as likely as the others."""
    return "".join(
        part
        if isinstance(part, str)
        else fill(part)
        if isinstance(part, Slot)
        else draw(chance.choice(part.options), chance, fill)
        for part in phrase
    )


def spaced(text: str, language: str) -> str:
    """Mend the spaces around what was left out: one between words, none before punctuation.

    Chinese is written without; its spaces stay as they are.
    """
    if language == "zh":
        return text.strip()
    return _BEFORE_MARKS.sub("", " ".join(text.split()))


def wordings(phrase: Phrase) -> int:
    """Count the ways through a phrase without listing them; a slot is one, however many values it has.

    Where two ways read the same both are counted.
    """
    return prod(sum(map(wordings, part.options)) for part in phrase if isinstance(part, Choice))


def every_wording(phrase: Phrase) -> Iterator[str]:
    """Yield every way through a phrase as it was written, slots as `{slot}`; there can be very many."""
    if not phrase:
        yield ""
        return
    first, rest = phrase[0], phrase[1:]
    options = first.options if isinstance(first, Choice) else None
    for beginning in (str(first),) if options is None else (way for o in options for way in every_wording(o)):
        for ending in every_wording(rest):
            yield beginning + ending


def slots_in(phrase: Phrase) -> frozenset[Slot]:
    """Return the slots that some way through a phrase has."""
    found: frozenset[Slot] = frozenset()
    for part in phrase:
        if isinstance(part, Slot):
            found |= {part}
        elif isinstance(part, Choice):
            found = found.union(*map(slots_in, part.options))
    return found


def slots_always_in(phrase: Phrase) -> frozenset[Slot]:
    """Return the slots that every way through a phrase has."""
    found: frozenset[Slot] = frozenset()
    for part in phrase:
        if isinstance(part, Slot):
            found |= {part}
        elif isinstance(part, Choice):
            found |= frozenset.intersection(*map(slots_always_in, part.options))
    return found


def reads_like(phrase: Phrase, text: str) -> bool:
    """Tell whether a text is a wording of a phrase, case, spaces and marks aside; a slot can be anything."""
    letters = squeezed(text)
    return bool(letters) and _squeezed_pattern(phrase).fullmatch(letters) is not None


def is_wording(phrase: Phrase, text: str, fill: Fill) -> bool:
    """Tell whether a normalised text is a wording of a phrase with certain values, spaces aside."""
    pattern = _pattern(phrase, _closed_up, lambda slot: re.escape(_closed_up(fill(slot))))
    return re.fullmatch(pattern, _closed_up(text)) is not None


def squeezed(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return _NO_WORD.sub("", text.casefold())


def _closed_up(text: str) -> str:
    return "".join(normalize(text).split())


@lru_cache(maxsize=65_536)
def _squeezed_pattern(phrase: Phrase) -> re.Pattern[str]:
    return re.compile(_pattern(phrase, squeezed, lambda slot: ".+?"))


def _pattern(phrase: Phrase, spell: Callable[[str], str], value: Fill) -> str:
    """Return the regular expression of the wordings of a phrase, as they are spelled."""
    parts = []
    for part in phrase:
        if isinstance(part, str):
            parts.append(re.escape(spell(part)))
        elif isinstance(part, Slot):
            parts.append(value(part))
        else:
            parts.append(f"(?:{'|'.join(_pattern(option, spell, value) for option in part.options)})")
    return "".join(parts)
