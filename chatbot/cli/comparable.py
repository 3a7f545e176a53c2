"""The checkpoints that can be asked as well: those with names, and those kept along their training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chatbot.cli.loading import load_responder
from chatbot.cli.options import find_checkpoint
from chatbot.cli.shelf import shelved
from chatbot.config import SearchConfig
from chatbot.explaining import Saved
from chatbot.model.card import CheckpointCard
from chatbot.model.snapshots import snapshots_of
from chatbot.reply import Responder


@dataclass(frozen=True, slots=True)
class CheckpointShelf:
    """Lists and loads checkpoints: see `chatbot.explaining.Shelf`."""

    in_use: Path
    """The folder of the checkpoint in use, which may be anywhere."""

    search: SearchConfig
    """How what is loaded searches for replies."""

    def saved(self) -> tuple[Saved, ...]:
        """List every checkpoint that has a name, the one in use, and what was kept along their runs.

        Raises:
            CheckpointError: one of them cannot be read.
        """
        return tuple(
            sorted(
                (each for run, name in self._runs() for each in _run(run, name)),
                key=lambda each: (each.run, each.updates),
            )
        )

    def load(self, name: str) -> Responder:
        """Load one; takes seconds the first time.

        Raises:
            CheckpointError: it is missing or damaged.
        """
        return load_responder(find_checkpoint(name), self.search)

    def _runs(self) -> Iterator[tuple[Path, str]]:
        """Go through the folders, and the names that they are loaded by."""
        seen = set()
        for each in shelved():
            seen.add(each.folder.resolve())
            yield each.folder, each.name
        if self.in_use.resolve() not in seen and self.in_use.resolve().parents[1] not in seen:
            yield self.in_use, str(self.in_use)


def _run(folder: Path, name: str) -> Iterator[Saved]:
    """Go through a checkpoint and those kept along its run."""
    yield _saved(folder, name, run=name)
    for snapshot in snapshots_of(folder):
        is_named = name == folder.resolve().name
        yield _saved(snapshot, snapshot.name if is_named else str(snapshot), run=name)


def _saved(folder: Path, name: str, *, run: str) -> Saved:
    card = CheckpointCard.read(folder)
    return Saved(
        name,
        attention=card.model.attention,
        run=run,
        updates=round(card.scores.get("updates", 0)),
        nll_per_character=card.scores.get("nll_per_character"),
    )
