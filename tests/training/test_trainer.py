import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
import torch

from chatbot.config import TrainConfig
from chatbot.errors import CheckpointError
from chatbot.model.checkpoint import load_checkpoint, read_weights_and_notes
from chatbot.training.events import Evaluated, Finished, TrainEvent, Updated
from chatbot.training.machine import Machine
from chatbot.training.measurements import METRICS_FILE
from chatbot.training.session import resume
from chatbot.training.state import STATE_FILE
from chatbot.training.trainer import STATE_FOLDER, Trainer
from chatbot.training.validation import nll_per_character
from tests.training.examples import trainer_in

PLAN = TrainConfig(epochs=20, batch_tokens=200, warmup_updates=10, learning_rate=2e-2, max_pieces=32)


@dataclass(frozen=True)
class Run:
    folder: Path
    trainer: Trainer
    events: list[TrainEvent]

    @property
    def evaluated(self) -> list[Evaluated]:
        return [event for event in self.events if isinstance(event, Evaluated)]

    @property
    def finished(self) -> Finished:
        assert isinstance(self.events[-1], Finished)
        return self.events[-1]


@pytest.fixture(scope="module")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("run")
    trainer = trainer_in(folder, PLAN)
    return Run(folder, trainer, list(trainer.run()))


def stopped_after(trainer: Trainer, updates: int) -> list[TrainEvent]:
    seen = 0

    def is_interrupted() -> bool:
        return seen >= updates

    events = []
    for event in trainer.run(is_interrupted=is_interrupted):
        seen += isinstance(event, Updated)
        events.append(event)
    return events


def state_in(folder: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    tensors, notes = read_weights_and_notes(folder / STATE_FOLDER / STATE_FILE)
    return {name: tensor.numpy().tobytes() for name, tensor in tensors.items()}, notes


def losses(events: list[TrainEvent]) -> list[tuple[int, float]]:
    return [(event.update, event.loss) for event in events if isinstance(event, Updated)]


def test_training_learns(whole_run: Run) -> None:
    measured = [event.nll_per_character for event in whole_run.evaluated]

    assert min(measured) < measured[0] / 2
    assert whole_run.finished.stopped == "done"
    assert whole_run.finished.updates == whole_run.trainer.updates_planned


def test_a_resumed_run_equals_one_never_stopped_to_the_last_bit(tmp_path: Path) -> None:
    machine = Machine(lambda: 0.0, torch.device("cpu"))
    whole = losses(stopped_after(trainer_in(tmp_path / "whole", PLAN), 110))

    parts = losses(stopped_after(trainer_in(tmp_path / "parts", PLAN), 30))
    torch.manual_seed(99)  # another process would not know where chance stood
    parts += losses(stopped_after(resume(tmp_path / "parts", machine=machine), 50))
    torch.manual_seed(98)
    parts += losses(stopped_after(resume(tmp_path / "parts", machine=machine), 30))

    assert parts == whole
    assert state_in(tmp_path / "parts") == state_in(tmp_path / "whole")
    assert (tmp_path / "parts" / METRICS_FILE).read_text() == (tmp_path / "whole" / METRICS_FILE).read_text()


def test_the_folder_holds_the_best_model_that_was_measured(whole_run: Run) -> None:
    saved = load_checkpoint(whole_run.folder)

    measured = nll_per_character(saved.model, whole_run.trainer.data.held_out, torch.device("cpu"))
    assert measured == pytest.approx(whole_run.finished.best_nll_per_character)
    assert saved.card.scores["nll_per_character"] == pytest.approx(measured)


def test_metrics_hold_one_object_an_evaluation(whole_run: Run) -> None:
    lines = (whole_run.folder / METRICS_FILE).read_text(encoding="utf-8").splitlines()

    records = [json.loads(line) for line in lines]
    assert [(record["update"], record["nll_per_character"]) for record in records] == [
        (event.update, event.nll_per_character) for event in whole_run.evaluated
    ]


def test_the_clock_ends_a_run(tmp_path: Path) -> None:
    ticks: Iterator[int] = count()
    plan = TrainConfig(minutes=1.0, batch_tokens=400, max_pieces=32)

    events = list(trainer_in(tmp_path, plan, clock=lambda: float(next(ticks))).run())

    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.stopped == "minutes"
    assert finished.seconds >= 60
    assert sum(isinstance(event, Evaluated) for event in events) >= 3


def test_a_run_that_no_longer_improves_ends_early(tmp_path: Path) -> None:
    plan = TrainConfig(epochs=10_000, batch_tokens=1_000, patience=1, learning_rate=1e-9, weight_decay=0.0)

    finished = list(trainer_in(tmp_path, plan).run())[-1]

    assert isinstance(finished, Finished)
    assert finished.stopped == "done"
    assert finished.updates < 1_000


def test_a_damaged_state_is_refused(tmp_path: Path) -> None:
    stopped_after(trainer_in(tmp_path, PLAN), 3)
    path = tmp_path / STATE_FOLDER / STATE_FILE
    data = bytearray(path.read_bytes())
    data[-100] ^= 0xFF
    path.write_bytes(data)

    with pytest.raises(CheckpointError, match="damaged"):
        resume(tmp_path, machine=Machine(lambda: 0.0, torch.device("cpu")))


def test_a_folder_without_a_run_cannot_be_resumed(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="expected a run to go on with"):
        resume(tmp_path, machine=Machine(lambda: 0.0, torch.device("cpu")))
