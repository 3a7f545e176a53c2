"""What a run learns from: stored pairs, the same in every epoch, and pairs of frames, drawn anew for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from chatbot.config import TrainConfig
from chatbot.corpus.blocks import Block
from chatbot.corpus.fresh import fresh_pairs
from chatbot.dialogue import DialoguePair
from chatbot.model.batch import PAD
from chatbot.text.normalize import normalize
from chatbot.text.tokenizer import Tokenizer
from chatbot.training.block_file import read_blocks
from chatbot.training.dataset import EncodedPair, JoinedStore, PairStore
from chatbot.training.encoding import encoded

BEGINNING_PIECES = 4
"""Of a reply tell which it is; how it goes on from there is soon known by heart."""

BEGINNINGS_SHARE = 0.8
"""Share of draws that teach the beginning of the reply alone: twice the prompts in the same time."""

WHOLE_FROM = 0.8
"""Share of a run after which draws teach whole replies: at low rates their wording is learnt for good."""


@dataclass(frozen=True, slots=True)
class FreshPairs:
    """Frames as a source of encoded pairs."""

    blocks: tuple[Block, ...]
    tokenizer: Tokenizer
    plan: TrainConfig

    def of_epoch(self, epoch: int, *, whole: bool) -> PairStore:
        """Draw the pairs of an epoch, all replies whole or most cut; this, epoch and seed decide which."""
        chance = Random(f"frames {self.plan.seed} {epoch}")
        drawn = map(_normalized, fresh_pairs(self.blocks, chance, context=self.plan.context))
        pairs = encoded(drawn, self.tokenizer, self.plan.max_pieces, {})
        return PairStore.of(pairs if whole else _often_beginnings(pairs, chance))


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

    def of_epoch(self, epoch: int, *, whole: bool = False) -> PairStore:
        """Return the pairs that an epoch learns; what is drawn anew may be cut unless it is to be whole."""
        if self.fresh is None:
            return self.train
        return JoinedStore(self.train, self.fresh.of_epoch(epoch, whole=whole))


def _often_beginnings(pairs: Iterable[EncodedPair], chance: Random) -> Iterator[EncodedPair]:
    """Cut most replies short, marked by PAD as `model/batch.py` says."""
    for pair in pairs:
        if len(pair.reply) > BEGINNING_PIECES and chance.random() < BEGINNINGS_SHARE:
            yield replace(pair, reply=(*pair.reply[:BEGINNING_PIECES], PAD))
        else:
            yield pair


def _normalized(pair: DialoguePair) -> DialoguePair:
    return DialoguePair(
        tuple(map(normalize, pair.context)), normalize(pair.prompt), normalize(pair.response), pair.source
    )
