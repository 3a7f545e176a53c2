"""Plain lines that take turns: a prompt, its reply, the next prompt, its reply."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from chatbot.corpus.blank_lines import blank_share
from chatbot.corpus.source import Head, Source
from chatbot.corpus.talk import is_talk
from chatbot.dialogue import Conversation

MAX_BLANK_SHARE = 0.005
"""Share of lines that may be blank; each is an empty turn, with more they divide conversations."""


def matches(head: Head) -> bool:
    """Recognise lines of talk without blank lines between them."""
    return blank_share(head) <= MAX_BLANK_SHARE and is_talk(head.filled())


def read(source: Source) -> Iterator[Conversation]:
    """Read a conversation of two turns from every two lines, empty turns included."""
    lines = source.lines()
    for (number, prompt), (_, reply) in zip_longest(lines, lines, fillvalue=(0, "")):
        if prompt.strip() and reply.strip():
            yield Conversation.alternating((prompt, reply), source.place(number))
        elif prompt.strip() or reply.strip():
            source.skip("line without a reply", number)
