"""The files of frames of one folder, put together: they share their slots, and no name stands twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.corpus.blocks import Block, Exchange, Frame, Slots
from chatbot.corpus.fingerprint import fingerprint
from chatbot.corpus.frame_file import FrameFile, Problem
from chatbot.corpus.grammar import Slot, slots_always_in, slots_in

KEPT_SHARE = 0.05
"""Share of an intent's frames that is kept for measuring where no frame of the folder is marked."""


@dataclass(frozen=True, slots=True)
class FrameFolder:
    """What can be drawn from, and what is wrong with the rest."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]


NO_FRAMES = FrameFolder((), ())
"""What a file of any other format has."""


def put_together(files: Sequence[FrameFile]) -> FrameFolder:
    """Give each block the slots of its folder and language, and leave out what cannot be drawn."""
    problems = [problem for file in files for problem in file.problems]
    slots = _slots_by_language(files, problems)
    names: dict[tuple[str, str], Block] = {}
    for block in (block for file in files for block in file.blocks):
        key = block.language, block.name
        if key in names:
            first = names[key]
            why = f"{block.kind} {block.name}: the name stands at {first.path}:{first.line} already"
            problems.append(Problem(block.path, block.line, None, why))
            continue
        sound = _sound(replace(block, slots=slots.get(block.language, {})), problems)
        if sound is not None:
            names[key] = sound
    blocks = tuple(names.values())
    if not any(block.has_kept for block in blocks):
        blocks = tuple(map(_with_kept_by_chance, blocks))
    return FrameFolder(blocks, tuple(problems))


def _slots_by_language(files: Sequence[FrameFile], problems: list[Problem]) -> dict[str, Slots]:
    slots: dict[str, Slots] = {}
    for file in files:
        known = slots.setdefault(file.language, {})
        for name, values in file.slots.items():
            if name in known:
                first = known[name]
                why = f"slot {name}: stands at {first.path}:{first.line} already"
                problems.append(Problem(file.path, values.line, None, why))
            else:
                known[name] = values
    return slots


def _sound(block: Block, problems: list[Problem]) -> Block | None:
    """Return a block without the lines that name what is not there; None if too little is left."""
    exchanges: list[Exchange] = []
    said: frozenset[Slot] = frozenset()
    for exchange in block.exchanges:
        frames = tuple(_with_known_slots(block, exchange.frames, problems))
        if frames:
            said |= frozenset.intersection(*(slots_always_in(frame.phrase) for frame in frames))
        replies = tuple(_with_said_slots(block, exchange.replies, said, problems))
        if not frames or not replies:
            lost = "replies" if frames else "lines of a person"
            why = f"{block.kind} {block.name}: none of its {lost} can be used"
            problems.append(Problem(block.path, block.line, None, why))
            break
        exchanges.append(Exchange(frames, replies))
    return replace(block, exchanges=tuple(exchanges)) if exchanges else None


def _with_known_slots(block: Block, frames: Sequence[Frame], problems: list[Problem]) -> Iterator[Frame]:
    for frame in frames:
        unknown = sorted({slot.name for slot in slots_in(frame.phrase)} - block.slots.keys())
        if unknown:
            why = (
                f"unknown slot {{{unknown[0]}}}; known ones of {block.language}: "
                f"{', '.join(sorted(block.slots)) or 'none'}"
            )
            problems.append(_problem_at(block, frame, "{" + unknown[0], why))
        else:
            yield frame


def _with_said_slots(
    block: Block, replies: Sequence[Frame], said: frozenset[Slot], problems: list[Problem]
) -> Iterator[Frame]:
    for reply in replies:
        unsaid = sorted(map(str, slots_in(reply.phrase) - said))
        if unsaid:
            why = f"the reply has {unsaid[0]}, which not every frame before it has"
            problems.append(_problem_at(block, reply, unsaid[0], why))
        else:
            yield reply


def _problem_at(block: Block, frame: Frame, text: str, why: str) -> Problem:
    column = frame.column + max(0, frame.written.find(text))
    return Problem(block.path, frame.line, column, why)


def _with_kept_by_chance(block: Block) -> Block:
    """Keep some frames of an intent for measuring; what is written decides, not where."""
    if block.kind == "dialogue":
        return block
    (exchange,) = block.exchanges
    frames = tuple(
        replace(frame, is_kept=fingerprint("kept frame", frame.written) < KEPT_SHARE * 2**64)
        for frame in exchange.frames
    )
    if all(frame.is_kept for frame in frames):
        return block
    return replace(block, exchanges=(Exchange(frames, exchange.replies),), is_kept_by_chance=True)
