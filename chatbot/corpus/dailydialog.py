"""DailyDialog (Li and others 2017): a conversation a line, every turn closed by `__eou__`."""

from __future__ import annotations

from collections.abc import Iterator

from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

END_OF_UTTERANCE = "__eou__"

LEAST_SHARE = 0.8
"""Share of lines that must hold an end of utterance."""


def matches(head: Head) -> bool:
    """Recognise lines with an end of utterance in them."""
    return head.share(lambda line: END_OF_UTTERANCE in line) >= LEAST_SHARE


def read(source: Source) -> Iterator[Conversation]:
    """Read a conversation a line; labels that follow the last turn after tabs are left out."""
    for number, line in source.lines():
        if not line.strip():
            continue
        spoken, end, rest = line.rpartition(END_OF_UTTERANCE)
        if not end:
            source.skip(f"expected turns closed by {END_OF_UTTERANCE}", number)
            continue
        last = rest.partition("\t")[0]
        said = [turn.strip() for turn in f"{spoken}{end}{last}".split(END_OF_UTTERANCE)]
        yield Conversation.alternating(said if said[-1] else said[:-1], source.place(number))
