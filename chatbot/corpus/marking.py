"""Mark what is kept for measuring: two frames of every intent, and some dialogues as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from chatbot.corpus.blocks import Block
from chatbot.corpus.fingerprint import fingerprint

KEPT_FRAMES = 2
"""Of an intent; more would teach less, fewer would measure little."""

LEAST_LEARNT_FRAMES = 3
"""An intent of which fewer would be left is not marked."""

KEPT_DIALOGUES = 10
"""One dialogue in so many is kept: all the lines it begins with are marked."""


def lines_to_keep(blocks: Sequence[Block], *, seed: int) -> Iterator[tuple[str, int]]:
    """Yield file and line of what to mark; a block that has marks stays as its writer marked it."""
    for block in blocks:
        frames = block.exchanges[0].frames
        if block.has_kept and not block.is_kept_by_chance:
            continue
        if block.kind == "dialogue":
            chosen = (
                frames if fingerprint("kept dialogue", str(seed), block.name) % KEPT_DIALOGUES == 0 else ()
            )
        elif len(frames) >= KEPT_FRAMES + LEAST_LEARNT_FRAMES:
            chosen = tuple(Random(f"{seed} {block.language} {block.name}").sample(frames, KEPT_FRAMES))
        else:
            chosen = ()
        yield from ((block.path, frame.line) for frame in chosen)


def marked(text: str, lines: set[int]) -> str:
    """Return a file's text with a mark before what stands on the numbered lines; all else stays as it is."""
    # Only LF ends a line, as where frames are read.
    numbered = enumerate(text.split("\n"), start=1)
    return "\n".join(_with_mark(line) if number in lines else line for number, line in numbered)


def _with_mark(line: str) -> str:
    said = line.lstrip()
    return f"{line[: len(line) - len(said)]}~ {said}"
