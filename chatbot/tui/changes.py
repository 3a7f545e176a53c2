"""What is changed when a prompt is answered again: one act gives one new change, which is always possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.explaining import Change
from chatbot.text.label import visible_label
from chatbot.tui.what_if_wording import WhatIfWording

NOTHING = Change()
"""All is left as it is."""


def with_mask(change: Change, word: int) -> Change:
    """Mask a source word, or let attention see it again; one that is pinned on is let go."""
    pinned = None if change.pinned is not None and change.pinned[1] == word else change.pinned
    return replace(change, masked=change.masked ^ {word}, pinned=pinned)


def with_pin(change: Change, reply_word: int, word: int) -> Change:
    """Pin a word of the reply on a source word, or let it go.

    What the reply says before it stays as it was, so no other beginning goes with it.
    """
    if change.pinned == (reply_word, word):
        return replace(change, pinned=None)
    return replace(change, pinned=(reply_word, word), masked=change.masked - {word}, beginning="")


def with_beginning(change: Change, text: str) -> Change:
    """Force the first words of the reply; none where the text is blank."""
    beginning = text.strip()
    return replace(change, beginning=beginning, pinned=None if beginning else change.pinned)


def with_prompt(change: Change, text: str, *, original: str) -> Change:
    """Answer other words; what was masked or pinned on belongs to the words before."""
    prompt = None if text.strip() == original.strip() else text.strip()
    return replace(change, prompt=prompt, masked=frozenset(), pinned=None)


def in_words(
    change: Change, wording: WhatIfWording, *, source: Sequence[str], reply: Sequence[str]
) -> Iterator[str]:
    """Say what is changed, given the words that are read and those of the reply as it was."""
    if change.prompt is not None:
        yield wording.reworded
    if change.masked:
        words = " ".join(visible_label(source[word]) for word in sorted(change.masked))
        yield wording.masked.format(words=words)
    if change.beginning:
        yield wording.begun.format(text=change.beginning)
    if change.pinned is not None:
        reply_word, word = change.pinned
        yield wording.pinned.format(
            reply=visible_label(reply[reply_word]), source=visible_label(source[word])
        )
