"""How the weights are moved: AdamW, and a learning rate that warms up and decays."""

from __future__ import annotations

from math import cos, pi

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

from chatbot.config import TrainConfig
from chatbot.model.batch import Batch
from chatbot.model.copying import looked_at
from chatbot.model.seq2seq import Seq2Seq
from chatbot.training.loss import smoothed_cross_entropy

FINAL_SHARE = 0.05
"""Of the highest learning rate, where the decay ends."""


def adamw(model: nn.Module, config: TrainConfig) -> torch.optim.AdamW:
    """Make the optimiser of Loshchilov and Hutter (2019); biases and single numbers do not decay."""
    matrices = [weight for weight in model.parameters() if weight.dim() > 1]
    others = [weight for weight in model.parameters() if weight.dim() <= 1]
    groups = [
        {"params": matrices, "weight_decay": config.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.98), fused=True)


def learning_rate(config: TrainConfig, *, update: int, progress: float) -> float:
    """Return the rate of an update, counted from 1: linear warm-up, then half a cosine down to 5 %."""
    warm = min(1.0, update / config.warmup_updates)
    decay = FINAL_SHARE + (1 - FINAL_SHARE) * (1 + cos(pi * min(progress, 1.0))) / 2
    return config.learning_rate * min(warm, decay)


def smoothed_loss(model: Seq2Seq, batch: Batch, label_smoothing: float) -> Tensor:
    """Return the mean nats a piece with smoothed labels: Szegedy et al. (2016), section 7."""
    spoken, targets = model.speak(batch), batch.targets
    weights = model.embedding.weight, model.output_bias
    if model.copy_gate is None or spoken.places is None:
        return smoothed_cross_entropy(spoken.outputs, *weights, targets, label_smoothing)
    log_odds = model.copy_gate.log_odds(spoken.outputs)
    copied = log_odds.exp() * looked_at(spoken.places, spoken.source, targets)
    lost = smoothed_cross_entropy(spoken.outputs, *weights, targets, label_smoothing, copied)
    return lost + (1 - label_smoothing) * softplus(log_odds).mean()
