"""What the first of several processes tells the others.

These stand in a file of their own: a program has its own classes under another name than those who import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.config import ModelConfig
from chatbot.model.batch import IdPair


@dataclass(frozen=True, slots=True)
class Post:
    """What a worker is told once."""

    number: int
    """Counts from 1; also the row of the file in which its gradients go. Row 0 is the weights."""

    workers: int
    """Rows of the file: all workers, the one that asks included."""

    path: str
    model: ModelConfig
    seed: int
    smoothing: float
    bf16: bool


@dataclass(frozen=True, slots=True)
class Share:
    """What a worker is told at every update."""

    update: int
    pairs: Sequence[IdPair]
    tokens_in_all: int
    """Target pieces of the whole batch."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a worker is told when it is to measure replies, not to learn them."""

    pairs: Sequence[IdPair]
