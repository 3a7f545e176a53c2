"""A small network that learns to say prompts to replies, by which replies are ranked.

It is taught as the checkpoint's own network is, by a `Trainer` in a folder of its own among the state of the
run: it can be stopped and gone on with, and what it leaves in the checkpoint is one file of weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from chatbot.config import ModelConfig
from chatbot.model.batch import IdPair
from chatbot.model.card import CheckpointCard
from chatbot.model.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from chatbot.model.seq2seq import Seq2Seq
from chatbot.text.tokenizer import Tokenizer, last_turn
from chatbot.training.data import TrainingData
from chatbot.training.dataset import EncodedPair, PairStore
from chatbot.training.machine import Machine
from chatbot.training.state import STATE_FILE
from chatbot.training.trainer import STATE_FOLDER, Trainer
from chatbot.training.validation import MEASURED_PAIRS, spread

BACKWARD_FOLDER = "backward"
"""Within the folder of the run's state."""

SHARE_OF_TIME = 1 / 3
"""Of the time that the checkpoint's own network has learnt, which has twice the width."""

FEWEST_SECONDS = 10.0
"""As many passes as the checkpoint's own network has made are enough, however few seconds they take."""


def backward_config(config: ModelConfig) -> ModelConfig:
    """Return a network of half the widths: it only has to tell candidates apart."""
    return ModelConfig(
        vocabulary_size=config.vocabulary_size,
        embedding_size=max(1, config.embedding_size // 2),
        encoder_size=max(1, config.encoder_size // 2),
        hidden_size=max(1, config.hidden_size // 2),
        attention_size=max(1, config.attention_size // 2),
        dropout=config.dropout,
    )


def has_begun(folder: Path) -> bool:
    """Tell whether the run in a folder teaches a backward network, too."""
    return (_run(folder) / STATE_FOLDER / STATE_FILE).is_file()


def backward_trainer(
    folder: Path, data: TrainingData, machine: Machine, *, cache_directory: Path | None = None
) -> Trainer:
    """Begin to teach a trained checkpoint's backward network, or go on where that was stopped.

    Raises:
        CheckpointError: the checkpoint, or the state of the run, is damaged.
    """
    checkpoint = load_checkpoint(folder, cache_directory=cache_directory)
    card = _planned(checkpoint.card)
    torch.manual_seed(card.training.seed)
    pupil = Checkpoint(BACKWARD_FOLDER, card, checkpoint.tokenizer, Seq2Seq(card.model))
    (_run(folder) / STATE_FOLDER).mkdir(parents=True, exist_ok=True)
    trainer = Trainer(_run(folder), pupil, swapped(data, checkpoint.tokenizer), machine)
    if has_begun(folder):
        trainer.resume()
    return trainer


def keep_backward(folder: Path, *, cache_directory: Path | None = None) -> CheckpointCard:
    """Put the best backward network of a finished run into its checkpoint; return the card, which counts it.

    Raises:
        CheckpointError: one of the two is damaged.
        OSError: the disk is full; the checkpoint stands as it was.
    """
    checkpoint = load_checkpoint(folder, cache_directory=cache_directory)
    learnt = load_checkpoint(_run(folder), cache_directory=cache_directory)
    scores = {f"backward_{name}": score for name, score in learnt.card.scores.items()}
    card = replace(checkpoint.card, backward=learnt.card.model, scores={**checkpoint.card.scores, **scores})
    save_checkpoint(folder, replace(checkpoint, card=card, backward=learnt.model))
    return card


def _run(folder: Path) -> Path:
    return folder / STATE_FOLDER / BACKWARD_FOLDER


def _planned(card: CheckpointCard) -> CheckpointCard:
    seconds = max(FEWEST_SECONDS, card.scores["seconds"] * SHARE_OF_TIME)
    plan = replace(card.training, minutes=seconds / 60)
    return CheckpointCard(backward_config(card.model), plan, scores={}, corpora=card.corpora)


def swapped(data: TrainingData, tokenizer: Tokenizer) -> TrainingData:
    """Return the same pairs with the reply as what is read, and the prompt, without context, as the reply."""
    measured = PairStore.of(_measured(data.held_out, tokenizer))
    return SwappedData(data.train, measured, data.fresh)


@dataclass(frozen=True, slots=True)
class SwappedData(TrainingData):
    """What a run learns from, each epoch the other way round; what it is measured on is so already."""

    def of_epoch(self, epoch: int, *, whole: bool = True) -> PairStore:
        """Return the pairs that an epoch learns, whole: the beginning of a reply is nothing to read."""
        return SwappedStore(TrainingData.of_epoch(self, epoch, whole=True))


class SwappedStore(PairStore):
    """A store the other way round; nothing is copied."""

    def __init__(self, store: PairStore) -> None:
        self._store = store
        self.source_lengths = store.reply_lengths
        # With context these are the most that there can be, which is what batches are cut by.
        self.reply_lengths = store.source_lengths
        self.characters = store.source_lengths
        """In pieces, for want of texts: a store that is learnt from is not measured on."""

    def __len__(self) -> int:
        return len(self._store)

    def source(self, number: int) -> Tensor:
        """Return the ids of one pair's reply."""
        return self._store.reply(number)

    def reply(self, number: int) -> Tensor:
        """Return the ids of one pair's prompt."""
        ids = self._store.source(number)
        return ids[len(ids) - len(last_turn(ids.tolist())) :]

    def pairs(self, numbers: Sequence[int]) -> list[IdPair]:
        """Return the ids of the numbered pairs."""
        return [(reply, list(last_turn(source))) for source, reply in self._store.pairs(numbers)]


def _measured(store: PairStore, tokenizer: Tokenizer) -> Iterator[EncodedPair]:
    """Yield the pairs that a backward network is measured on, with the characters of their prompts."""
    other_way = SwappedStore(store)
    for number in spread(len(store), MEASURED_PAIRS).tolist():
        prompt = other_way.reply(number).tolist()
        yield EncodedPair(other_way.source(number).tolist(), prompt, len(tokenizer.decode(prompt)))
