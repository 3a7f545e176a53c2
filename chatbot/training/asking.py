"""Questions to measure with, drawn of what is kept: the same for every checkpoint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from chatbot.corpus.blocks import Block, Exchange, Frame
from chatbot.corpus.drawing import Drawing
from chatbot.corpus.fingerprint import fingerprint
from chatbot.corpus.fresh import talk_before
from chatbot.corpus.grammar import Slot, is_wording, slots_always_in, slots_in

DRAWS_A_FRAME = 2
"""Of each kept frame: four questions an intent of two, enough where there are hundreds of intents."""

CALIBRATING_QUESTIONS = 400
"""As many as a calibration is fitted to: three numbers need no more, and they are asked in seconds."""

COPIES_AN_INTENT = 4
"""Questions with values that were never learnt, of an intent that says them back."""

Purpose = Literal["phrasing", "copying", "dialogue"]
"""Whether a frame, a value or a whole dialogue was never learnt."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is said to a bot, and what it may answer."""

    purpose: Purpose
    block: Block
    frame: Frame
    exchange: Exchange
    texts: tuple[str, ...]
    """Everything that is said, the prompt last."""

    filled: dict[Slot, str]

    has_talk_before: bool = False
    """Whether something that has nothing to do with it is said before the prompt."""

    @property
    def prompt(self) -> str:
        """What is to be answered."""
        return self.texts[-1]

    @property
    def source(self) -> str:
        """Where the frame stands."""
        return f"{self.block.path}:{self.frame.line}"

    @property
    def is_for_calibrating(self) -> bool:
        """Whether confidence is fitted to answers to its frame; the other half of them tells how well.

        The frame decides, so that no draw of one that was fitted to is ever reported on.
        """
        return self.purpose == "phrasing" and fingerprint("calibrating", self.frame.written) % 2 == 0

    def is_answered_by(self, reply: str) -> bool:
        """Tell whether a reply is one of the answers, slots filled from what was said."""
        return any(is_wording(each.phrase, reply, self.filled.__getitem__) for each in self.exchange.replies)

    def is_copied_in(self, reply: str) -> bool | None:
        """Tell whether a reply says back the values; None where it is an answer that says none."""
        answers = [e for e in self.exchange.replies if is_wording(e.phrase, reply, self.filled.__getitem__)]
        if not answers:
            return False
        return True if any(slots_in(answer.phrase) for answer in answers) else None


def questions(blocks: Sequence[Block], *, seed: int, context: int) -> Iterator[Question]:
    """Draw the questions of everything that is kept.

    Where earlier turns are read, every other question comes after talk that has nothing to do with it.
    """
    chance = Random(f"questions {seed}")
    intents: dict[str, list[Block]] = {}
    for block in blocks:
        if block.kind == "intent" and block.is_learnt:
            intents.setdefault(block.language, []).append(block)
    for block in blocks:
        others = intents.get(block.language, []) if context else []
        if block.kind == "intent":
            yield from _phrasings(block, others, chance)
            yield from _copies(block, chance)
        elif not block.is_learnt:
            yield _dialogue(block, chance)


def calibrating_questions(blocks: Sequence[Block], *, context: int) -> list[Question]:
    """Draw the questions that confidence is fitted to, always the same; none where nothing is kept."""
    drawn = questions(blocks, seed=0, context=context)
    found = [question for question in drawn if question.is_for_calibrating]
    return Random("calibrating").sample(found, min(len(found), CALIBRATING_QUESTIONS))


def _phrasings(block: Block, others: Sequence[Block], chance: Random) -> Iterator[Question]:
    (exchange,) = block.exchanges
    for frame in (frame for frame in exchange.frames if frame.is_kept):
        for number in range(DRAWS_A_FRAME):
            drawing = Drawing(block, chance)
            before = talk_before(others, chance, exchanges=1) if number % 2 else ()
            texts = (*before, drawing.say(frame))
            yield Question("phrasing", block, frame, exchange, texts, drawing.filled, bool(before))


def _copies(block: Block, chance: Random) -> Iterator[Question]:
    """Ask with values never learnt; in kept frames where they have a slot, else in learnt ones."""
    (exchange,) = block.exchanges
    said = frozenset[Slot]().union(*(slots_in(reply.phrase) for reply in exchange.replies))
    new = {slot for slot in said if block.slots[slot.name].kept}
    frames = [frame for frame in exchange.measured if new & slots_always_in(frame.phrase)]
    frames = frames or [frame for frame in exchange.learnt if new & slots_always_in(frame.phrase)]
    for number in range(COPIES_AN_INTENT if frames else 0):
        drawing = Drawing(block, chance, values="kept")
        frame = frames[number % len(frames)]
        yield Question("copying", block, frame, exchange, (drawing.say(frame),), drawing.filled)


def _dialogue(block: Block, chance: Random) -> Question:
    """Say a dialogue up to its last prompt."""
    drawing = Drawing(block, chance)
    texts: list[str] = []
    for exchange in block.exchanges:
        frame = chance.choice(exchange.measured)
        texts += [drawing.say(frame), drawing.say(chance.choice(exchange.replies))]
    return Question("dialogue", block, frame, exchange, tuple(texts[:-1]), drawing.filled)
