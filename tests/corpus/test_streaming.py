"""Files are read as a stream: what comes later is not waited for, and what was read is not kept."""

from __future__ import annotations

import io
import tracemalloc
from itertools import islice
from pathlib import Path
from typing import cast

import pytest

from chatbot.corpus import conv
from chatbot.corpus.corpus_file import CorpusFile
from chatbot.corpus.format_kinds import RecordFormat, TextFormat
from chatbot.corpus.formats import FORMATS, read_conversations
from chatbot.corpus.source import Source

SHAPES = {
    "tsv": ("", "你好 {n}\thello number {n} 号\n"),
    "jsonl": ("", '{{"turns": ["你好 {n}", "hello number {n} 号"]}}\n'),
    "lccc": ("[", '["你好 {n}", "hello number {n} 号"],\n'),
    "lccc, by split": ('{"train": [', '["你好 {n}", "hello number {n} 号"],\n'),
    "kdconv, by key": ("{", '"{n}": {{"messages": [{{"message": "你好"}}, {{"message": "hi {n}"}}]}},\n'),
    "chatterbot": ("conversations:\n", "- - 你好 {n}\n  - hello number {n} 号\n"),
    "csv": ("question,answer\n", '你好 {n},"hello number {n} 号"\n'),
    "conv": ("E\n", "M 你好 {n} hello\nE\n"),
    "dailydialog": ("", "你好 {n} __eou__ hello __eou__\n"),
}


class Endless(io.RawIOBase):
    """A file that never ends."""

    def __init__(self, start: str, record: str) -> None:
        self._pending = start.encode()
        self._record = record
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while len(self._pending) < len(buffer):
            records = (self._record.format(n=n) for n in range(self._count, self._count + 1000))
            self._pending += "".join(records).encode()
            self._count += 1000
        buffer[:] = self._pending[: len(buffer)]
        self._pending = self._pending[len(buffer) :]
        return len(buffer)


@pytest.mark.parametrize("shape", SHAPES)
def test_conversations_come_before_the_file_ends(shape: str) -> None:
    name = shape.partition(",")[0]
    source = Source("x", lambda: io.BufferedReader(Endless(*SHAPES[shape])), "utf-8")
    file = CorpusFile.of(source, name, lambda: cast(TextFormat | RecordFormat, FORMATS[name]).read(source))

    talks = list(islice(file.conversations(), 201))

    assert len(talks) == 201
    assert all("你好" in talk.turns[0].text for talk in talks)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "x"
    peaks = []
    for length in (12_000, 20_000):
        file.write_text("[" + '["你好", "hello 你好"],\n' * length + '["a", "b"]]', encoding="utf-8")
        tracemalloc.start()
        assert sum(1 for _ in read_conversations([file])) == length + 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    # All conversations at once would take 4 MB more.
    assert peaks[1] < peaks[0] + 1_500_000


def test_a_conversation_without_end_is_cut() -> None:
    source = Source("x", lambda: io.BufferedReader(Endless("E\n", "M 你好 {n} hello\n")), "utf-8")

    first, second = islice(conv.read(source), 2)

    assert (len(first.turns), first.source, second.source) == (10_000, "x:2", "x:10002")
