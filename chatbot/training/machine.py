"""What a run is computed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from chatbot.errors import ConfigError


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
