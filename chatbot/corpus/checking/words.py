"""The words: the language they are in, how varied the replies are, and which may be misspelt."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from random import Random

from chatbot.corpus.blocks import Block, Frame
from chatbot.corpus.checking.finding import Finding, on_frame
from chatbot.corpus.drawing import Drawing
from chatbot.corpus.grammar import Choice, Phrase
from chatbot.text.language import language_of

LEAST_DISTINCT_2 = 0.5
"""Share of different pairs of words in all replies (Li et al. 2016), below which a bot sounds the same."""

OFTEN = 5
"""A word said so often is spelled as it should be; one letter beside it a rare word may be a slip."""

SHORTEST_SLIP = 5
"""Letters of a word below which a neighbour by one letter is a word of its own too often."""

Segment = Callable[[str], Iterable[str]]
"""Cuts a text into words."""

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)*|[\u4e00-\u9fff]")


def check_words(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Yield lines in another language, and words that look like slips of others."""
    for block in blocks:
        for frame in _lines(block):
            spoken = language_of(_literal(frame.phrase))
            if spoken not in ("mixed", block.language) and block.language in ("zh", "en"):
                why = (
                    f"reads as {spoken} in a file of {block.language}; people are answered in their language"
                )
                yield on_frame(block, frame, "other language", why)
    places = _places(blocks)
    common = {word for word, found in places.items() if len(found) >= OFTEN and len(word) >= SHORTEST_SLIP}
    for word, found in places.items():
        if len(found) == 1 and len(word) >= SHORTEST_SLIP and (near := _one_letter_off(word) & common):
            block, frame = found[0]
            yield on_frame(block, frame, "spelling?", f"{word!r} comes once, {min(near)!r} often")


def words_once(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Yield every word that all the lines have once, in Chinese every character, and its place."""
    for word, found in sorted(_places(blocks).items()):
        if len(found) == 1:
            block, frame = found[0]
            yield word, f"{block.path}:{frame.line}"


def distinct_2(blocks: Iterable[Block], segment: Segment) -> float:
    """Return how many of the pairs of words in one draw of each reply are different ones."""
    pairs: Counter[tuple[str, str]] = Counter()
    for block in blocks:
        for reply in (reply for exchange in block.exchanges for reply in exchange.replies):
            said = list(segment(Drawing(block, Random(reply.written)).say(reply)))
            pairs.update(pairwise(said))
    return len(pairs) / pairs.total() if pairs else 1.0


def _lines(block: Block) -> Iterator[Frame]:
    for exchange in block.exchanges:
        yield from exchange.frames
        yield from exchange.replies


def _literal(phrase: Phrase) -> str:
    """Return all the text in a phrase, every alternative, without the slots."""
    return "".join(
        part
        if isinstance(part, str)
        else f" {' '.join(map(_literal, part.options))} "
        if isinstance(part, Choice)
        else " "
        for part in phrase
    )


def _places(blocks: Sequence[Block]) -> dict[str, list[tuple[Block, Frame]]]:
    """Return where each word stands, a line counted once."""
    places: dict[str, list[tuple[Block, Frame]]] = defaultdict(list)
    for block in blocks:
        for frame in _lines(block):
            for word in set(_WORD.findall(_literal(frame.phrase).lower())):
                places[word].append((block, frame))
    return places


def _one_letter_off(word: str) -> set[str]:
    """Return the word with one letter left out or doubled, or two neighbours exchanged.

    Its end stays: endings make words. So do other letters in place of one.
    """
    left_out = {word[:at] + word[at + 1 :] for at in range(len(word) - 1)}
    exchanged = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    doubled = {word[: at + 1] + word[at:] for at in range(len(word) - 1)}
    return (left_out | exchanged | doubled) - {word}
