"""MELD (Poria and others 2019) and its like: CSV with a row an utterance, in order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from chatbot.corpus.columns import place_of
from chatbot.corpus.csv_rows import csv_rows, header_of
from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

DELIMITER = ","
CONVERSATION_NAMES = ("dialogue_id", "dialog_id", "conversation_id", "conv_id")
UTTERANCE_NAMES = ("utterance", "text", "message", "content")
SPEAKER_NAMES = ("speaker", "speaker_idx", "speaker_id", "role", "agent", "from")


def matches(head: Head) -> bool:
    """Recognise a header that names the conversation, who speaks and what is said."""
    return None not in _places(head)


def read(source: Source) -> Iterator[Conversation]:
    """Read the conversations; what one speaker says in a row is one turn."""
    conversation, speaker, utterance = _places(source.head())
    if conversation is None or speaker is None or utterance is None:
        source.skip("expected a header with the conversation, the speaker and the utterance", 1)
        return
    rows = csv_rows(source, DELIMITER)
    next(rows, None)
    last = max(conversation, speaker, utterance)
    whole = (row for row in rows if _is_whole(source, row, last + 1))
    for _, group in groupby(whole, key=lambda row: row[1][conversation]):
        spoken = list(group)
        said = [itemgetter(speaker, utterance)(cells) for _, cells in spoken]
        yield Conversation.between(said, source.place(spoken[0][0]))


def _places(head: Head) -> tuple[int | None, int | None, int | None]:
    """Return the columns of the conversation, the speaker and the utterance."""
    names = [name.strip().lower() for name in header_of(head, DELIMITER)]
    return (
        place_of(CONVERSATION_NAMES, names),
        place_of(SPEAKER_NAMES, names),
        place_of(UTTERANCE_NAMES, names),
    )


def _is_whole(source: Source, row: tuple[int, list[str]], width: int) -> bool:
    number, cells = row
    if len(cells) < width:
        source.skip(f"expected {width} columns, found {len(cells)}", number)
    return len(cells) >= width
