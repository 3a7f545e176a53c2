"""What a run is computed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from chatbot.config import TrainConfig
from chatbot.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Machine:
    """What a run is computed on."""

    clock: Callable[[], float]
    """Seconds, never going back."""

    device: torch.device
    bf16: bool = False
    """Whether matrix products are rounded to bfloat16."""

    workers: int = 1
    """Processes that share every batch, this one included."""


FED_BY_PIECES = 500
"""Pieces of a batch that keep one worker busy for longer than it takes to share them."""

SECONDS_TO_START = 30.0
"""A run must last this long for the seconds in which a worker starts to be worth it."""


def workers_that_pay(device: torch.device, config: TrainConfig) -> int:
    """Return how many processes should share a run's batches: one a core, while there is enough for all.

    The cores are those torch may use: OMP_NUM_THREADS and the process's affinity bound them.
    """
    is_short = config.minutes is not None and 60 * config.minutes < SECONDS_TO_START
    if device.type != "cpu" or is_short:
        return 1
    return max(1, min(torch.get_num_threads(), config.batch_tokens // FED_BY_PIECES))


def bf16_pays(device: torch.device) -> bool:
    """Return whether the processor multiplies bfloat16 by itself; where it does not, rounding only costs."""
    known = torch.cpu.get_capabilities() if device.type == "cpu" else {}
    return bool(known.get("amx_bf16") or known.get("avx512_bf16"))


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
