"""Where a network's words stand in what people have written.

The words are those of the normalised text, cut to what the network reads; the text here is as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from chatbot.dialogue import Turn
from chatbot.reply import TURN_TOKEN
from chatbot.text.normalize import normalize, printable
from chatbot.text.spacing import spacing

UNREAD_SHOWN = 40
"""Characters that are shown of what was too long to be read."""

Span = tuple[int, int]
"""Where a word begins, and behind which character it ends."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What was read of one turn, in the words it was written in."""

    text: str

    spans: tuple[Span, ...]
    """Where each word stands, in order."""

    first: int
    """Which word of the source its first one is."""

    turn: Turn | None
    """What it is of; None where that is not known."""

    has_border: bool
    """Whether the border of another turn follows its last word."""


@lru_cache(maxsize=32)
def excerpts(tokens: tuple[str, ...], turns: tuple[Turn, ...]) -> tuple[Excerpt, ...]:
    """Find the words of a source in the last of some turns, the oldest that was read first.

    Words that are not found where they should be are set as typography does.
    """
    groups = list(_groups(tokens))
    spoken = [turn for turn in turns if normalize(turn.text)][-len(groups) :] if groups else []
    unknown: list[Turn | None] = [None] * (len(groups) - len(spoken))
    found = []
    for place, ((first, group), turn) in enumerate(zip(groups, [*unknown, *spoken], strict=True)):
        text, spans = _in_turn(group, turn, is_newest=place == len(groups) - 1)
        found.append(Excerpt(text, spans, first, turn, has_border=first + len(group) < len(tokens)))
    return tuple(found)


def align(tokens: Sequence[str], text: str) -> tuple[Span, ...] | None:
    """Return where each word stands at the beginning of a text; None where one is not found."""
    spans = []
    end = 0
    for token in tokens:
        span = _next(token, text, end)
        if span is None:
            return None
        spans.append(span)
        end = span[1]
    return tuple(spans)


def set_out(tokens: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
    """Write words as typography does, and return where each of them stands."""
    labels = [printable(token).strip() or "␣" for token in tokens]
    text = ""
    spans = []
    for before, label in pairwise(["", *labels]):
        text += " " if before and spacing(before, label) else ""
        spans.append((len(text), len(text) + len(label)))
        text += label
    return text, tuple(spans)


def _groups(tokens: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Divide a source into its turns, each with the place of its first word."""
    borders = [-1, *(place for place, token in enumerate(tokens) if token == TURN_TOKEN), len(tokens)]
    for left, right in pairwise(borders):
        if left + 1 < right:
            yield left + 1, tokens[left + 1 : right]


def _in_turn(tokens: tuple[str, ...], turn: Turn | None, *, is_newest: bool) -> tuple[str, tuple[Span, ...]]:
    if turn is not None:
        text = printable(turn.text).replace("\t", " ")
        # Of the newest turn the beginning is read, of the others the end.
        found = _at_beginning(tokens, text) if is_newest else _at_end(tokens, text)
        if found is not None:
            return found
    return set_out(tokens)


def _at_beginning(tokens: tuple[str, ...], text: str) -> tuple[str, tuple[Span, ...]] | None:
    spans = align(tokens, text)
    if spans is None:
        return None
    shown = text[: spans[-1][1] + UNREAD_SHOWN]
    return shown if len(shown) == len(text) else f"{shown}…", spans


def _at_end(tokens: tuple[str, ...], text: str) -> tuple[str, tuple[Span, ...]] | None:
    longest = 4 * sum(map(len, tokens)) + UNREAD_SHOWN
    for start in range(max(0, len(text) - longest), len(text)):
        spans = align(tokens, text[start:])
        if spans is not None and not normalize(text[start + spans[-1][1] :]):
            left = max(0, start - UNREAD_SHOWN)
            cut = "…" if left else ""
            shift = start - left + len(cut)
            return cut + text[left:], tuple((begin + shift, end + shift) for begin, end in spans)
    return None


def _next(token: str, text: str, start: int) -> Span | None:
    """Return where a word stands that begins the text from `start` on, but for what is not read."""
    while start < len(text) and not normalize(text[start]):
        start += 1
    longest = min(len(text), start + 4 * len(token) + UNREAD_SHOWN)
    for end in range(start + 1, longest + 1):
        read = normalize(text[start:end])
        if token in (read, text[start:end]):
            return start, end
        if len(read) > len(token):
            return None
    return None
