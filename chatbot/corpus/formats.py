"""Every format of dialogue in one table, and how a file finds its own.

Content decides, never the name: each format says whether the beginning of a file, or its first JSON
record, is its own. The table is asked from top to bottom, formats with marks of their own before plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot.corpus import (
    camrest,
    chatterbot,
    commonsense,
    crosswoz,
    jsonl,
    kdconv,
    kvret,
    lccc,
    messages,
    schema_guided,
    taskmaster,
    topical_chat,
    tsv,
)
from chatbot.corpus.corpus_file import CorpusFile, FileReport
from chatbot.corpus.encodings import UnreadableFileError
from chatbot.corpus.json_records import container_of, guessed_container, records
from chatbot.corpus.source import BrokenRecordError, Head, Source, encoding_of
from chatbot.corpus.walk import Entry, entries_under
from chatbot.dialogue import Conversation
from chatbot.errors import CorpusError


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A format that is read line by line."""

    matches: Callable[[Head], bool]
    read: Callable[[Source], Iterator[Conversation]]


@dataclass(frozen=True, slots=True)
class RecordFormat:
    """A format of JSON records, each of which is a conversation, in whatever container they lie."""

    matches_record: Callable[[object], bool]
    read_record: Callable[[object, str], Conversation]

    def matches(self, head: Head) -> bool:
        """Tell whether a file holds records of this format."""
        return container_of(head, self.matches_record) is not None

    def read(self, source: Source) -> Iterator[Conversation]:
        """Read each record; one of another shape is skipped."""
        head = source.head()
        container = container_of(head, self.matches_record) or guessed_container(head)
        for place, record in records(source, container):
            try:
                yield self.read_record(record, f"{source.name}{place}")
            except BrokenRecordError as error:
                source.skip(str(error), record=place)


Format = TextFormat | RecordFormat

FORMATS: dict[str, Format] = {
    "commonsense": RecordFormat(commonsense.matches, commonsense.read),
    "jsonl": RecordFormat(jsonl.matches, jsonl.read),
    "crosswoz": RecordFormat(crosswoz.matches, crosswoz.read),
    "messages": RecordFormat(messages.matches, messages.read),
    "kdconv": RecordFormat(kdconv.matches, kdconv.read),
    "taskmaster": RecordFormat(taskmaster.matches, taskmaster.read),
    "schema-guided": RecordFormat(schema_guided.matches, schema_guided.read),
    "topical-chat": RecordFormat(topical_chat.matches, topical_chat.read),
    "kvret": RecordFormat(kvret.matches, kvret.read),
    "camrest": RecordFormat(camrest.matches, camrest.read),
    "lccc": RecordFormat(lccc.matches, lccc.read),
    "chatterbot": TextFormat(chatterbot.matches, chatterbot.read),
    "tsv": TextFormat(tsv.matches, tsv.read),
}
"""Every format by the name `--format` knows it by, in the order in which a file tries them."""


def read_corpora(paths: Sequence[Path], *, format_name: str | None = None) -> Iterator[CorpusFile]:
    """Yield every file under the paths with its format; nothing but its beginning has been read.

    Raises:
        CorpusError: a path does not exist, or a directory is empty.
    """
    for entry in entries_under(paths):
        yield _corpus_file(entry, format_name)


def read_conversations(
    paths: Sequence[Path],
    *,
    format_name: str | None = None,
    on_file: Callable[[FileReport], None] = lambda report: None,
) -> Iterator[Conversation]:
    """Yield every conversation under the paths; `on_file` hears of each file when it has been read.

    Raises:
        CorpusError: a path does not exist, a directory is empty, or there is not one pair in all the files.
    """
    pairs = 0
    for file in read_corpora(paths, format_name=format_name):
        yield from file.conversations()
        report = file.report()
        pairs += report.pairs
        on_file(report)
    if not pairs:
        names = ", ".join(map(str, paths))
        raise CorpusError(names, None, "expected at least one prompt and its reply, found none")


def _corpus_file(entry: Entry, format_name: str | None) -> CorpusFile:
    if entry.problem is not None:
        return CorpusFile.unread(entry.name, entry.problem)
    try:
        source = Source(entry.name, entry.open, encoding_of(entry.open))
    except UnreadableFileError as error:
        return CorpusFile.unread(entry.name, str(error))
    name = format_name or _format_of(source.head())
    if name is None:
        return CorpusFile.unread(entry.name, "no known format of dialogue", encoding=source.encoding)
    return CorpusFile.of(source, name, FORMATS[name].read)


def _format_of(head: Head) -> str | None:
    """Return the name of the first format that recognises a file; None if none does."""
    return next((name for name, form in FORMATS.items() if form.matches(head)), None)
