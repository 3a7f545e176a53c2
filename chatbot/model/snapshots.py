"""Checkpoints that were kept along a training run: where they are, and what they are called.

A run in a folder NAME has them in NAME/snapshots/NAME@UPDATES, each a checkpoint of its own. Found without
torch.
"""

from __future__ import annotations

from pathlib import Path

from chatbot.model.file_names import CARD_FILE

SNAPSHOTS_FOLDER = "snapshots"
MARK = "@"
"""Stands between the name of a run and the number of updates."""


def snapshot_folder(run: Path, updates: int) -> Path:
    """Return where a run keeps the checkpoint after so many updates."""
    return run / SNAPSHOTS_FOLDER / f"{run.resolve().name}{MARK}{updates}"


def snapshots_of(run: Path) -> tuple[Path, ...]:
    """Return the folders of the checkpoints kept along a run, the earliest first."""
    found = (card.parent for card in (run / SNAPSHOTS_FOLDER).glob(f"*{MARK}*/{CARD_FILE}"))
    return tuple(sorted((folder for folder in found if _number(folder)), key=updates_of))


def updates_of(snapshot: Path) -> int:
    """Return after how many updates a checkpoint was kept."""
    return int(_number(snapshot))


def place_of_snapshot(folder: Path) -> Path:
    """Return where the checkpoint is that is called as if it stood beside its run: x/NAME@10."""
    run, _, _ = folder.name.rpartition(MARK)
    return folder.with_name(run or folder.name) / SNAPSHOTS_FOLDER / folder.name


def _number(folder: Path) -> str:
    number = folder.name.rpartition(MARK)[2]
    return number if number.isascii() and number.isdigit() else ""
