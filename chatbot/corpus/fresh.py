"""What a training epoch draws of frames: every intent as often as every other, however it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import ceil
from random import Random

from chatbot.corpus.blocks import Block, Frame
from chatbot.corpus.drawing import Drawing
from chatbot.corpus.grammar import reads_like
from chatbot.dialogue import DialoguePair

DRAWS_AN_INTENT = 8
"""Pairs an epoch: half the frames of a well written intent, so that two epochs have seen most of them."""

DRAWS_A_DIALOGUE = 1
"""Its pairs are as many as its exchanges."""

SPLICED_SHARE = 0.7
"""Share of values of open lists that are made up, so that names are copied from the prompt and not known."""

PRECEDED_SHARE = 0.5
"""Share of beginnings that have something else said before them, where the network reads earlier turns.

In a chat only the first prompt has nothing before it; what is no follow-up must be understood after anything.
"""

LOWER_CASE_SHARE = 0.15
"""Share of English draws typed without capitals, values of slots included."""

CAPITAL_SHARE = 0.3
"""Share of the other English prompts that begin with a capital, however they were written."""

HALF_WIDTH_SHARE = 0.1
"""Share of Chinese prompts whose marks are typed as on an English keyboard."""

END_MARK_SHARE = 0.1
"""Share of statements without an end that get one."""

_END_MARKS = {"zh": "。！", "en": ".!"}
_HALF_WIDTH = str.maketrans("，！？：；", ",!?:;")
_CAN_BE_ENDED = re.compile(r".*[^\W_]", re.DOTALL)


def fresh_pairs(blocks: Sequence[Block], chance: Random, *, context: int) -> Iterator[DialoguePair]:
    """Draw the pairs of one epoch, each with up to `context` turns before its prompt.

    What a kept frame could say as well is not drawn, nor is a value that is kept. Without turns before, all
    that is heard of a dialogue is how it begins, and that only where there are no intents to learn.
    """
    intents: dict[str, list[Block]] = {}
    for block in blocks:
        if block.kind == "intent" and block.is_learnt:
            intents.setdefault(block.language, []).append(block)
    hears_dialogues = context or are_heard_without_context(blocks)
    for block in blocks:
        if block.kind == "dialogue" and not hears_dialogues:
            continue
        for frames in _chosen_frames(block, chance):
            before: tuple[str, ...] = ()
            if context and chance.random() < PRECEDED_SHARE:
                before = talk_before(intents.get(block.language, ()), chance, exchanges=ceil(context / 2))
            yield from _drawn(block, frames, before, chance, context)


def are_heard_without_context(blocks: Sequence[Block]) -> bool:
    """Tell whether dialogues teach anything where no earlier turn is read: intents answer beginnings."""
    return all(block.kind == "dialogue" for block in blocks)


def _chosen_frames(block: Block, chance: Random) -> Iterator[tuple[Frame, ...]]:
    """Yield the person's lines of each draw of a block; an intent uses all of its own before one repeats."""
    if not block.is_learnt:
        return
    if block.kind == "dialogue":
        for _ in range(DRAWS_A_DIALOGUE):
            yield tuple(chance.choice(exchange.learnt) for exchange in block.exchanges)
        return
    frames: list[Frame] = []
    for _ in range(DRAWS_AN_INTENT):
        frames = frames or chance.sample(block.exchanges[0].learnt, len(block.exchanges[0].learnt))
        yield (frames.pop(),)


def _drawn(
    block: Block, frames: Sequence[Frame], before: tuple[str, ...], chance: Random, context: int
) -> Iterator[DialoguePair]:
    is_lower_case = _is_lower_case(block, chance)
    drawing = Drawing(block, chance, is_lower_case=is_lower_case, spliced_share=SPLICED_SHARE)
    # Without what was said before, what comes later in a dialogue has no answer of its own.
    heard = block.exchanges if context else block.exchanges[:1]
    for exchange, frame in zip(heard, frames, strict=False):
        prompt = _typed(drawing.say(frame), frame, drawing)
        reply = drawing.say(chance.choice(exchange.replies))
        # In a dialogue the turns before make even an equal prompt a different one.
        if block.kind == "intent" and any(
            reads_like(kept.phrase, prompt) for kept in exchange.frames if kept.is_kept
        ):
            return
        yield DialoguePair(before[len(before) - context :], prompt, reply, f"{block.path}:{frame.line}")
        before = (*before, prompt, reply)


def talk_before(intents: Sequence[Block], chance: Random, *, exchanges: int) -> tuple[str, ...]:
    """Draw up to so many exchanges that have nothing to do with what follows; none without intents."""
    said: list[str] = []
    for _ in range(chance.randint(1, exchanges) if intents else 0):
        block = chance.choice(intents)
        frame = chance.choice(block.exchanges[0].learnt)
        drawing = Drawing(block, chance)
        said += [drawing.say(frame), drawing.say(chance.choice(block.exchanges[0].replies))]
    return tuple(said)


def _is_lower_case(block: Block, chance: Random) -> bool:
    return block.language != "zh" and chance.random() < LOWER_CASE_SHARE


def _typed(prompt: str, frame: Frame, drawing: Drawing) -> str:
    """Vary how a prompt is typed, as people do: its capitals, and its marks."""
    chance, language = drawing.chance, drawing.block.language
    is_statement = not {"?", "？"} & set(frame.written) and _CAN_BE_ENDED.fullmatch(prompt)
    if is_statement and chance.random() < END_MARK_SHARE:
        prompt += chance.choice(_END_MARKS.get(language, _END_MARKS["en"]))
    if language == "zh":
        return prompt.translate(_HALF_WIDTH) if chance.random() < HALF_WIDTH_SHARE else prompt
    if drawing.is_lower_case:
        return prompt.lower()
    # A value at the beginning stays as the reply will say it.
    begins_with_value = prompt.startswith(tuple(drawing.filled.values()))
    if not begins_with_value and chance.random() < CAPITAL_SHARE:
        return prompt[:1].upper() + prompt[1:]
    return prompt
