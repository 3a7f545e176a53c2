"""The last act of training: ask what was kept, and fit how sure replies are to how often they are right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from chatbot.config import SearchConfig
from chatbot.files import write_whole
from chatbot.inference.responder import NeuralResponder
from chatbot.model.calibration import Calibration, features
from chatbot.model.card import CheckpointCard
from chatbot.model.checkpoint import load_checkpoint
from chatbot.model.file_names import CARD_FILE
from chatbot.model.snapshots import snapshots_of
from chatbot.training.asking import Question
from chatbot.training.intents import reply_to

PRIOR_PRECISION = 1.0
"""Of each standardised weight, which stays finite by it where a line tells right from wrong."""

FEWEST_QUESTIONS = 20
"""Below which the answers say nothing of how often such ones are right."""


@dataclass(frozen=True, slots=True)
class Marked:
    """How likely a reply was, and whether it was right."""

    token_log_probs: tuple[float, ...]
    is_right: bool


def calibrate(
    folder: Path, asked: Sequence[Question], *, cache_directory: Path | None = None
) -> Iterator[int]:
    """Ask a trained checkpoint, and at last write into its card how sure its replies are.

    Tells after each question how many are done: whoever stops listening leaves the card as it was. Snapshots
    of the run get the same calibration, so that what they say can be compared.

    Args:
        folder: the checkpoint.
        asked: what was kept from it.
        cache_directory: where the word segmenter may keep its dictionary.

    Raises:
        CheckpointError: the checkpoint or a snapshot is damaged.
        OSError: a card cannot be written; the old one stands.
    """
    checkpoint = load_checkpoint(folder, cache_directory=cache_directory)
    responder = NeuralResponder.from_checkpoint(checkpoint, SearchConfig())
    marked = []
    for done, question in enumerate(asked, start=1):
        reply = reply_to(responder, question.texts, question.source)
        if reply is not None:
            marked.append(Marked(reply.token_log_probs, question.is_answered_by(reply.text)))
        yield done
    calibration = fit(marked)
    for place in (folder, *snapshots_of(folder)):
        card = replace(CheckpointCard.read(place), calibration=calibration)
        write_whole(place / CARD_FILE, card.to_json())


def fit(marked: Sequence[Marked]) -> Calibration:
    """Fit a logistic curve to replies of at least one piece, by maximum likelihood with a weak prior."""
    rows = torch.tensor([features(each.token_log_probs) for each in marked], dtype=torch.float64)
    right = torch.tensor([float(each.is_right) for each in marked], dtype=torch.float64)
    mean, scale = rows.mean(dim=0), rows.std(dim=0, correction=0).clamp_min(1e-9)
    bias, *slopes = _logistic_regression((rows - mean) / scale, right).tolist()
    log_prob, mean_log_prob = (slope / by for slope, by in zip(slopes, scale.tolist(), strict=True))
    shift = log_prob * float(mean[0]) + mean_log_prob * float(mean[1])
    return Calibration(bias - shift, log_prob, mean_log_prob)


def _logistic_regression(rows: Tensor, right: Tensor) -> Tensor:
    """Return the bias and the weights (1 + F,) that tell best which rows (N, F) are right (N,)."""
    weights = torch.zeros(1 + rows.shape[1], dtype=rows.dtype, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        logits = weights[0] + rows @ weights[1:]
        surprise = binary_cross_entropy_with_logits(logits, right, reduction="sum")
        total = surprise + PRIOR_PRECISION / 2 * weights.square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return weights.detach()
