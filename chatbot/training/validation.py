"""How good a model is on held-out pairs while it learns: nats a character, nothing else."""

from __future__ import annotations

import torch
from torch import nn

from chatbot.model.batch import Batch
from chatbot.model.seq2seq import Seq2Seq
from chatbot.training.dataset import PairStore, bucketed

EVALUATION_TOKENS = 4_000
"""Source and target pieces in one batch, padding included."""

MEASURED_PAIRS = 2_000
"""Held-out pairs that are measured at most, spread evenly over all of them."""


def nll_per_character(model: Seq2Seq, store: PairStore, device: torch.device) -> float:
    """Measure the negative log-likelihood of the replies in nats a character, end tokens included.

    Characters are those of the normalised replies, so that tokenizers of every kind can be compared.
    At most `MEASURED_PAIRS` pairs are measured. The model is left in training mode as it was found.
    """
    batches = measured_batches(store)
    return sum(nats(model, store.batch(numbers).to(device)) for numbers in batches) / measured_characters(
        store
    )


def measured_batches(store: PairStore) -> list[list[int]]:
    """Return the pairs that are measured, a batch at a time."""
    chosen = spread(len(store), MEASURED_PAIRS)
    return bucketed(store, batch_tokens=EVALUATION_TOKENS, seed=0, epoch=0, among=chosen)


def measured_characters(store: PairStore) -> int:
    """Return how many characters their replies have."""
    return max(1, int(store.characters[spread(len(store), MEASURED_PAIRS)].sum()))


@torch.inference_mode()
def nats(model: Seq2Seq, batch: Batch) -> float:
    """Return the negative log-likelihood of all replies of a batch."""
    was_training = model.training
    model.eval()
    lost = nn.functional.cross_entropy(model(batch), batch.targets, reduction="sum")
    model.train(was_training)
    return float(lost)


def spread(count: int, most: int) -> torch.Tensor:
    """Return at most `most` numbers below `count`, evenly spread."""
    if count <= most:
        return torch.arange(count)
    return torch.arange(most) * count // most
