"""What a run learns from: stored pairs, the same in every epoch, and pairs of frames, drawn anew for each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

from chatbot.config import TrainConfig
from chatbot.corpus.blocks import Block
from chatbot.corpus.fresh import fresh_pairs
from chatbot.dialogue import DialoguePair
from chatbot.text.normalize import normalize
from chatbot.text.tokenizer import Tokenizer
from chatbot.training.block_file import read_blocks
from chatbot.training.dataset import JoinedStore, PairStore
from chatbot.training.encoding import encoded


@dataclass(frozen=True, slots=True)
class FreshPairs:
    """Frames as a source of encoded pairs."""

    blocks: tuple[Block, ...]
    tokenizer: Tokenizer
    plan: TrainConfig

    def of_epoch(self, epoch: int) -> PairStore:
        """Draw the pairs of an epoch; epoch and seed alone decide which."""
        chance = Random(f"frames {self.plan.seed} {epoch}")
        drawn = map(_normalized, fresh_pairs(self.blocks, chance, context=self.plan.context))
        return PairStore.of(encoded(drawn, self.tokenizer, self.plan.max_pieces, {}))


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What a run learns from and is measured on."""

    train: PairStore
    """The pairs that every epoch learns."""

    held_out: PairStore
    """The training pairs themselves where there is nothing to hold out."""

    fresh: FreshPairs | None = None
    """Draws the others; None where nothing was written as frames."""

    @classmethod
    def open(cls, folder: Path, tokenizer: Tokenizer, plan: TrainConfig) -> TrainingData:
        """Open what was prepared in a folder.

        Raises:
            CheckpointError: it is missing or damaged.
        """
        blocks = read_blocks(folder)
        fresh = FreshPairs(blocks, tokenizer, plan) if blocks else None
        return cls(PairStore.open(folder, "train"), PairStore.open(folder, "held_out"), fresh)

    def of_epoch(self, epoch: int) -> PairStore:
        """Return the pairs that an epoch learns."""
        if self.fresh is None:
            return self.train
        return JoinedStore(self.train, self.fresh.of_epoch(epoch))


def _normalized(pair: DialoguePair) -> DialoguePair:
    return DialoguePair(
        tuple(map(normalize, pair.context)), normalize(pair.prompt), normalize(pair.response), pair.source
    )
