"""Which of a model's pieces make which word."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BYTE = re.compile(r"<0x([0-9A-F]{2})>")
_UNSEEN = frozenset({"<space>", "<join>", "␣"})
"""Pieces that say only how words stand together."""


def piece_spans(words: Sequence[str], pieces: Sequence[str]) -> tuple[range, ...]:
    """Return, for each word, which pieces spell it; at least one a word.

    A word that its pieces do not spell, for its label was made in another way, gets its share of them.
    """
    spelled = spelled_spans(words, pieces)
    return _shares(len(words), len(pieces)) if spelled is None else spelled


def spelled_spans(words: Sequence[str], pieces: Sequence[str]) -> tuple[range, ...] | None:
    """Return, for each word, which pieces spell it; None where they do not."""
    spans = []
    start = 0
    for word in words:
        end = _end(word, pieces, start)
        if end is None:
            return None
        spans.append(range(start, end))
        start = end
    return tuple(spans) if start == len(pieces) else None


def _end(word: str, pieces: Sequence[str], start: int) -> int | None:
    """Return behind which piece a word ends that begins with the piece at `start`."""
    wanted = word.encode(errors="surrogatepass")
    spelled = b""
    for end in range(start, len(pieces)):
        spelled += _spelled(pieces[end])
        # A special piece is a word by itself, labelled as the vocabulary spells it.
        if spelled == wanted or (end == start and pieces[end] == word):
            return end + 1
        if len(spelled) >= len(wanted):
            return None
    return None


def _spelled(piece: str) -> bytes:
    if piece in _UNSEEN:
        return b""
    byte = _BYTE.fullmatch(piece)
    return bytes([int(byte[1], 16)]) if byte else piece.encode(errors="surrogatepass")


def _shares(words: int, pieces: int) -> tuple[range, ...]:
    starts = [min(word * pieces // words, pieces - 1) for word in range(words)]
    ends = [*starts[1:], pieces]
    return tuple(range(start, max(start + 1, end)) for start, end in zip(starts, ends, strict=True))
