"""The pieces that words are made of, learnt from how often words occur."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tokenizers import Tokenizer as Trainee
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import Split
from tokenizers.trainers import BpeTrainer

from chatbot.text.normalize import normalize

BYTES = tuple(f"<0x{byte:02X}>" for byte in range(256))
"""How byte-pair encoding spells the bytes of a character it has no piece for."""

_SPELLED_BYTES = frozenset(BYTES)
_REPETITIONS_AT_ONCE = 1 << 12


@dataclass(frozen=True, slots=True)
class Subwords:
    """A byte-pair encoding: the pieces, and in which order they are merged.

    Words are spelled with a space before them, so a piece that starts a word starts with a space, and no
    piece holds a space elsewhere.
    """

    pieces: tuple[str, ...]
    merges: tuple[tuple[str, str], ...]
    """The most urgent first."""

    def __post_init__(self) -> None:
        """Refuse what would lose text: a text could then read as another one.

        Raises:
            ValueError: a piece is there twice, is not normal text, or is spelled like a byte; the space is
                missing; a merge is not of two pieces into a third.
        """
        known = set(self.pieces)
        if len(known) < len(self.pieces) or " " not in known:
            raise ValueError("expected every piece once and a space among them")
        for piece in self.pieces:
            if not _is_spelled_well(piece):
                raise ValueError(f"expected normal text without inner spaces as a piece, found {piece!r}")
        for left, right in self.merges:
            if not {left, right, left + right} <= known:
                raise ValueError(f"expected pieces to merge, found {left!r} and {right!r}")

    def model(self, first_byte: int, first_piece: int) -> BPE:
        """Make the encoder that gives ids: the bytes from one number on, the pieces from another."""
        vocabulary = {piece: first_piece + index for index, piece in enumerate(self.pieces)}
        vocabulary |= {byte: first_byte + index for index, byte in enumerate(BYTES)}
        return BPE(vocabulary, list(self.merges), byte_fallback=True)


def learn_subwords(words: Mapping[str, int], *, size: int) -> Subwords:
    """Learn at most `size` pieces from words and how often each occurs.

    At most half of the pieces are single characters, the most frequent ones; text with any other character
    falls back to its bytes. Equal counts give equal pieces.
    """
    alphabet = _frequent_characters(words, limit=max(1, size // 2))
    trainer = BpeTrainer(
        vocab_size=size, min_frequency=2, show_progress=False, initial_alphabet=sorted(alphabet)
    )
    trainee = Trainee(BPE())
    trainee.pre_tokenizer = Split("\n", "removed")
    trainee.train_from_iterator(_spellings(words, alphabet), trainer)
    return _subwords_of(trainee)


def _frequent_characters(words: Mapping[str, int], *, limit: int) -> set[str]:
    counts: Counter[str] = Counter()
    for word, count in words.items():
        for character in word:
            counts[character] += count
    ranked = sorted(counts, key=lambda character: (-counts[character], character))
    return {" ", *ranked[: limit - 1]}


def _spellings(words: Mapping[str, int], alphabet: set[str]) -> Iterator[str]:
    """Yield every word as often as it occurs, cut where a character is too rare for the alphabet."""
    rare = re.compile(f"[^{re.escape(''.join(sorted(alphabet)))}]+")
    for word in sorted(words):
        spelling = rare.sub("\n", f" {word}") + "\n"
        whole, rest = divmod(words[word], _REPETITIONS_AT_ONCE)
        yield from (spelling * _REPETITIONS_AT_ONCE for _ in range(whole))
        yield spelling * rest


def _subwords_of(trainee: Trainee) -> Subwords:
    """Read what was learnt: the library tells the merges only in its JSON."""
    model = json.loads(trainee.to_str())["model"]
    vocabulary: dict[str, int] = model["vocab"]
    merges = tuple((left, right) for left, right in model["merges"])
    return Subwords(tuple(sorted(vocabulary, key=vocabulary.__getitem__)), merges)


def _is_spelled_well(piece: str) -> bool:
    bare = piece.removeprefix(" ")
    return piece != "" and piece not in _SPELLED_BYTES and " " not in bare and normalize(bare) == bare
