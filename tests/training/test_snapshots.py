"""Checkpoints kept along a run."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from chatbot.config import TrainConfig
from chatbot.errors import CheckpointError
from chatbot.model.checkpoint import WEIGHTS_FILE, load_checkpoint
from chatbot.model.snapshots import snapshots_of, updates_of
from chatbot.training.events import Finished, TrainEvent, Updated
from chatbot.training.machine import Machine
from chatbot.training.session import resume
from chatbot.training.snapshots import PLAN_FILE, Snapshots, shares
from chatbot.training.trainer import STATE_FOLDER, Trainer
from tests.training.examples import trainer_in

PLAN = TrainConfig(epochs=2, batch_tokens=200, warmup_updates=10, learning_rate=2e-2, max_pieces=32)


def run(trainer: Trainer, snapshots: Snapshots, *, stop_after: int = 10_000) -> list[TrainEvent]:
    updates = 0

    def is_interrupted() -> bool:
        return updates >= stop_after

    events = []
    for event in snapshots.along(trainer, trainer.run(is_interrupted=is_interrupted)):
        updates += isinstance(event, Updated)
        events.append(event)
    return events


def losses(events: list[TrainEvent]) -> list[float]:
    return [event.loss for event in events if isinstance(event, Updated)]


def kept(folder: Path) -> dict[int, bytes]:
    return {updates_of(each): (each / WEIGHTS_FILE).read_bytes() for each in snapshots_of(folder)}


@pytest.fixture(scope="module")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[TrainEvent]]:
    folder = tmp_path_factory.mktemp("runs") / "whole"
    trainer = trainer_in(folder, PLAN)
    return folder, run(trainer, Snapshots.begin(folder, 4))


def test_they_lie_in_equal_ratios_from_a_hundredth_to_the_end() -> None:
    assert shares(3) == pytest.approx((0.01, 0.1, 1.0))
    assert shares(1) == (1.0,)
    assert shares(0) == ()


def test_each_is_a_whole_checkpoint_measured_where_it_was_kept(
    whole_run: tuple[Path, list[TrainEvent]],
) -> None:
    folder, events = whole_run
    finished = events[-1]
    assert isinstance(finished, Finished)

    loaded = [load_checkpoint(each) for each in snapshots_of(folder)]

    assert len(loaded) == 4
    assert [checkpoint.card.scores["updates"] for checkpoint in loaded] == list(kept(folder))
    assert loaded[-1].name == f"whole@{finished.updates}"
    measured = [checkpoint.card.scores["nll_per_character"] for checkpoint in loaded]
    assert measured[-1] < measured[0]
    assert not any((each / STATE_FOLDER).exists() for each in snapshots_of(folder))


def test_keeping_them_changes_nothing_of_the_run(
    whole_run: tuple[Path, list[TrainEvent]], tmp_path: Path
) -> None:
    folder, events = whole_run

    without = run(trainer_in(tmp_path / "whole", PLAN), Snapshots.begin(tmp_path / "whole", 0))

    assert losses(without) == losses(events)
    assert snapshots_of(tmp_path / "whole") == ()
    assert len(snapshots_of(folder)) == 4


def test_a_resumed_run_keeps_what_one_never_stopped_keeps(
    whole_run: tuple[Path, list[TrainEvent]], tmp_path: Path
) -> None:
    folder = tmp_path / "whole"
    run(trainer_in(folder, PLAN), Snapshots.begin(folder, 4), stop_after=9)

    # What a killed run has kept after its last save is kept anew.
    (tmp_path / "whole" / "snapshots" / "whole@77").mkdir(parents=True)
    (tmp_path / "whole" / "snapshots" / "whole@77" / "checkpoint.json").touch()
    trainer = resume(folder, machine=Machine(lambda: 0.0, torch.device("cpu")))
    run(trainer, Snapshots.resume(folder, count=None, up_to_update=trainer.updates))

    assert kept(folder) == kept(whole_run[0])


def test_a_run_from_before_there_were_any_goes_on_with_none_or_with_as_many_as_are_wished(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "older"
    run(trainer_in(folder, PLAN), Snapshots.begin(folder, 0), stop_after=3)
    (folder / STATE_FOLDER / PLAN_FILE).unlink()
    trainer = resume(folder, machine=Machine(lambda: 0.0, torch.device("cpu")))

    run(trainer, Snapshots.resume(folder, count=2, up_to_update=3))

    assert len(snapshots_of(folder)) == 2


def test_a_damaged_plan_is_a_checkpoints_error(tmp_path: Path) -> None:
    (tmp_path / STATE_FOLDER).mkdir()
    (tmp_path / STATE_FOLDER / PLAN_FILE).write_text('{"snapshots": "many"}', encoding="utf-8")

    with pytest.raises(CheckpointError, match="expected the plan of snapshots"):
        Snapshots.resume(tmp_path, count=None, up_to_update=0)
