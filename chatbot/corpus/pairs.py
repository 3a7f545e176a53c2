"""Conversations to the pairs a model learns from, and the pairs it is measured by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from chatbot.corpus.fingerprint import FingerprintCounts, fingerprint
from chatbot.dialogue import Conversation, DialoguePair, Speaker
from chatbot.text.normalize import normalize

MAX_CHARACTERS = 1_000
"""Longest prompt and longest response, in characters; far above what a network of this size can read."""

HELD_OUT_SHARE = 0.05
"""Share of the conversations that are never learnt from."""

MAX_HELD_OUT_PAIRS = 50_000
"""Held-out pairs that are kept in memory; more would not measure better."""

REPLY_CAP_FLOOR = 100
"""How many pairs may always share one reply."""

REPLY_CAP_SHARE = 0.005
"""Share of all pairs so far that may share one reply."""

REPLY_CAP_WORDINGS = 4
"""How many times the average pairs per reply of its file one reply may have.

In open dialogue nearly every reply is its own, the average is close to 1, and only the dull ones come by
the hundred. Where hundreds of questions lead to one answer on purpose, all replies do, and the cap rises.
"""

_MARKUP = re.compile(
    r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]{0,80})?/?>"  # <u>, <br/>, <a href="...">
    r"|\{[A-Za-z]+(?::\w+|\+)?\}"  # {face:8}, {r+}, {br}
    r"|(?<!\w)_[a-z][a-z0-9]*(?:_[a-z0-9]+)*_?(?!\w)"  # _name_, _func_val_get_story_any
)

_DAMAGE = re.compile("[\ufffd\ufdd0\x80-\x84\x86-\x9f]")
"""Marks of a text decoded wrongly, once or long ago; NEL is left out, some files break lines with it."""

_LINKS = re.compile(r"(?:https?://|www\.)\S+")

_WORD_CHARACTER = re.compile(r"\w")

_PLACE = re.compile(r"(?::\d+|\[[^\[\]]*\])+$")


_normal = lru_cache(maxsize=4096)(normalize)
# Each text comes up as a turn, a prompt, a response and a context, shortly after one another.


def pairs_of(conversation: Conversation, *, context: int = 0) -> Iterator[DialoguePair]:
    """Yield each turn that is not empty with the next one as its response.

    A conversation of n such turns gives n - 1 pairs, each with up to `context` turns before its prompt.
    Of one that was written for a bot only the bot's turns are responses.
    """
    turns = [turn for turn in conversation.turns if turn.text.strip()]
    texts = [turn.text.strip() for turn in turns]
    for place in range(len(texts) - 1):
        if conversation.is_scripted and turns[place + 1].speaker is Speaker.USER:
            continue
        before = tuple(texts[max(0, place - context) : place])
        yield DialoguePair(before, texts[place], texts[place + 1], conversation.source)


def is_held_out(conversation: Conversation) -> bool:
    """Tell whether a conversation is kept for measuring.

    Its writer may have said so. Else what was said decides, not where or in which order it was read: the
    split survives new files.
    """
    if conversation.is_held_out is not None:
        return conversation.is_held_out
    said = (text for turn in conversation.turns if (text := _normal(turn.text.strip())))
    return fingerprint("held out", *said) < HELD_OUT_SHARE * 2**64


class PairFilter:
    """Choose the pairs worth learning, and count by reason those that are not."""

    def __init__(self) -> None:
        self.filtered: Counter[str] = Counter()
        """How many pairs were turned away, by reason."""

        self._seen = FingerprintCounts()
        self._taught = FingerprintCounts()
        self._replies = FingerprintCounts()
        self._file = ""
        self._file_pairs = 0
        self._file_replies = 0

    def accepts(self, pair: DialoguePair) -> bool:
        """Tell whether a pair is clean, new, and not one reply too many; it counts as learnt from then on."""
        reason = flaw(pair) or self._repetition(pair)
        if reason is not None:
            self.filtered[reason] += 1
            return False
        self._taught.add(fingerprint_of(pair))
        return True

    def has_accepted(self, pair: DialoguePair) -> bool:
        """Tell whether a pair of this prompt and response was accepted, whatever its context."""
        return fingerprint_of(pair) in self._taught

    def _repetition(self, pair: DialoguePair) -> str | None:
        if self._seen.add(fingerprint_of(pair, with_context=True)) > 1:
            return "duplicate"
        wordings = self._replies.add(fingerprint(_normal(pair.response)))
        self._enter_file(pair.source)
        self._file_pairs += 1
        self._file_replies += wordings == 1
        return "reply too frequent" if wordings > self._reply_cap() else None

    def _enter_file(self, source: str) -> None:
        file = file_of(source)
        if file != self._file:
            self._file, self._file_pairs, self._file_replies = file, 0, 0

    def _reply_cap(self) -> float:
        """Return how many pairs may share one reply, as far as the corpus is known."""
        average = self._file_pairs / max(1, self._file_replies)
        return max(REPLY_CAP_FLOOR, REPLY_CAP_SHARE * len(self._taught), REPLY_CAP_WORDINGS * average)


def flaw(pair: DialoguePair) -> str | None:
    """Return why a pair teaches nothing good; None if nothing speaks against it."""
    # Normalising takes the marks of damage out, so they are looked for before.
    if _DAMAGE.search(pair.prompt) or _DAMAGE.search(pair.response):
        return "damaged text"
    prompt, response = _normal(pair.prompt), _normal(pair.response)
    if not prompt or not response:
        return "empty"
    if len(prompt) > MAX_CHARACTERS or len(response) > MAX_CHARACTERS:
        return "too long"
    if prompt.casefold() == response.casefold():
        return "reply equals prompt"
    if _MARKUP.search(prompt) or _MARKUP.search(response):
        return "markup"
    if len(prompt) == len(response) == 1 and f"{prompt}{response}".isascii():
        return "single letters"
    if _is_links_only(prompt) or _is_links_only(response):
        return "links only"
    return None


def file_of(source: str) -> str:
    """Return the file of a place in it."""
    return _PLACE.sub("", source)


def fingerprint_of(pair: DialoguePair, *, with_context: bool = False) -> int:
    """Return what tells a pair from others after normalisation."""
    context = pair.context if with_context else ()
    return fingerprint(*map(_normal, (*context, pair.prompt, pair.response)))


def _is_links_only(text: str) -> bool:
    return "/" in text and not _WORD_CHARACTER.search(_LINKS.sub("", text))


class PairSplit:
    """Part conversations into pairs to learn and pairs to measure by, in one reading.

    Held-out pairs that are also learnt, word for word, would measure memory: they are left out.
    """

    def __init__(self, *, context: int = 0) -> None:
        self.filter = PairFilter()
        """What was turned away, and why."""

        self._context = context
        self._held_out: dict[int, DialoguePair] = {}

    def training_pairs(self, conversations: Iterable[Conversation]) -> Iterator[DialoguePair]:
        """Yield the pairs to learn; the held-out ones are set aside on the way."""
        for conversation in conversations:
            pairs = pairs_of(conversation, context=self._context)
            if is_held_out(conversation):
                self._set_aside(pairs)
            else:
                yield from filter(self.filter.accepts, pairs)

    def held_out_pairs(self) -> Iterator[DialoguePair]:
        """Yield the pairs to measure by, once, when the training pairs have all been drawn."""
        while self._held_out:
            pair = self._held_out.pop(next(iter(self._held_out)))
            if self.filter.has_accepted(pair):
                self.filter.filtered["held out, but also learnt"] += 1
            else:
                yield pair

    def _set_aside(self, pairs: Iterable[DialoguePair]) -> None:
        for pair in pairs:
            key = fingerprint_of(pair, with_context=True)
            reason = flaw(pair)
            if reason is None and key in self._held_out:
                reason = "duplicate"
            elif reason is None and len(self._held_out) == MAX_HELD_OUT_PAIRS:
                reason = "held out, but more than needed"
            if reason is None:
                self._held_out[key] = pair
            else:
                self.filter.filtered[reason] += 1
