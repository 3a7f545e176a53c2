"""The checkpoints there are, which one is in use, and where new ones go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.cli.options import (
    IN_USE_FILE,
    cache_directory,
    checkpoints_directory,
    find_checkpoint,
    shipped_directory,
)
from chatbot.config import SearchConfig
from chatbot.errors import CheckpointError
from chatbot.files import write_whole
from chatbot.model.card import CheckpointCard
from chatbot.model.file_names import CARD_FILE, LESSONS_FILE
from chatbot.model.snapshots import snapshots_of

if TYPE_CHECKING:
    from chatbot.training.retrain import NeuralLearner


@dataclass(frozen=True, slots=True)
class Shelved:
    """A checkpoint as a list shows it."""

    folder: Path
    card: CheckpointCard

    @property
    def name(self) -> str:
        """What it is called by."""
        return self.folder.resolve().name

    @property
    def snapshots(self) -> tuple[str, ...]:
        """The names of the checkpoints kept along its training run, the earliest first."""
        return tuple(folder.name for folder in snapshots_of(self.folder))

    @property
    def lessons(self) -> tuple[str, ...]:
        """The prompts of the lessons it has learnt, those of its ancestors included."""
        path = self.folder / LESSONS_FILE
        if not path.is_file():
            return ()
        try:
            return tuple(json.loads(path.read_text(encoding="utf-8"))["lessons"])
        except (ValueError, KeyError, TypeError) as error:
            raise CheckpointError(f"{path}: expected lessons, found a damaged file ({error})") from error


def shelved() -> Iterator[Shelved]:
    """List every checkpoint that loads by its name: those in `./checkpoints`, then those that ship."""
    seen: set[str] = set()
    for place in (checkpoints_directory(), shipped_directory()):
        for card_file in sorted(place.glob(f"*/{CARD_FILE}")):
            name = card_file.parent.name
            if name not in seen and not name.startswith("."):
                seen.add(name)
                yield Shelved(card_file.parent, CheckpointCard.read(card_file.parent))


def use_checkpoint(name: str) -> None:
    """Make a checkpoint of `./checkpoints`, or one that ships, the one to talk with from this folder."""
    checkpoints_directory().mkdir(parents=True, exist_ok=True)
    write_whole(checkpoints_directory() / IN_USE_FILE, f"{name}\n")


def make_learner(folder: Path, search: SearchConfig) -> NeuralLearner:
    """Make what teaches the checkpoint in a folder; its children go to `./checkpoints` and are used at once.

    torch is imported here, which takes seconds.
    """
    import torch

    from chatbot.training.retrain import NeuralLearner, Shelf

    # As while answering: on matrices this small more threads wait for one another longer than they compute,
    # and somebody may be chatting meanwhile.
    torch.set_num_threads(1)
    shelf = Shelf(
        folder=checkpoints_directory(),
        find=find_checkpoint,
        use=use_checkpoint,
        now=lambda: datetime.now().astimezone(),
    )
    return NeuralLearner(folder, shelf, search, cache_directory=cache_directory())
