"""What a file of frames holds: intents and dialogues, the lines in them, and the lists of slots."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from chatbot.corpus.fingerprint import fingerprint
from chatbot.corpus.grammar import Phrase

Kind = Literal["intent", "dialogue"]

LEAST_VALUES_TO_KEEP = 30
"""Slots of fewer values are all learnt."""

KEPT_VALUES = 10
"""One value in so many of a longer slot is kept for measuring."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of a person or of the bot."""

    phrase: Phrase
    written: str
    """As the file has it, without its marks."""

    line: int
    column: int
    """Where `written` begins, from 1."""

    is_kept: bool = False
    """Whether it is kept for measuring and never learnt."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a person may say, and what the bot may answer."""

    frames: tuple[Frame, ...]
    replies: tuple[Frame, ...]

    @property
    def learnt(self) -> tuple[Frame, ...]:
        """The person's lines that may be learnt."""
        return tuple(frame for frame in self.frames if not frame.is_kept)

    @property
    def measured(self) -> tuple[Frame, ...]:
        """The person's lines to measure with: the kept ones, or all where none is."""
        return tuple(frame for frame in self.frames if frame.is_kept) or self.frames


@dataclass(frozen=True)
class SlotList:
    """The values of a slot."""

    values: tuple[str, ...]
    path: str = ""
    line: int = 0

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """The values that are never learnt, so that copying what was never seen can be measured.

        The value decides, so that it is kept in every slot that has it, and in every later version.
        """
        if len(self.values) < LEAST_VALUES_TO_KEEP:
            return ()
        return tuple(
            value for value in self.values if fingerprint("kept value", value.casefold()) % KEPT_VALUES == 0
        )

    @cached_property
    def learnt(self) -> tuple[str, ...]:
        """The values to learn with."""
        kept = set(self.kept)
        return tuple(value for value in self.values if value not in kept)


Slots = dict[str, SlotList]


@dataclass(frozen=True, slots=True)
class Block:
    """An intent, which has one exchange, or a dialogue of several."""

    kind: Kind
    name: str
    path: str
    line: int
    language: str
    topic: str
    exchanges: tuple[Exchange, ...]
    slots: Slots = field(default_factory=dict)
    """The lists of its folder and language."""

    is_kept_by_chance: bool = False
    """Whether what is kept was chosen by us, for want of marks in its folder."""

    @property
    def is_learnt(self) -> bool:
        """Whether each of its turns has a line that may be learnt."""
        return all(exchange.learnt for exchange in self.exchanges)

    @property
    def has_kept(self) -> bool:
        """Whether a line is kept for measuring."""
        return any(frame.is_kept for exchange in self.exchanges for frame in exchange.frames)
