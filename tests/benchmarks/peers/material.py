"""The same pairs, in the same pieces, for every program: numbered words in plain text files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from chatbot.config import ModelConfig, TrainConfig
from chatbot.corpus.formats import read_conversations
from chatbot.corpus.pairs import PairSplit
from chatbot.dialogue import DialoguePair
from chatbot.text.normalize import normalize
from chatbot.text.segment import JiebaSegmenter
from chatbot.text.tokenizer import Tokenizer
from chatbot.training.dataset import EncodedPair, write_store
from chatbot.training.encoding import encoded

MOST_PIECES = 40
"""A side; longer pairs are left out for everybody."""

HELD_OUT_PAIRS = 1_000

NAMES = "train", "held_out"


@dataclass(frozen=True, slots=True)
class Sizes:
    """The widths of a network; the encoder's is of one direction."""

    embedding: int
    encoder: int
    hidden: int

    def config(self, vocabulary: int, *, dropout: float = 0.2) -> ModelConfig:
        """Return ours."""
        return ModelConfig(
            vocabulary_size=vocabulary,
            embedding_size=self.embedding,
            encoder_size=self.encoder,
            hidden_size=self.hidden,
            attention_size=self.hidden,
            dropout=dropout,
        )


SIZES = {"full": Sizes(256, 256, 512), "small": Sizes(128, 128, 256)}


@dataclass(frozen=True, slots=True)
class Material:
    """A folder with `NAME.source`, `NAME.target` (a pair a line, a word a piece), and our own stores."""

    folder: Path
    vocabulary: int
    pairs: int
    held_out_characters: int

    @property
    def words(self) -> list[str]:
        """Every piece as a word of the files."""
        return [word(id_) for id_ in range(self.vocabulary)]


def word(id_: int) -> str:
    """Return what stands for a piece in the peers' files."""
    return f"p{id_}"


def prepare(paths: list[Path], folder: Path, *, pairs: int, vocabulary: int, only_ascii: bool) -> Material:
    """Write the files for everybody: the first `pairs` pairs short enough, in pieces learnt from them."""
    split = PairSplit()
    learnt = list(islice(_chosen(split.training_pairs(read_conversations(paths)), only_ascii), pairs))
    held_out = list(islice(_chosen(split.held_out_pairs(), only_ascii), HELD_OUT_PAIRS))
    texts = (normalize(text) for pair in learnt for text in (pair.prompt, pair.response))
    tokenizer = Tokenizer.train(texts, vocabulary_size=vocabulary, segmenter=JiebaSegmenter())
    return _written(folder, tokenizer, (list(_encoded(some, tokenizer)) for some in (learnt, held_out)))


def prepare_again(paths: list[Path], folder: Path, *, tokenizer: Tokenizer, plan: TrainConfig) -> Material:
    """Write for everybody what a checkpoint has learnt from, in its pieces; of frames, the fixed draws."""
    split = PairSplit(context=plan.context)
    learnt = list(split.training_pairs(read_conversations(paths)))
    held_out = list(islice(split.held_out_pairs(), HELD_OUT_PAIRS))
    texts = (list(encoded(some, tokenizer, plan.max_pieces, {})) for some in (learnt, held_out))
    return _written(folder, tokenizer, texts)


def line(ids: Iterable[int]) -> str:
    """Return a text as a line of the peers' files."""
    return " ".join(map(word, ids))


def _written(folder: Path, tokenizer: Tokenizer, texts: Iterable[Sequence[EncodedPair]]) -> Material:
    folder.mkdir(parents=True, exist_ok=True)
    pairs = dict(zip(NAMES, texts, strict=True))
    for name, some in pairs.items():
        write_store(folder, name, some)
        write_lines(folder / f"{name}.source", (line(pair.source) for pair in some))
        write_lines(folder / f"{name}.target", (line(pair.reply) for pair in some))
    return Material(
        folder,
        tokenizer.vocabulary_size,
        len(pairs["train"]),
        sum(pair.characters for pair in pairs["held_out"]),
    )


def _chosen(pairs: Iterable[DialoguePair], only_ascii: bool) -> Iterator[DialoguePair]:
    for pair in pairs:
        if not only_ascii or (pair.prompt.isascii() and pair.response.isascii()):
            yield pair


def _encoded(pairs: Iterable[DialoguePair], tokenizer: Tokenizer) -> Iterator[EncodedPair]:
    for pair in pairs:
        prompt, response = normalize(pair.prompt), normalize(pair.response)
        source, reply = tokenizer.encode(prompt), tokenizer.encode(response)
        if 0 < len(source) <= MOST_PIECES and 0 < len(reply) <= MOST_PIECES:
            yield EncodedPair(source, reply, len(response))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a file of the peers."""
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
