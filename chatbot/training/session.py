"""A run from its folder: begin a new one, or go on with one that was stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from chatbot.config import ModelConfig, TrainConfig
from chatbot.errors import CheckpointError, ConfigError
from chatbot.model.card import CheckpointCard, CorpusFingerprint
from chatbot.model.checkpoint import Checkpoint, load_checkpoint
from chatbot.model.seq2seq import Seq2Seq
from chatbot.training.prepare import Prepared, open_data
from chatbot.training.state import STATE_FILE
from chatbot.training.trainer import STATE_FOLDER, Trainer


@dataclass(frozen=True, slots=True)
class Machine:
    """What a run is computed on."""

    clock: Callable[[], float]
    """Seconds, never going back."""

    device: torch.device
    bf16: bool = False
    """Whether matrix products are rounded to bfloat16."""


def device_named(name: str) -> torch.device:
    """Return a device of torch.

    Raises:
        ConfigError: there is none of this name here.
    """
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        first_line = str(error).splitlines()[0]
        raise ConfigError(
            f"device: expected one that works here, such as cpu; {name}: {first_line}"
        ) from error
    return device


def begin(
    folder: Path,
    prepared: Prepared,
    model_config: ModelConfig,
    config: TrainConfig,
    *,
    corpora: tuple[CorpusFingerprint, ...],
    machine: Machine,
) -> Trainer:
    """Make a new model, its weights drawn by the configuration's seed, ready to be taught."""
    torch.manual_seed(config.seed)
    card = CheckpointCard(model=model_config, training=config, scores={}, corpora=corpora)
    checkpoint = Checkpoint(folder.resolve().name, card, prepared.tokenizer, Seq2Seq(model_config))
    return Trainer(
        folder, checkpoint, prepared.data, clock=machine.clock, device=machine.device, bf16=machine.bf16
    )


def resume(
    folder: Path,
    *,
    machine: Machine,
    minutes: float | None = None,
    epochs: int | None = None,
    cache_directory: Path | None = None,
) -> Trainer:
    """Go on with a run where its last save stands; `minutes` and `epochs`, where given, replace the plan's.

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
    data = open_data(folder / STATE_FOLDER)
    trainer = Trainer(folder, checkpoint, data, clock=machine.clock, device=machine.device, bf16=machine.bf16)
    trainer.resume()
    return trainer
