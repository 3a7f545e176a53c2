"""What a study learns from files of pairs: prepared as `chatbot train` does it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.cli.options import cache_directory
from chatbot.cli.study_options import StudyOptions
from chatbot.cli.train_display import TrainDisplay
from chatbot.corpus.formats import conversations_in, read_corpora
from chatbot.text.segment import JiebaSegmenter

if TYPE_CHECKING:
    from chatbot.corpus.corpus_file import FileReport
    from chatbot.training.study import Task


def corpus_task(data: Path, options: StudyOptions, display: TrainDisplay) -> Task:
    """Read, filter and encode the files into a folder; the tests are of their held-out conversations.

    Raises:
        CorpusError: fewer than two pairs are worth learning.
    """
    from chatbot.model.card import CorpusFingerprint
    from chatbot.training import recipe
    from chatbot.training.prepare import prepare
    from chatbot.training.study import Task, held_out_tests

    plan = options.plan()
    reports: list[FileReport] = []
    files = list(read_corpora(options.paths, format_name=options.format_name))
    blocks = tuple(block for file in files for block in file.frames().blocks)
    prepared = prepare(
        conversations_in(files, options.paths, on_file=reports.append),
        data,
        JiebaSegmenter(cache_directory()),
        plan,
        display.prepared,
        blocks,
    )
    if prepared.measures_memory:
        display.line("too few conversations to hold any out: tested on pairs that were learnt")
    tokenizer = prepared.tokenizer
    return Task(
        prepared=prepared,
        tests=held_out_tests(tokenizer, prepared.data.held_out, options.tests),
        model=recipe.model_config(
            prepared.characters, vocabulary=tokenizer.vocabulary_size, attention=options.attention[0]
        ),
        plan=plan,
        corpora=tuple(CorpusFingerprint.of(report.path) for report in reports if report.pairs),
    )
