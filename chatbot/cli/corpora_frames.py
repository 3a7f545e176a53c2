"""What `chatbot corpora` does for writers of bots: check files of frames, and mark what is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.cells import set_cell_size

from chatbot.cli.options import cache_directory
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.corpus.checking.check import Check, TopicFigures, check
from chatbot.corpus.checking.words import words_once
from chatbot.corpus.corpus_file import CorpusFile
from chatbot.corpus.encodings import CODECS
from chatbot.corpus.formats import read_corpora
from chatbot.corpus.frames import SUFFIX
from chatbot.corpus.marking import lines_to_keep, marked
from chatbot.corpus.pairs import file_of
from chatbot.errors import CorpusError
from chatbot.files import write_whole
from chatbot.text.normalize import normalize
from chatbot.text.segment import SEGMENTERS

COLUMNS = ("intents", "dialogues", "frames", "wordings", "replies", "distinct_2", "findings")


def check_frames(paths: Sequence[Path], *, format_name: str | None, as_json: bool) -> None:
    """Print what a program can tell of the files of frames under the paths.

    A file that is named is compared with those beside it.

    Raises:
        CorpusError: there are none, or there are mistakes in them, which have been printed.
    """
    asked = {file.name for file in _files_of_frames(paths, format_name)}
    folders = [file.frames() for file in _files_of_frames(list(_with_those_beside(paths)), format_name)]
    segmenter = SEGMENTERS["jieba"](cache_directory(), "")
    checked = check(folders, lambda text: segmenter.segment(normalize(text))).of_files(asked)
    everything = words_once([block for folder in folders for block in folder.blocks])
    once = [(word, place) for word, place in everything if file_of(place) in asked]
    if as_json:
        answer_json(_document(checked, once))
    else:
        _tell(checked, len(once))
    if checked.errors:
        mistakes = "1 mistake" if checked.errors == 1 else f"{checked.errors:,} mistakes"
        raise CorpusError(", ".join(map(str, paths)), None, f"{mistakes} to mend, each named above")


def mark_frames(paths: Sequence[Path], *, format_name: str | None, seed: int) -> None:
    """Mark what is kept for measuring in the files of frames under the paths; all else in them stays.

    Raises:
        CorpusError: there are no files of frames, or one lies in an archive.
    """
    for file in _files_of_frames(paths, format_name):
        lines = {line for _, line in lines_to_keep(file.frames().blocks, seed=seed)}
        path = Path(file.name)
        if lines and not path.is_file():
            raise CorpusError(file.name, None, "lies in an archive; unpack it to mark what is kept")
        if lines:
            encoding = CODECS.get(file.encoding or "", file.encoding)
            write_whole(path, marked(path.read_bytes().decode(encoding or "utf-8"), lines))
        notice(f"{file.name}: {len(lines)} lines marked")


def _with_those_beside(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield first what lies beside files that are named: a clash is told of the later one."""
    for path in paths:
        if path.is_file() and path.suffix == SUFFIX:
            yield from (other for other in sorted(path.parent.glob(f"[!.]*{SUFFIX}")) if other not in paths)
    yield from paths


def _files_of_frames(paths: Sequence[Path], format_name: str | None) -> list[CorpusFile]:
    files = [file for file in read_corpora(paths, format_name=format_name) if file.format == "frames"]
    if not files:
        names = ", ".join(map(str, paths))
        raise CorpusError(names, None, "expected files of frames (*.frames), found none")
    return files


def _document(checked: Check, once: Sequence[tuple[str, str]]) -> dict[str, object]:
    return {
        "errors": checked.errors,
        "advice": len(checked.findings) - checked.errors,
        "findings": [asdict(finding) for finding in checked.findings],
        "topics": [{**asdict(topic), "paths": sorted(topic.paths)} for topic in checked.topics],
        "distinct_2": checked.distinct_2,
        "words_once": [{"word": word, "place": place} for word, place in once],
    }


def _tell(checked: Check, once: int) -> None:
    for finding in checked.findings:
        answer(f"{finding.place}: {finding.severity}: {finding.kind}: {finding.why}")
    by_language: dict[str, list[TopicFigures]] = defaultdict(list)
    for topic in checked.topics:
        by_language[topic.language].append(topic)
    for language, topics in by_language.items():
        answer("")
        answer(_row(f"{language}: topic", *COLUMNS))
        for topic in topics:
            answer(_row(topic.topic, *(getattr(topic, name) for name in COLUMNS)))
        sums = [sum(getattr(topic, name) for topic in topics) for name in COLUMNS[:-2]]
        findings = sum(topic.findings for topic in topics)
        answer(_row("in all", *sums, checked.distinct_2[language], findings))
    answer(f"\n{once:,} words come once, as slips of the pen do; --json names them")
    answer(f"{checked.errors:,} errors, {len(checked.findings) - checked.errors:,} pieces of advice")


def _row(label: str, *cells: object) -> str:
    figures = (f"{cell:10.2f}" if isinstance(cell, float) else f"{cell!s:>10}" for cell in cells)
    return set_cell_size(label, 28) + " ".join(figures)
