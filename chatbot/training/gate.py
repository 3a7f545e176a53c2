"""Whether what was taught may answer: new lessons recalled, old ones kept, kept-out pairs no worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isnan

import torch
from torch.nn.functional import cross_entropy

from chatbot.config import SearchConfig
from chatbot.dialogue import DialoguePair, Speaker, Turn
from chatbot.inference.responder import NeuralResponder
from chatbot.model.batch import Batch
from chatbot.model.checkpoint import Checkpoint
from chatbot.model.seq2seq import Seq2Seq
from chatbot.reply import ReplyFinished
from chatbot.text.normalize import normalize
from chatbot.training.curriculum import Exercise

RECALLED_SHARE = 0.95
"""Of the new lessons, so many must be said word for word: 1 of 1, 5 of 5, 19 of 20."""

FORGOTTEN_SHARE = 0.05
"""Of the old lessons that were recalled before, at most so many may be lost."""

WORSE_SHARE = 0.005
"""By so much the nats a character of kept-out pairs may rise."""

_TOGETHER = 64


@dataclass(frozen=True, slots=True)
class Marks:
    """How a checkpoint does."""

    recalled_new: int
    recalled_old: int
    heldout_nll: float
    """Nats a character of kept-out pairs, each answered by the network in whose scope it is."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The lessons and the kept-out pairs that a checkpoint is measured on."""

    new: tuple[Exercise, ...]
    old: tuple[Exercise, ...]
    held_out: tuple[DialoguePair, ...]

    def marks(self, checkpoint: Checkpoint) -> Marks:
        """Measure a checkpoint."""
        return Marks(
            recalled_new=recalled(checkpoint, self.new),
            recalled_old=recalled(checkpoint, self.old),
            heldout_nll=heldout_nll(checkpoint, self.held_out),
        )

    def objection(self, before: Marks, after: Marks) -> str:
        """Return why the new checkpoint may not take over, in one line; nothing if it may."""
        needed = ceil(RECALLED_SHARE * len(self.new))
        if after.recalled_new < needed:
            return f"recalled {after.recalled_new} of {len(self.new)} new lessons, expected {needed}"
        if after.recalled_old < before.recalled_old - FORGOTTEN_SHARE * len(self.old):
            return (
                f"of {len(self.old)} earlier lessons {after.recalled_old} are left of {before.recalled_old}"
            )
        if isnan(after.heldout_nll) or after.heldout_nll > before.heldout_nll * (1 + WORSE_SHARE):
            return (
                f"kept-out pairs got worse: {before.heldout_nll:.4f} to {after.heldout_nll:.4f} nats a "
                f"character, more than {WORSE_SHARE:.1%}"
            )
        return ""


def recalled(checkpoint: Checkpoint, exercises: Sequence[Exercise]) -> int:
    """Count the exercises that are answered word for word, by the search that a chat uses unless told."""
    responder = NeuralResponder.from_checkpoint(checkpoint, SearchConfig())
    return sum(_answer(responder, exercise) == exercise.response for exercise in exercises)


def _answer(responder: NeuralResponder, exercise: Exercise) -> str:
    *_, finished = responder.reply([Turn(Speaker.USER, text) for text in exercise.turns])
    assert isinstance(finished, ReplyFinished)
    return finished.reply.text


def heldout_nll(checkpoint: Checkpoint, pairs: Sequence[DialoguePair]) -> float:
    """Measure the nats a character of pairs, each with the network that would answer it."""
    taught = checkpoint.taught
    if taught is None:
        nats = _nats(checkpoint, checkpoint.model, pairs)
    else:
        inside = [pair for pair in pairs if taught.scope.find(pair.prompt) is not None]
        outside = [pair for pair in pairs if taught.scope.find(pair.prompt) is None]
        nats = _nats(checkpoint, checkpoint.model, outside) + _nats(checkpoint, taught.model, inside)
    return nats / max(1, sum(len(normalize(pair.response)) for pair in pairs))


@torch.inference_mode()
def _nats(checkpoint: Checkpoint, model: Seq2Seq, pairs: Sequence[DialoguePair]) -> float:
    """Sum the nats of the responses, end tokens included; pairs of like length are measured together."""
    plan, tokenizer = checkpoint.card.training, checkpoint.tokenizer
    encoded = []
    for pair in pairs:
        heard = (*pair.context, pair.prompt)[-plan.context - 1 :]
        source = tokenizer.encode_turns(heard, limit=plan.max_pieces)
        if source:
            encoded.append((torch.tensor(source), torch.tensor(tokenizer.encode(pair.response))))
    encoded.sort(key=lambda each: (len(each[1]), len(each[0])))
    nats = 0.0
    for begin in range(0, len(encoded), _TOGETHER):
        batch = Batch.of(encoded[begin : begin + _TOGETHER])
        nats += float(cross_entropy(model(batch), batch.targets, reduction="sum"))
    return nats
