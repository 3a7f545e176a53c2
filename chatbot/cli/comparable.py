"""The checkpoints that can be asked as well: those with names, and those kept along their training."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.cli.loading import load_responder
from chatbot.cli.options import find_checkpoint
from chatbot.config import SearchConfig
from chatbot.model.snapshots import snapshots_of
from chatbot.record import Record

if TYPE_CHECKING:
    from chatbot.explaining import Saved
    from chatbot.reply import Responder


class CheckpointShelf(Record):
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
        listed = (_saved(folder, name, run) for name, (folder, run) in self._listed().items())
        return tuple(sorted(listed, key=lambda each: (each.run, each.updates)))

    def load(self, name: str) -> Responder:
        """Load one; takes seconds the first time.

        Raises:
            CheckpointError: it is missing or damaged.
        """
        folder, _ = self._listed().get(name, (None, ""))
        return load_responder(folder or find_checkpoint(name), self.search)

    def _listed(self) -> dict[str, tuple[Path, str]]:
        """Return the folders of all checkpoints, and the names of their runs, by their own names."""
        from chatbot.cli.shelf import shelved

        runs = {each.name: each.folder for each in shelved()}
        own = _run_of(self.in_use)
        if own not in {folder.resolve() for folder in runs.values()}:
            # Of two of one name the one in ./checkpoints bears it.
            runs[str(self.in_use) if own.name in runs else own.name] = own
        listed = {name: (folder, name) for name, folder in runs.items()}
        for name, folder in runs.items():
            for snapshot in snapshots_of(folder):
                listed.setdefault(snapshot.name, (snapshot, name))
        return listed


def _run_of(checkpoint: Path) -> Path:
    """Return the run that kept a checkpoint on its way; the checkpoint itself, where none did."""
    folder = checkpoint.resolve()
    run = folder.parent.parent
    return run if folder in snapshots_of(run) else folder


def _saved(folder: Path, name: str, run: str) -> Saved:
    from chatbot.explaining import Saved
    from chatbot.model.card import CheckpointCard

    card = CheckpointCard.read(folder)
    return Saved(
        name,
        attention=card.model.attention,
        run=run,
        updates=round(card.scores.get("updates", 0)),
        nll_per_character=card.scores.get("nll_per_character"),
    )
