"""The files of one folder: each finds its format, and files that belong together find each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from chatbot.corpus.corpus_file import READING_ERRORS, CorpusFile
from chatbot.corpus.encodings import UnreadableFileError
from chatbot.corpus.format_kinds import Format, FrameFormat, PairedFormat
from chatbot.corpus.frame_folder import FrameFolder
from chatbot.corpus.other_files import is_prose_or_program, reason_not_read
from chatbot.corpus.source import Head, Source, encoding_of
from chatbot.corpus.walk import Entry

Formats = Mapping[str, Format]

MAY_BE_HALF = frozenset({"blank-lines", "alternating"})
"""Formats that half of a dialogue looks like as well."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file of text and the format its content speaks for."""

    source: Source

    format: str | None
    reason_not_read: str
    """What it seems to be where no format recognises it."""

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.source.name


def files_of_folder(
    entries: Sequence[Entry], formats: Formats, *, format_name: str | None
) -> Iterator[CorpusFile]:
    """Yield the files of one folder with their formats, the second of two halves right after the first."""
    opened = [_opened(entry, formats, format_name) for entry in entries]
    candidates = {item.name: item for item in opened if isinstance(item, Candidate)}
    together: dict[str, Iterator[CorpusFile]] = {}
    for name, form in formats.items():
        if isinstance(form, PairedFormat):
            together |= _halves(candidates, name, form)
        elif isinstance(form, FrameFormat):
            together |= _sharing(candidates, name, form)
    for item in opened:
        if isinstance(item, CorpusFile):
            yield item
        elif item.name in together:
            yield from together[item.name]
        else:
            yield _alone(item, formats)


def _opened(entry: Entry, formats: Formats, format_name: str | None) -> Candidate | CorpusFile:
    if entry.problem is not None:
        return CorpusFile.unread(entry.name, entry.problem)
    try:
        source = Source(entry.name, entry.open, encoding_of(entry.open))
        head = source.head()
    except (UnreadableFileError, *READING_ERRORS) as error:
        return CorpusFile.unread(entry.name, str(error))
    return Candidate(source, format_name or _format_of(head, formats), reason_not_read(head))


def _format_of(head: Head, formats: Formats) -> str | None:
    """Return the name of the first format that recognises a file; None if none does."""
    is_prose = is_prose_or_program(head.name)
    recognised = (
        name for name, form in formats.items() if not (is_prose and form.is_plain) and form.matches(head)
    )
    return next(recognised, None)


def _alone(candidate: Candidate, formats: Formats) -> CorpusFile:
    """Return a file that is no half of a pair."""
    source, name = candidate.source, candidate.format
    form = formats[name] if name is not None else None
    if name is None or form is None:
        return CorpusFile.unread(source.name, candidate.reason_not_read, encoding=source.encoding)
    assert not isinstance(form, FrameFormat), "its files have been found together"
    if isinstance(form, PairedFormat):
        reason = f"expected the other file that {name} needs beside it, found none"
        return CorpusFile.unread(source.name, reason, encoding=source.encoding)
    return CorpusFile.of(source, name, lambda: form.read(source))


def _sharing(
    candidates: Mapping[str, Candidate], name: str, form: FrameFormat
) -> dict[str, Iterator[CorpusFile]]:
    """Return the files that are read with what all of their folder say, which is read once."""
    sources = [candidate.source for candidate in candidates.values() if candidate.format == name]

    @cache
    def folder() -> FrameFolder:
        return form.read_folder([*sources, *_unasked(sources, form.suffix)])

    def file(source: Source) -> CorpusFile:
        return CorpusFile.of(
            source, name, lambda: form.read(source, folder()), lambda: form.part_of(source, folder())
        )

    return {source.name: iter((file(source),)) for source in sources}


def _unasked(sources: Sequence[Source], suffix: str) -> Iterator[Source]:
    """Yield the files of a suffix that lie beside those that were asked for."""
    names = {source.name for source in sources}
    for folder in {Path(name).parent for name in names}:
        for path in sorted(folder.glob(f"[!.]*{suffix}")):
            if str(path) not in names:
                with suppress(UnreadableFileError, *READING_ERRORS):
                    yield _source_at(path)


def _source_at(path: Path) -> Source:
    def opened() -> BinaryIO:
        return path.open("rb")

    return Source(str(path), opened, encoding_of(opened))


def _halves(
    candidates: Mapping[str, Candidate], name: str, form: PairedFormat
) -> dict[str, Iterator[CorpusFile]]:
    """Return the files that belong together: both under the name of the first, nothing under the second's."""
    sources = [candidate.source for candidate in candidates.values() if _may_be_half(candidate, name, form)]
    found: dict[str, Iterator[CorpusFile]] = {}
    for first, second in form.partners(sources).items():
        pair = candidates[first].source, candidates[second].source
        found[first], found[second] = _read_together(pair, name, form), iter(())
    return found


def _may_be_half(candidate: Candidate, name: str, form: PairedFormat) -> bool:
    if not form.is_plain:
        return candidate.format == name
    is_unknown = candidate.format is None and not is_prose_or_program(candidate.name)
    return is_unknown or candidate.format == name or candidate.format in MAY_BE_HALF


def _read_together(pair: tuple[Source, Source], name: str, form: PairedFormat) -> Iterator[CorpusFile]:
    first, second = pair
    lengths = (first.line_count(), second.line_count()) if form.needs_equal_length else (0, 0)
    if lengths[0] == lengths[1]:
        yield CorpusFile.of(first, name, lambda: form.read(first, second))
        yield CorpusFile.part(second, name, first.name)
        return
    yield _of_wrong_length(first, second, lengths)
    yield _of_wrong_length(second, first, lengths[::-1])


def _of_wrong_length(source: Source, other: Source, lengths: tuple[int, ...]) -> CorpusFile:
    reason = f"expected as many lines as in {other.name} ({lengths[1]}), found {lengths[0]}"
    return CorpusFile.unread(source.name, reason, encoding=source.encoding)
