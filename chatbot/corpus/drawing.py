"""Blocks of frames to what is said: fixed draws that are always the same, and fresh ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from chatbot.corpus.blocks import Block, Frame
from chatbot.corpus.grammar import Slot, draw, spaced
from chatbot.dialogue import Conversation

Values = Literal["learnt", "kept"]
"""Which values of slots are drawn."""

Lines = tuple[Frame, Frame]
"""What a person says, and what the bot answers."""


@dataclass(slots=True)
class Drawing:
    """One draw of a block: a slot has one value throughout."""

    block: Block
    chance: Random
    values: Values = "learnt"
    is_lower_case: bool = False
    """Whether values come as if they were typed without capitals."""

    spliced_share: float = 0.0
    """Share of values that are made of parts of others: in none of them can a name be known by heart."""

    filled: dict[Slot, str] = field(default_factory=dict)
    """The values drawn so far."""

    def say(self, frame: Frame) -> str:
        """Draw a line."""
        return spaced(draw(frame.phrase, self.chance, self.value_of), self.block.language)

    def value_of(self, slot: Slot) -> str:
        """Return the value of a slot, drawn when it is first asked for."""
        if slot not in self.filled:
            values = self._values(slot.name)
            taken = {value.lower() for other, value in self.filled.items() if other.name == slot.name}
            free = [value for value in values if value.lower() not in taken] if taken else values
            value = self.chance.choice(free or values)
            if self.spliced_share and self.chance.random() < self.spliced_share:
                value = self._spliced(slot.name, value)
            self.filled[slot] = value.lower() if self.is_lower_case else value
        return self.filled[slot]

    def _spliced(self, name: str, value: str) -> str:
        """Return a value that there is not; in a list that is short enough to be closed, the value itself."""
        listed = self.block.slots[name]
        if not listed.kept:
            return value
        made = value
        # Cut anywhere, and now and then twice: what is to be copied may have any number of pieces.
        for _ in range(self.chance.randint(1, 2)):
            other = self.chance.choice(listed.learnt)
            head, tail = self._cut(made), self._cut(other)
            made = " ".join(f"{made[:head]}{other[tail:]}".split())
        is_kept = any(made.casefold() == kept.casefold() for kept in listed.kept)
        return value if is_kept else made

    def _cut(self, value: str) -> int:
        """Return a place inside a value."""
        return self.chance.randint(1, max(1, len(value) - 1))

    def _values(self, name: str) -> Sequence[str]:
        listed = self.block.slots[name]
        return listed.learnt if self.values == "learnt" else listed.kept or listed.learnt


def fixed_conversations(block: Block) -> Iterator[Conversation]:
    """Yield the conversations that a block is counted by, the same in every run.

    Each line that may be learnt comes up, and each reply; then each line that is kept, held out.
    """
    if block.is_learnt:
        learnt = [(exchange.learnt, exchange.replies) for exchange in block.exchanges]
        yield from _in_step(block, learnt, is_held_out=False)
    if block.has_kept:
        measured = [(exchange.measured, exchange.replies) for exchange in block.exchanges]
        yield from _in_step(block, measured, is_held_out=True)


def _in_step(
    block: Block, turns: Sequence[tuple[Sequence[Frame], Sequence[Frame]]], *, is_held_out: bool
) -> Iterator[Conversation]:
    """Go through the lines of all turns at once, those of shorter ones again and again."""
    replies = 0 if is_held_out else max(len(replies) for _, replies in turns)
    for number in range(max(replies, *(len(frames) for frames, _ in turns))):
        lines = [(frames[number % len(frames)], replies[number % len(replies)]) for frames, replies in turns]
        drawing = Drawing(block, Random(f"fixed {block.language} {block.name} {number} {is_held_out}"))
        texts = [drawing.say(frame) for pair in lines for frame in pair]
        source = f"{block.path}:{lines[0][0].line}"
        yield Conversation.scripted(texts, source, is_held_out=is_held_out)
