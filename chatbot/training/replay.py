"""A sample of what a checkpoint has learnt, kept beside it: what learning anew is measured and balanced by.

`replay.jsonl` holds one pair a line, so that lessons can be learnt where the corpora are not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

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


def sample(rows: Iterable[list[str]], *, count: int, most: int) -> tuple[DialoguePair, ...]:
    """Take at most `most` of `count` rows (context..., prompt, response), spread evenly."""
    wanted = {number * count // most for number in range(most)} if count > most else set(range(count))
    return tuple(_pair(row) for number, row in enumerate(rows) if number in wanted)


def write_replay(folder: Path, replay: Replay) -> None:
    """Write a sample into a checkpoint's folder.

    Raises:
        OSError: the disk is full or the folder cannot be written to.
    """
    kept = ((pair, False) for pair in replay.learnt), ((pair, True) for pair in replay.held_out)
    lines = (_line(pair, held_out=held_out) for part in kept for pair, held_out in part)
    write_whole(folder / REPLAY_FILE, "".join(lines))


def read_replay(folder: Path) -> Replay:
    """Read the sample of a checkpoint.

    Raises:
        CheckpointError: it is missing or damaged.
    """
    path = folder / REPLAY_FILE
    try:
        documents = list(_documents(path))
        learnt = tuple(_pair(row["turns"]) for row in documents if not row["held_out"])
        if not learnt:
            raise ValueError("no pair that was learnt")
        return Replay(learnt, tuple(_pair(row["turns"]) for row in documents if row["held_out"]))
    except FileNotFoundError:
        raise CheckpointError(
            f"{path}: expected a sample of what the model has learnt, found none: this checkpoint was made "
            "by an older version; train it again to make it one that can be taught"
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{path}: expected a pair a line, found a damaged file ({error})") from error


def _documents(path: Path) -> Iterator[dict[str, list[str]]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _pair(row: list[str]) -> DialoguePair:
    *context, prompt, response = row
    return DialoguePair(tuple(context), prompt, response, "replay")


def _line(pair: DialoguePair, *, held_out: bool) -> str:
    turns = [*pair.context, pair.prompt, pair.response]
    return json.dumps({"turns": turns, "held_out": held_out}, ensure_ascii=False) + "\n"
