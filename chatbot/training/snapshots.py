"""Checkpoints kept along a run, so that it can be seen how it learnt: many early, where most is learnt."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from chatbot.errors import CheckpointError
from chatbot.files import write_whole
from chatbot.model.checkpoint import save_checkpoint
from chatbot.model.snapshots import snapshot_folder, snapshots_of, updates_of
from chatbot.training.events import Finished, TrainEvent, Updated
from chatbot.training.trainer import STATE_FOLDER, Trainer

PLAN_FILE = "snapshots.json"
"""In the folder of the run's state: how many are to be kept, and which have been."""

FIRST_SHARE = 0.01
"""The share of a run after which the first one is kept."""


def shares(count: int) -> tuple[float, ...]:
    """Return after which shares of a run checkpoints are kept: in equal ratios, the last at its end."""
    steps = max(1, count - 1)
    return tuple(FIRST_SHARE ** (left / steps) for left in reversed(range(count)))


class Snapshots:
    """Keeps the checkpoints of one run, at most as many as planned and the last."""

    def __init__(self, run: Path, count: int, kept: Mapping[int, float]) -> None:
        """Keep `count` checkpoints in a run's folder; `kept` are there: their share of it, by updates."""
        self._run = run
        self._count = count
        self._kept = dict(kept)

    @classmethod
    def begin(cls, run: Path, count: int) -> Snapshots:
        """Plan to keep checkpoints along a new run; 0 keeps none."""
        planned = cls(run, count, {})
        planned._write()
        return planned

    @classmethod
    def resume(cls, run: Path, *, count: int | None, up_to_update: int) -> Snapshots:
        """Go on with a run that stands at an update; `count`, where given, replaces what was planned.

        What was kept after that update is deleted: the run will come there again.

        Raises:
            CheckpointError: the plan is damaged.
        """
        planned, kept = _read(run / STATE_FOLDER / PLAN_FILE)
        for folder in snapshots_of(run):
            if updates_of(folder) > up_to_update:
                shutil.rmtree(folder)
        known = {updates: share for updates, share in kept.items() if updates <= up_to_update}
        resumed = cls(run, planned if count is None else count, known)
        resumed._write()
        return resumed

    def along(self, trainer: Trainer, events: Iterator[TrainEvent]) -> Iterator[TrainEvent]:
        """Pass on what a trainer tells, and keep its checkpoints meanwhile."""
        for event in events:
            if isinstance(event, Updated):
                due = [each for each in shares(self._count) if self._passed < each <= event.progress]
                if due:
                    # One an update: in a short run several are due at once, and none is to be missing.
                    self._keep(trainer, event.update, share=due[0])
            elif isinstance(event, Finished) and self._is_last_due(event):
                self._keep(trainer, event.updates, share=1.0)
            yield event

    @property
    def _passed(self) -> float:
        """The share of the run after which the last one was kept."""
        return max(self._kept.values(), default=0.0)

    def _is_last_due(self, event: Finished) -> bool:
        return bool(self._count) and event.stopped != "interrupted" and event.updates not in self._kept

    def _keep(self, trainer: Trainer, updates: int, *, share: float) -> None:
        # The card is written last: without it a folder is no checkpoint, however the run ends.
        save_checkpoint(snapshot_folder(self._run, updates), trainer.snapshot())
        self._kept[updates] = share
        self._write()

    def _write(self) -> None:
        document = json.dumps({"snapshots": self._count, "kept": self._kept})
        write_whole(self._run / STATE_FOLDER / PLAN_FILE, document)


def _read(path: Path) -> tuple[int, dict[int, float]]:
    """Return how many are planned, and what is kept; nothing of a run from before there were any."""
    if not path.is_file():
        return 0, {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        kept = {int(updates): float(share) for updates, share in document["kept"].items()}
        return int(document["snapshots"]), kept
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(
            f"{path}: expected the plan of snapshots, found a damaged file ({error}); "
            "delete it to go on without snapshots"
        ) from error
