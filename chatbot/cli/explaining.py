"""Who says why the model answers as it does; torch is imported here, when it is called for."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.cli.options import find_checkpoint

if TYPE_CHECKING:
    from chatbot.inference.evidence import TrainingPairs
    from chatbot.inference.explain import NeuralExplainer
    from chatbot.reply import Responder


def make_explainer(folder: Path, responder: Responder) -> NeuralExplainer:
    """Make what questions a responder of ours: of the checkpoint in a folder, or of one taught since."""
    from chatbot.inference.explain import NeuralExplainer
    from chatbot.inference.responder import NeuralResponder

    assert isinstance(responder, NeuralResponder)
    return NeuralExplainer(responder, partial(_training_pairs, folder, responder.name))


def _training_pairs(folder: Path, name: str) -> TrainingPairs:
    from chatbot.inference.evidence import TrainingPairs
    from chatbot.training.replay import read_replay

    replay = read_replay(folder if folder.resolve().name == name else find_checkpoint(name))
    return TrainingPairs(replay.learnt, replay.lessons)
