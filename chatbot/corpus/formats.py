"""Every format of dialogue in one table, and how a file finds its own.

Content decides, never the name: each format says whether the beginning of a file, or its first JSON record,
is its own. The table is asked from top to bottom, formats with marks of their own before plain text. Names
only tell which files belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from chatbot.corpus import (
    alternating,
    blank_lines,
    camrest,
    chatterbot,
    commonsense,
    conv,
    cornell,
    crosswoz,
    csv_table,
    dailydialog,
    fields,
    frames,
    jsonl,
    kdconv,
    kvret,
    labelled,
    lccc,
    meld,
    messages,
    parallel,
    pipes,
    qna,
    question_answer,
    schema_guided,
    tagged,
    taskmaster,
    topical_chat,
    tsv,
)
from chatbot.corpus.corpus_file import CorpusFile, FileReport
from chatbot.corpus.folder import files_of_folder
from chatbot.corpus.format_kinds import Format, FrameFormat, PairedFormat, RecordFormat, TextFormat
from chatbot.corpus.walk import entries_under
from chatbot.dialogue import Conversation
from chatbot.errors import CorpusError

FORMATS: dict[str, Format] = {
    "frames": FrameFormat(
        frames.matches, frames.read_folder, frames.read, frames.part_of, suffix=frames.SUFFIX
    ),
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
    "fields": RecordFormat(fields.matches, fields.read),
    "lccc": RecordFormat(lccc.matches, lccc.read),
    "dailydialog": TextFormat(dailydialog.matches, dailydialog.read),
    "cornell": PairedFormat(cornell.matches, cornell.partners, cornell.read),
    "conv": TextFormat(conv.matches, conv.read),
    "question-answer": TextFormat(question_answer.matches, question_answer.read),
    "qna": TextFormat(qna.matches, qna.read),
    "chatterbot": TextFormat(chatterbot.matches, chatterbot.read),
    "tagged": TextFormat(tagged.matches, tagged.read),
    "labelled": TextFormat(labelled.matches, labelled.read),
    "meld": TextFormat(meld.matches, meld.read),
    "tsv": TextFormat(tsv.matches, tsv.read, is_plain=True),
    "pipes": TextFormat(pipes.matches, pipes.read, is_plain=True),
    "csv": TextFormat(csv_table.matches, csv_table.read, is_plain=True),
    "blank-lines": TextFormat(blank_lines.matches, blank_lines.read, is_plain=True),
    "alternating": TextFormat(alternating.matches, alternating.read, is_plain=True),
    "parallel": PairedFormat(
        parallel.matches, parallel.partners, parallel.read, is_plain=True, needs_equal_length=True
    ),
}
"""Every format by the name `--format` knows it by, in the order in which a file tries them."""


def read_corpora(paths: Sequence[Path], *, format_name: str | None = None) -> Iterator[CorpusFile]:
    """Yield every file under the paths with its format; nothing but its beginning has been read.

    Raises:
        CorpusError: a path does not exist, or a directory is empty.
    """
    for _, entries in groupby(entries_under(paths), key=lambda entry: entry.folder):
        yield from files_of_folder(list(entries), FORMATS, format_name=format_name)


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
    yield from conversations_in(read_corpora(paths, format_name=format_name), paths, on_file=on_file)


def conversations_in(
    files: Iterable[CorpusFile],
    paths: Sequence[Path],
    *,
    on_file: Callable[[FileReport], None] = lambda report: None,
) -> Iterator[Conversation]:
    """Yield every conversation of files; `on_file` hears of each file when it has been read.

    Raises:
        CorpusError: there is not one pair in all the files under the paths.
    """
    pairs = 0
    skipped = ""
    for file in files:
        yield from file.conversations()
        report = file.report()
        pairs += report.pairs
        skipped = skipped or "".join(f"; {place}: {reason}" for reason, place in report.first_skipped.items())
        on_file(report)
    if not pairs:
        names = ", ".join(map(str, paths))
        raise CorpusError(names, None, f"expected at least one prompt and its reply, found none{skipped}")
