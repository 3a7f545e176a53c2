"""Text to the integers the network speaks, and back without loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from chatbot.errors import CheckpointError, ConfigError
from chatbot.reply import END_TOKEN, TURN_TOKEN, Merging
from chatbot.text.document import TokenizerDocument, read_document, write_document
from chatbot.text.normalize import normalize
from chatbot.text.segment import SEGMENTERS, Segmenter
from chatbot.text.spelling import Spelling
from chatbot.text.subwords import BYTES, Subwords, learn_subwords

PAD = 0
"""Fills a batch up; never part of a text."""

BOS = 1
"""What the decoder reads before the first piece of a reply."""

EOS = 2
"""Ends a reply."""

TURN = 3
"""Stands between the turns of a context."""

SPACE = 4
"""There is a space before the next word, though its neighbour would not suggest one."""

JOIN = 5
"""There is no space before the next word, though its neighbour would suggest one."""

FIRST_BYTE = 6
"""The id of byte 0; the other 255 follow."""

FIRST_PIECE = FIRST_BYTE + len(BYTES)
"""The id of the first learnt piece."""

SMALLEST_VOCABULARY = FIRST_PIECE + 2
"""Room for the space and one more piece."""

_SPECIAL = ("<pad>", "<s>", END_TOKEN, TURN_TOKEN, "<space>", "<join>")
_MARKS = (SPACE, JOIN)
_WORDS_BY_THEMSELVES = (PAD, BOS, EOS, TURN)
_BARE_SPACE = "␣"
_WORDS_REMEMBERED = 1 << 16

# Bytes of ASCII controls and the space, which normalising removes, and bytes that UTF-8 does not have.
_BYTES_OF_NO_TEXT = (*range(0x21), 0x7F, 0xC0, 0xC1, *range(0xF5, 0x100))


class Tokenizer:
    """Normalise, segment, cut words to pieces; `decode(encode(x)) == normalize(x)` for every x.

    A word is spelled with a space before it and cut by byte-pair encoding, so a piece tells whether it starts
    a word, and no piece crosses a word's boundary. Text never becomes a special id, whatever it says, and
    none of it is unknown: a character without a piece of its own becomes its bytes.
    """

    def __init__(self, segmenter: Segmenter, subwords: Subwords) -> None:
        """Join a way to find words with the pieces that words are cut to."""
        self.segmenter = segmenter
        self._subwords = subwords
        self._model = subwords.model(FIRST_BYTE, FIRST_PIECE)
        self._pieces = (*_SPECIAL, *BYTES, *subwords.pieces)
        self._word_ids = lru_cache(maxsize=_WORDS_REMEMBERED)(self._cut)

    @classmethod
    def train(cls, texts: Iterable[str], *, vocabulary_size: int, segmenter: Segmenter) -> Tokenizer:
        """Learn at most `vocabulary_size` ids from texts, which are read once and not kept.

        Equal texts in any order give an equal tokenizer; little text gives fewer ids.

        Raises:
            ConfigError: the vocabulary has no room for anything but bytes.
        """
        if vocabulary_size < SMALLEST_VOCABULARY:
            raise ConfigError(
                f"vocabulary size: expected at least {SMALLEST_VOCABULARY}, found {vocabulary_size}"
            )
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(segmenter.segment(normalize(text)))
        return cls(segmenter, learn_subwords(counts, size=vocabulary_size - FIRST_PIECE))

    @property
    def vocabulary_size(self) -> int:
        """How many ids there are: special ones, bytes and pieces."""
        return len(self._pieces)

    @property
    def never_generated(self) -> tuple[int, ...]:
        """The ids that no text has: a reply must not hold them."""
        return (PAD, BOS, TURN, *(FIRST_BYTE + byte for byte in _BYTES_OF_NO_TEXT))

    def encode(self, text: str) -> tuple[int, ...]:
        """Turn a text into ids, without a start or an end."""
        normal = normalize(text)
        spacing = self.segmenter.spacing
        ids: list[int] = []
        position = 0
        previous = ""
        for word in self.segmenter.segment(normal):
            is_spaced = normal[position] == " "
            if previous and is_spaced != spacing(previous, word):
                ids.append(SPACE if is_spaced else JOIN)
            ids += self._word_ids(word)
            position += is_spaced + len(word)
            previous = word
        return tuple(ids)

    def encode_turns(self, texts: Sequence[str], *, limit: int | None) -> tuple[int, ...]:
        """Turn a dialogue, oldest turn first, into ids with `TURN` between the turns.

        Of more than `limit` ids the last ones are kept, so the oldest go first; but if the newest turn alone
        is longer, its beginning is kept. Turns without text are left out.
        """
        kept: tuple[int, ...] = ()
        for text in reversed(texts):
            ids = self.encode(text)
            if not kept:
                kept = ids[:limit]
            elif ids:
                kept = (*ids, TURN, *kept)
            if limit is not None and len(kept) >= limit:
                return kept[len(kept) - limit :]
        return kept

    def decode(self, ids: Iterable[int]) -> str:
        """Turn ids into the text they spell; more ids only ever add to its end.

        Ids of no text, unknown ones and bytes that make no character are left out.
        """
        spelling = Spelling(self.segmenter.spacing)
        for id_ in ids:
            if id_ in _MARKS:
                spelling.mark(is_space=id_ == SPACE)
            elif FIRST_BYTE <= id_ < FIRST_PIECE:
                spelling.write_byte(id_ - FIRST_BYTE)
            elif FIRST_PIECE <= id_ < len(self._pieces):
                _write_piece(spelling, self._pieces[id_])
        return spelling.text

    def piece(self, id_: int) -> str:
        """Name an id for people: `<turn>`, `<0xE4>`, or the letters of the piece."""
        piece = self._pieces[id_]
        return piece.removeprefix(" ") or _BARE_SPACE

    def starts_word(self, id_: int, *, after: int | None = None) -> bool:
        """Tell whether a piece starts a word, if it comes after another or, with None, first.

        A mark belongs to the word it precedes; an end and the border of a turn are words by themselves.
        """
        if after is None or after in _WORDS_BY_THEMSELVES or id_ in _WORDS_BY_THEMSELVES or id_ in _MARKS:
            return True
        return after not in _MARKS and self._pieces[id_].startswith(" ")

    def words(self, ids: Sequence[int]) -> Merging:
        """Tell which pieces make one word, as it is read; what cannot be read is labelled by its pieces."""
        starts = [
            index
            for index, id_ in enumerate(ids)
            if self.starts_word(id_, after=ids[index - 1] if index else None)
        ]
        spans = tuple(pairwise([*starts, len(ids)]))
        return Merging(tuple(self._label(ids[start:end]) for start, end in spans), spans)

    def to_json(self) -> str:
        """Write down all that is needed to make an equal tokenizer."""
        segmenter = self.segmenter
        document = TokenizerDocument(segmenter.name, segmenter.user_dictionary, self._subwords)
        return write_document(document)

    @classmethod
    def from_json(cls, text: str, *, cache_directory: Path | None) -> Tokenizer:
        """Make the tokenizer that `to_json` has written down.

        Raises:
            CheckpointError: something else wrote it, or it is damaged.
        """
        document = read_document(text)
        try:
            segmenter = SEGMENTERS[document.segmenter](cache_directory, document.user_dictionary)
        except ConfigError as error:
            raise CheckpointError(f"tokenizer: {error}") from error
        return cls(segmenter, document.subwords)

    def _cut(self, word: str) -> tuple[int, ...]:
        return tuple(token.id for token in self._model.tokenize(f" {word}"))

    def _label(self, ids: Sequence[int]) -> str:
        return self.decode(ids) or "".join(map(self.piece, ids))


def last_turn(source: Sequence[int]) -> tuple[int, ...]:
    """Return the ids of the last turn of what is read."""
    begin = max((place + 1 for place, token in enumerate(source) if token == TURN), default=0)
    return tuple(source[begin:])


def _write_piece(spelling: Spelling, piece: str) -> None:
    if piece.startswith(" "):
        spelling.start_word()
    spelling.write(piece.removeprefix(" "))
