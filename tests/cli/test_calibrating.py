"""The end of `chatbot train` on frames: what was kept is asked; Ctrl-C leaves the checkpoint whole."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from chatbot.cli.main import run
from chatbot.cli.train_display import TrainDisplay
from chatbot.model.card import CheckpointCard
from chatbot.model.checkpoint import load_checkpoint
from chatbot.training import calibrating


def test_training_ends_with_how_sure_replies_are_unless_it_is_stopped_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(calibrating, "FEWEST_QUESTIONS", 2)
    intents = "".join(f"intent: i{n}\n  ask {n}\n  ~ what {n}\n  ~ 问{n}\n  > ok\n" for n in range(2))
    (tmp_path / "bot.frames").write_text(f"language: en\n{intents}", encoding="utf-8")
    done = []

    def interrupted(display: TrainDisplay, asked: int, total: int, seconds_left: float) -> None:
        done.append(asked)
        signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patched:
        patched.setattr(TrainDisplay, "calibrated", interrupted)
        assert run(["train", "bot.frames", "--out", "made", "--epochs", "1"]) == 0

    assert done == [1]
    assert load_checkpoint(tmp_path / "made").card.calibration is None
    assert "chatbot train --resume made" in capsys.readouterr().err
    assert run(["train", "--resume", "made"]) == 0
    assert "questions that were not learnt" in capsys.readouterr().err
    assert CheckpointCard.read(tmp_path / "made").calibration is not None
