"""One file of a corpus while it is read, and the report of what was in it."""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from chatbot.corpus.encodings import BROKEN
from chatbot.corpus.frame_folder import NO_FRAMES, FrameFolder
from chatbot.corpus.pairs import pairs_of
from chatbot.corpus.segmented import joined
from chatbot.corpus.source import UNDECODABLE, SkipTally, Source
from chatbot.dialogue import Conversation
from chatbot.text.language import language_of

READING_ERRORS = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError)
"""What a disk or a damaged archive can raise while a file is being read."""

LANGUAGES = ("zh", "en", "mixed")


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was in one file."""

    path: str

    format: str | None
    """The name of its format; None for a file that is not read."""

    encoding: str | None
    """None for a file that was not opened, or is no text."""

    part_of: str | None
    """The file that is read together with this one and has the counts of both."""

    conversations: int
    turns: int
    pairs: int

    languages: dict[str, int]
    """How many pairs are in each language."""

    skipped: dict[str, int]
    """How many records were skipped, by reason; for a file that is not read, the file itself."""

    first_skipped: dict[str, str]
    """Where each reason came up first."""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file whose format is known, or one that is not read."""

    name: str
    format: str | None = None
    encoding: str | None = None
    part_of: str | None = None
    skipped: SkipTally = field(default_factory=SkipTally)
    read: Callable[[], Iterable[Conversation]] = list
    """Reads the conversations; none by default."""

    frames: Callable[[], FrameFolder] = lambda: NO_FRAMES
    """Reads what can be drawn afresh; nothing but of a file of frames."""

    _counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(
        cls,
        source: Source,
        format_name: str,
        read: Callable[[], Iterable[Conversation]],
        frames: Callable[[], FrameFolder] = lambda: NO_FRAMES,
    ) -> CorpusFile:
        """Make a file that is read in one format."""
        return cls(source.name, format_name, source.encoding, None, source.skipped, read, frames)

    @classmethod
    def part(cls, source: Source, format_name: str, part_of: str) -> CorpusFile:
        """Make a file that is read together with another, under whose name its conversations come."""
        return cls(source.name, format_name, source.encoding, part_of, source.skipped)

    @classmethod
    def unread(cls, name: str, reason: str, *, encoding: str | None = None) -> CorpusFile:
        """Make a file that is named with the reason why nothing is read from it."""
        file = cls(name, encoding=encoding)
        file.skipped.add(reason, name)
        return file

    def conversations(self) -> Iterator[Conversation]:
        """Yield what was said; the report counts what has been drawn."""
        try:
            for conversation in joined(self.read()):
                if any(BROKEN in turn.text for turn in conversation.turns):
                    self.skipped.add(UNDECODABLE, conversation.source)
                else:
                    self._count(conversation)
                    yield conversation
        except READING_ERRORS as error:
            self.skipped.add(f"cannot be read any further: {error}", self.name)

    def report(self) -> FileReport:
        """Return what has been read so far."""
        return FileReport(
            path=self.name,
            format=self.format,
            encoding=self.encoding,
            part_of=self.part_of,
            conversations=self._counts["conversations"],
            turns=self._counts["turns"],
            pairs=self._counts["pairs"],
            languages={language: self._counts[language] for language in LANGUAGES},
            skipped=dict(self.skipped.counts),
            first_skipped=dict(self.skipped.first_places),
        )

    def _count(self, conversation: Conversation) -> None:
        self._counts["conversations"] += 1
        self._counts["turns"] += len(conversation.turns)
        for pair in pairs_of(conversation):
            self._counts["pairs"] += 1
            self._counts[language_of(f"{pair.prompt} {pair.response}")] += 1
