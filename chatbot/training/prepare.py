"""From conversations to encoded pairs: read and filter once, learn the pieces, encode.

What has been read stands in a spool file meanwhile, so memory stays bounded and no file is read twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypeVar

from chatbot.config import TrainConfig
from chatbot.corpus.blocks import Block
from chatbot.corpus.pairs import PairSplit, file_of
from chatbot.dialogue import Conversation, DialoguePair
from chatbot.errors import CorpusError
from chatbot.text.normalize import normalize
from chatbot.text.segment import Segmenter
from chatbot.text.tokenizer import Tokenizer
from chatbot.training.block_file import write_blocks
from chatbot.training.data import TrainingData
from chatbot.training.dataset import write_store
from chatbot.training.encoding import encoded
from chatbot.training.recipe import vocabulary_size
from chatbot.training.replay import HELD_OUT_PAIRS, LEARNT_PAIRS, Replay, sample

SMALLEST_CORPUS = 2
"""Pairs without which there is nothing to tell apart."""

MEASURED_TRAINING_PAIRS = 200
"""Pairs a model is measured on where the corpus is too small to hold any out."""

Item = TypeVar("Item")

Stage = Literal["reading", "learning pieces", "encoding"]

OnProgress = Callable[[Stage, int, int | None], None]
"""Told the stage, the pairs done, and how many there are if that is known."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A corpus made ready for training."""

    tokenizer: Tokenizer
    data: TrainingData

    pairs: int
    """That an epoch learns."""

    characters: int
    """Of all training pairs, normalised; of what is drawn anew, the fixed draws."""

    filtered: Mapping[str, int]
    """Pairs left out, by reason."""

    measures_memory: bool
    """Whether nothing could be held out, so that measurements are of pairs that were learnt."""

    replay: Replay
    """What is kept of the pairs beside the checkpoint."""


@dataclass(slots=True)
class _Spool:
    """Filtered pairs on their way from reading to encoding."""

    path: Path
    pairs: int = 0
    characters: int = 0

    def fill(self, pairs: Iterable[DialoguePair]) -> None:
        with self.path.open("w", encoding="utf-8") as file:
            for pair in pairs:
                turns = [normalize(text) for text in (*pair.context, pair.prompt, pair.response)]
                file.write(json.dumps([pair.source, *turns], ensure_ascii=False) + "\n")
                self.pairs += 1
                self.characters += sum(map(len, turns))

    def __iter__(self) -> Iterator[DialoguePair]:
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                source, *context, prompt, response = json.loads(line)
                yield DialoguePair(tuple(context), prompt, response, source)


def prepare(
    conversations: Iterable[Conversation],
    folder: Path,
    segmenter: Segmenter,
    plan: TrainConfig,
    on_progress: OnProgress,
    blocks: Sequence[Block] = (),
) -> Prepared:
    """Read, filter, learn the pieces and encode. The stores are written into the folder.

    Args:
        conversations: all that is learnt from or measured on, fixed draws of the blocks among it.
        folder: where the stores go.
        segmenter: cuts texts into words.
        plan: how much context and how long replies are read.
        on_progress: told what is being done.
        blocks: what every epoch draws anew, in place of its fixed draws.

    Raises:
        CorpusError: fewer than two pairs are worth learning.
    """
    split = PairSplit(context=plan.context)
    with TemporaryDirectory(dir=folder, prefix="spool-") as spools:
        train, held_out = _Spool(Path(spools) / "train"), _Spool(Path(spools) / "held_out")
        train.fill(_counted(split.training_pairs(conversations), "reading", None, on_progress))
        held_out.fill(split.held_out_pairs())
        _require_pairs(train.pairs, split.filter.filtered)
        size = vocabulary_size(train.characters)
        tokenizer = _learn_pieces(train, segmenter, size, on_progress)
        filtered = dict(split.filter.filtered)
        files = {block.path for block in blocks}
        spooled = _counted(train, "encoding", train.pairs, on_progress)
        stored = (pair for pair in spooled if file_of(pair.source) not in files)
        write_store(folder, "train", encoded(stored, tokenizer, plan.max_pieces, filtered))
        measures_memory = not held_out.pairs
        measured = _first(train) if measures_memory else held_out
        write_store(folder, "held_out", encoded(measured, tokenizer, plan.max_pieces, {}))
        replay = _replay(train, train if measures_memory else held_out)
    if blocks:
        write_blocks(folder, blocks)
    data = TrainingData.open(folder, tokenizer, plan)
    pairs = len(data.of_epoch(0))
    _require_pairs(pairs, filtered)
    return Prepared(tokenizer, data, pairs, train.characters, filtered, measures_memory, replay)


def _learn_pieces(train: _Spool, segmenter: Segmenter, size: int, on_progress: OnProgress) -> Tokenizer:
    pairs = _counted(train, "learning pieces", train.pairs, on_progress)
    texts = (text for pair in pairs for text in (*pair.context, pair.prompt, pair.response))
    return Tokenizer.train(texts, vocabulary_size=size, segmenter=segmenter)


def _require_pairs(count: int, filtered: Mapping[str, int]) -> None:
    if count >= SMALLEST_CORPUS:
        return
    reasons = ", ".join(f"{number} {reason}" for reason, number in filtered.items())
    left_out = f" (left out: {reasons})" if reasons else ""
    raise CorpusError(
        "corpus",
        None,
        f"expected at least {SMALLEST_CORPUS} different pairs of prompt and reply to learn from, "
        f"found {count}{left_out}; `chatbot corpora PATH` shows what is in the files",
    )


def _replay(train: _Spool, measured: _Spool) -> Replay:
    return Replay(
        learnt=sample(train, count=train.pairs, most=LEARNT_PAIRS),
        held_out=sample(measured, count=measured.pairs, most=HELD_OUT_PAIRS),
    )


def _first(train: _Spool) -> Iterator[DialoguePair]:
    for _, pair in zip(range(MEASURED_TRAINING_PAIRS), train, strict=False):
        yield pair


def _counted(
    items: Iterable[Item], stage: Stage, total: int | None, on_progress: OnProgress
) -> Iterator[Item]:
    done = 0
    for done, item in enumerate(items, start=1):
        yield item
        if done % 1_000 == 0:
            on_progress(stage, done, total)
    on_progress(stage, done, total)
