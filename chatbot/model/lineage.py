"""Where a checkpoint comes from: each that was taught names its parent. Read without torch."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from chatbot.errors import CheckpointError
from chatbot.model.card import CheckpointCard


def lineage_of(folder: Path, find: Callable[[str], Path]) -> tuple[str, ...]:
    """Return the names of a checkpoint and of its ancestors, newest first, as far as they are still there."""
    names = [folder.resolve().name]
    with suppress(CheckpointError):
        while True:
            folder = parent_of(folder, find)
            if folder.resolve().name in names:
                break
            names.append(folder.resolve().name)
    return tuple(names)


def parent_of(folder: Path, find: Callable[[str], Path]) -> Path:
    """Return the folder of the checkpoint that one was made from.

    Raises:
        CheckpointError: it has no parent, or the parent is gone.
    """
    card = CheckpointCard.read(folder)
    if card.parent is None:
        raise CheckpointError(
            f"{folder}: expected a checkpoint with a parent, found the first of its line; "
            "there is nothing to go back to"
        )
    return find(card.parent)
