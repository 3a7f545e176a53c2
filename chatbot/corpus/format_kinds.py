"""The kinds of format: lines of a file, records of a JSON file, files that belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chatbot.corpus.frame_folder import FrameFolder
from chatbot.corpus.json_records import container_of, guessed_container, records
from chatbot.corpus.source import BrokenRecordError, Head, Source
from chatbot.dialogue import Conversation


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A format that is read line by line."""

    matches: Callable[[Head], bool]
    read: Callable[[Source], Iterator[Conversation]]

    is_plain: bool = False
    """Whether it has no marks of its own, so that prose and programs can look like it."""


@dataclass(frozen=True, slots=True)
class RecordFormat:
    """A format of JSON records, each of which is a conversation, in whatever container they lie."""

    matches_record: Callable[[object], bool]
    read_record: Callable[[object, str], Conversation]
    is_plain: bool = False

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


@dataclass(frozen=True, slots=True)
class PairedFormat:
    """A format of two files, each of which is half of the dialogue."""

    matches: Callable[[Head], bool]
    """Recognises either file; says no where only the names can tell."""

    partners: Callable[[Sequence[Source]], dict[str, str]]
    """Names the second file for each first one among files of one directory."""

    read: Callable[[Source, Source], Iterator[Conversation]]

    is_plain: bool = False

    needs_equal_length: bool = False
    """Whether line n of one file belongs to line n of the other."""


@dataclass(frozen=True, slots=True)
class FrameFormat:
    """A format whose files, all those of a folder together, say what can be drawn."""

    matches: Callable[[Head], bool]
    read_folder: Callable[[Sequence[Source]], FrameFolder]
    read: Callable[[Source, FrameFolder], Iterator[Conversation]]
    part_of: Callable[[Source, FrameFolder], FrameFolder]

    suffix: str
    """Of files that are read for the sake of the others of their folder, though nobody asked for them."""

    is_plain: bool = False


Format = TextFormat | RecordFormat | PairedFormat | FrameFormat
