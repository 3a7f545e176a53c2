"""Which words of two replies differ, and a reply with such words marked."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from textual.content import Content

from chatbot.reply import END_TOKEN, Reply
from chatbot.text.normalize import printable

MARKED = "bold underline"
"""How a word looks that differs: seen without colours as well."""


def differing(words: Sequence[str], others: Sequence[str]) -> frozenset[int]:
    """Return which words, by their places, are not among the others in the same order."""
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    same = {
        place for block in matcher.get_matching_blocks() for place in range(block.a, block.a + block.size)
    }
    return frozenset(range(len(words))) - same


def marked(reply: Reply, other: Reply) -> Content:
    """Return a reply's text with the words marked that the other reply does not have there."""
    return with_words(reply.text, said(reply), differing(said(reply), said(other)), MARKED)


def with_words(text: str, words: Sequence[str], chosen: frozenset[int], style: str) -> Content:
    """Return a text with some of its words in a style; a word that cannot be found in it stays as it is."""
    content, end = Content(printable(text)), 0
    for place, word in enumerate(map(printable, words)):
        start = content.plain.find(word, end) if word else -1
        if start < 0:
            continue
        end = start + len(word)
        if place in chosen:
            content = content.stylize(style, start, end)
    return content


def said(reply: Reply) -> tuple[str, ...]:
    """Return the words of a reply without its end."""
    words = reply.attention.target_tokens
    return words[:-1] if words and words[-1] == END_TOKEN and reply.stop == "eos" else words
