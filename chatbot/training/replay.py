"""A sample of what a checkpoint has learnt, kept beside it: what learning anew is measured and balanced by.

`replay.jsonl` holds one pair a line, so that lessons can be learnt where the corpora are not, and so that one
can look up where a reply may come from. The lessons learnt since stand in it as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.dialogue import DialoguePair
from chatbot.errors import CheckpointError
from chatbot.files import write_whole

REPLAY_FILE = "replay.jsonl"

LEARNT_PAIRS = 6_000
"""Pairs that were learnt, of which so many are kept at most, spread evenly over all of them."""

HELD_OUT_PAIRS = 500
"""The same of the pairs that were held out."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Some of the pairs a model was made with."""

    learnt: tuple[DialoguePair, ...]

    held_out: tuple[DialoguePair, ...]
    """Never learnt from, unless the corpus was too small to hold any out."""

    lessons: tuple[DialoguePair, ...] = ()
    """What reviewers have taught since; answered by the network of the lessons alone."""


def sample(pairs: Iterable[DialoguePair], *, count: int, most: int) -> tuple[DialoguePair, ...]:
    """Take at most `most` of `count` pairs, spread evenly."""
    wanted = {number * count // most for number in range(most)} if count > most else set(range(count))
    return tuple(pair for number, pair in enumerate(pairs) if number in wanted)


def write_replay(folder: Path, replay: Replay) -> None:
    """Write a sample into a checkpoint's folder.

    Raises:
        OSError: the disk is full or the folder cannot be written to.
    """
    lines = [
        *(_line(pair, held_out=False) for pair in replay.learnt),
        *(_line(pair, held_out=True) for pair in replay.held_out),
        *(_line(pair, held_out=False, lesson=True) for pair in replay.lessons),
    ]
    write_whole(folder / REPLAY_FILE, "".join(lines))


def read_replay(folder: Path) -> Replay:
    """Read the sample of a checkpoint.

    Raises:
        CheckpointError: it is missing or damaged.
    """
    path = folder / REPLAY_FILE
    try:
        replay = _replay_from(path)
        if not replay.learnt:
            raise ValueError("no pair that was learnt")
    except FileNotFoundError:
        raise CheckpointError(
            f"{path}: expected a sample of what the model has learnt, found none: this checkpoint was made "
            "by an older version; train it again to make it one that can be taught"
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{path}: expected a pair a line, found a damaged file ({error})") from error
    return replay


def _replay_from(path: Path) -> Replay:
    learnt: list[DialoguePair] = []
    held_out: list[DialoguePair] = []
    lessons: list[DialoguePair] = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            row = json.loads(line)
            part = held_out if row["held_out"] else lessons if row.get("lesson") else learnt
            part.append(_pair(row, place=f"{REPLAY_FILE}:{number}"))
    return Replay(tuple(learnt), tuple(held_out), tuple(lessons))


def _pair(row: dict[str, Any], *, place: str) -> DialoguePair:
    """Make a pair of a row; older versions did not write its source down: then it is where it was found."""
    *context, prompt, response = row["turns"]
    return DialoguePair(tuple(context), prompt, response, str(row.get("source", place)))


def _line(pair: DialoguePair, *, held_out: bool, lesson: bool = False) -> str:
    turns = [*pair.context, pair.prompt, pair.response]
    document = {"turns": turns, "held_out": held_out, "source": pair.source}
    return json.dumps({**document, "lesson": True} if lesson else document, ensure_ascii=False) + "\n"
