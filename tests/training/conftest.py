"""What tests of teaching share: one small model that has learnt its corpus."""

from pathlib import Path

import pytest

from chatbot.config import TrainConfig
from chatbot.model.checkpoint import Checkpoint, load_checkpoint
from tests.training.examples import trainer_in


@pytest.fixture(scope="session")
def grown_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint with its replay; read only."""
    folder = tmp_path_factory.mktemp("grown") / "tiny"
    plan = TrainConfig(epochs=6, batch_tokens=200, warmup_updates=10, learning_rate=2e-2, max_pieces=32)
    list(trainer_in(folder, plan).run())
    return folder


@pytest.fixture(scope="session")
def grown(grown_folder: Path) -> Checkpoint:
    return load_checkpoint(grown_folder)
