"""Everything a stopped run needs to go on as if it had never stopped, in one file written whole."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from chatbot.errors import CheckpointError
from chatbot.files import write_whole
from chatbot.model.checkpoint import load_weights, read_weights_and_notes, weights_to_bytes
from chatbot.model.seq2seq import Seq2Seq

STATE_FILE = "state.safetensors"


@dataclass(slots=True)
class Position:
    """Where a run stands; the trainer moves it."""

    update: int = 0
    epoch: int = 0
    """Counts from 0."""

    batch: int = 0
    """The next batch of this epoch, counted from 0."""

    target_tokens: int = 0
    seconds: float = 0.0
    """Training time up to the last save."""

    loss_sum: float = 0.0
    loss_count: int = 0
    """Over the updates since the last evaluation."""

    draws_whole: bool = False
    """Whether what this epoch drew anew has whole replies only."""

    best_nll: float = float("inf")
    evaluations_without_gain: int = 0


def save_state(path: Path, model: Seq2Seq, optimiser: torch.optim.Optimizer, position: Position) -> None:
    """Write the weights, the optimiser's moments, the generator of chance, and the position."""
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    for number, moments in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{number}.{name}": tensor for name, tensor in moments.items()}
    tensors["chance"] = torch.get_rng_state()
    write_whole(path, weights_to_bytes(tensors, position=json.dumps(asdict(position))))


def restore_state(path: Path, model: Seq2Seq, optimiser: torch.optim.Optimizer) -> Position:
    """Read a state back into a model, an optimiser and torch's generator of chance.

    Raises:
        CheckpointError: the file is missing, damaged, or of another model.
    """
    tensors, notes = read_weights_and_notes(path)
    weights = {name.removeprefix("model."): t for name, t in tensors.items() if name.startswith("model.")}
    load_weights(model, weights, place=path)
    try:
        position = Position(**json.loads(notes["position"]))
        torch.set_rng_state(tensors["chance"])
    except (KeyError, ValueError, TypeError, RuntimeError) as error:
        raise CheckpointError(
            f"{path}: expected the state of a run, found something else ({error})"
        ) from error
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": _moments(tensors), "param_groups": groups})
    return position


def _moments(tensors: dict[str, Tensor]) -> dict[int, dict[str, Tensor]]:
    moments: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimiser."):
            _, number, kind = name.split(".")
            moments.setdefault(int(number), {})[kind] = tensor
    return moments
