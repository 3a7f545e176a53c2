"""A run from its folder: begin a new one, or go on with one that was stopped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from chatbot.errors import CheckpointError
from chatbot.model.card import CheckpointCard
from chatbot.model.checkpoint import Checkpoint, load_checkpoint
from chatbot.model.seq2seq import Seq2Seq
from chatbot.training.data import TrainingData
from chatbot.training.machine import Machine
from chatbot.training.prepare import Prepared
from chatbot.training.replay import write_replay
from chatbot.training.state import STATE_FILE
from chatbot.training.trainer import STATE_FOLDER, Trainer


def begin(folder: Path, prepared: Prepared, card: CheckpointCard, machine: Machine) -> Trainer:
    """Make the new model of a card, its weights drawn by the plan's seed, ready to be taught.

    The sample of pairs that later lessons need is written at once.
    """
    write_replay(folder, prepared.replay)
    torch.manual_seed(card.training.seed)
    checkpoint = Checkpoint(folder.resolve().name, card, prepared.tokenizer, Seq2Seq(card.model))
    return Trainer(folder, checkpoint, prepared.data, machine)


def resume(
    folder: Path,
    *,
    machine: Machine,
    minutes: float | None = None,
    epochs: int | None = None,
    cache_directory: Path | None = None,
    data: TrainingData | None = None,
) -> Trainer:
    """Go on with a run where its last save stands; `minutes` and `epochs`, where given, replace the plan's.

    Without `data`, what lies prepared in the run's folder is learnt.

    Raises:
        CheckpointError: the folder holds no run, or a damaged one.
    """
    if not (folder / STATE_FOLDER / STATE_FILE).is_file():
        raise CheckpointError(
            f"{folder}: expected a run to go on with ({STATE_FOLDER}/{STATE_FILE}), found none; "
            "begin one with `chatbot train PATH --out DIR`"
        )
    checkpoint = load_checkpoint(folder, cache_directory=cache_directory)
    plan = checkpoint.card.training
    plan = replace(plan, minutes=minutes or plan.minutes, epochs=epochs or plan.epochs)
    checkpoint = replace(checkpoint, card=replace(checkpoint.card, training=plan))
    data = data or TrainingData.open(folder / STATE_FOLDER, checkpoint.tokenizer, plan)
    trainer = Trainer(folder, checkpoint, data, machine)
    trainer.resume()
    return trainer
