"""One file as the formats see it: decoded lines or JSON bytes, and a tally of what had to be skipped."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from chatbot.corpus.encodings import BROKEN, BROKEN_HANDLER, CODECS, UnreadableFileError, detect_encoding

CHUNK_BYTES = 1 << 18

HEAD_CHARACTERS = 1 << 18
"""How much of a file decides on its format."""

MAX_LINE_CHARACTERS = 1 << 22
"""Longer lines are no utterances; without a limit one of them could fill the memory."""

UNDECODABLE = "bytes that cannot be decoded"
"""Why a record is skipped that has such bytes in its text."""


class BrokenRecordError(Exception):
    """A record has not the shape its format promises; the message is the reason it is skipped for."""


@dataclass(slots=True)
class SkipTally:
    """What was skipped: how often, and where first, for each reason."""

    counts: Counter[str] = field(default_factory=Counter)
    first_places: dict[str, str] = field(default_factory=dict)

    def add(self, reason: str, place: str) -> None:
        """Count one more record that is skipped."""
        self.counts[reason] += 1
        self.first_places.setdefault(reason, place)


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or a member of a zip archive, that can be read any number of times."""

    name: str
    """As people know it: the path, for a member of an archive with its name appended."""

    open: Callable[[], AbstractContextManager[BinaryIO]]
    encoding: str
    skipped: SkipTally = field(default_factory=SkipTally)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield each line with its number from 1, without its end; only LF and CRLF end lines.

        A line that cannot be decoded, or is far too long, is counted as skipped and comes empty, so that
        formats that count lines stay in step.
        """
        with self._text() as text:
            for number, line in enumerate(_limited_lines(text), start=1):
                reason = _line_flaw(line)
                if reason is None:
                    yield number, line.removesuffix("\n").removesuffix("\r")
                else:
                    self.skip(reason, number)
                    yield number, ""

    def line_count(self) -> int:
        """Return how many lines the file has; a last one without an end counts."""
        with self._text() as text:
            return sum(1 for _ in _limited_lines(text))

    def head(self) -> Head:
        """Return the beginning of the file, on which its format is decided."""
        with self._text() as text:
            start = text.read(HEAD_CHARACTERS)
        *lines, rest = start.split("\n")
        is_whole = len(start) < HEAD_CHARACTERS
        if is_whole and rest:
            lines.append(rest)
        # One line longer than the head: its beginning is better than nothing.
        complete = lines or [rest]
        return Head(start, tuple(line.removesuffix("\r") for line in complete), self.name, is_whole)

    @contextmanager
    def utf8(self) -> Iterator[Utf8Reader]:
        """Open the file as UTF-8 whatever it is in; leading lines that begin with # are left out."""
        with self._text() as text:
            yield Utf8Reader(text)

    def skip(self, reason: str, line: int | None = None, *, record: str = "") -> None:
        """Count something that cannot be read, at a line or at a record of the file."""
        self.skipped.add(reason, f"{self.name}{record}" if line is None else self.place(line))

    def place(self, line: int) -> str:
        """Return where a line is, as messages and conversations say it."""
        return f"{self.name}:{line}"

    @contextmanager
    def _text(self) -> Iterator[io.TextIOWrapper]:
        codec = CODECS.get(self.encoding, self.encoding)
        with self.open() as stream:
            yield io.TextIOWrapper(stream, codec, BROKEN_HANDLER, newline="\n")


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file."""

    text: str
    lines: tuple[str, ...]
    """Its lines; one that the head cuts is left out."""

    name: str
    is_whole: bool
    """Whether the file ends within the head."""

    def filled(self) -> tuple[str, ...]:
        """Return the lines that are not blank."""
        return tuple(line for line in self.lines if line.strip())

    def share(self, is_of_kind: Callable[[str], object]) -> float:
        """Return the share of filled lines that are of a kind; 0 without any."""
        lines = self.filled()
        return sum(1 for line in lines if is_of_kind(line)) / len(lines) if lines else 0.0


def encoding_of(open_file: Callable[[], AbstractContextManager[BinaryIO]]) -> str:
    """Return the encoding of a file.

    Raises:
        UnreadableFileError: it is empty, binary, or in an encoding that is not known.
    """
    with open_file() as stream:
        chunks = iter(lambda: stream.read(CHUNK_BYTES), b"")
        first = next(chunks, b"")
        if not first.strip():
            raise UnreadableFileError("empty")
        return detect_encoding(_chain(first, chunks))


def _chain(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _limited_lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield lines; one over the limit comes as its first characters and is passed over to its end."""
    while line := text.readline(MAX_LINE_CHARACTERS):
        yield line
        while len(line) == MAX_LINE_CHARACTERS and not line.endswith("\n"):
            line = text.readline(MAX_LINE_CHARACTERS)


def _line_flaw(line: str) -> str | None:
    if len(line) >= MAX_LINE_CHARACTERS:
        return f"line longer than {MAX_LINE_CHARACTERS:,} characters"
    return UNDECODABLE if BROKEN in line else None


class Utf8Reader:
    """Text as the bytes a JSON or YAML parser asks for."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._start = self._without_header()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, which may be more than asked for; none at the end of the file."""
        if size == 0:
            return b""
        data, self._start = self._start, b""
        return data or self._text.read(CHUNK_BYTES if size < 0 else size).encode("utf-8")

    def _without_header(self) -> bytes:
        line = self._text.readline(MAX_LINE_CHARACTERS)
        while line.startswith("#") or (line and not line.strip()):
            line = self._text.readline(MAX_LINE_CHARACTERS)
        return line.encode("utf-8")
