"""Our grammar for bots: `*.frames`, in which a line stands for many ways to say something.

What is counted as a conversation of such a file is one fixed draw: each frame once with one of its replies.
Training draws afresh (`drawing.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from chatbot.corpus.drawing import fixed_conversations
from chatbot.corpus.frame_file import read_file
from chatbot.corpus.frame_folder import FrameFolder, put_together
from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

SUFFIX = ".frames"

_BEGINNING = re.compile(
    r"language[ \t]*[:：][^\n]*\n(?:\s|#[^\n]*\n)*(?:topic|intent|dialogue|slot)[ \t]*[:：]"
)
_COMMENTS = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*")


def matches(head: Head) -> bool:
    """Recognise the name, or the header."""
    text = head.text.removeprefix("\ufeff")
    begin = _COMMENTS.match(text)
    assert begin is not None, "it matches nothing as well"
    return PurePath(head.name).suffix == SUFFIX or _BEGINNING.match(text, begin.end()) is not None


def read_folder(sources: Sequence[Source]) -> FrameFolder:
    """Read the files of a folder, which belong together."""
    return put_together([read_file(source.name, source.lines()) for source in sources])


def read(source: Source, folder: FrameFolder) -> Iterator[Conversation]:
    """Read the fixed draws of one file's blocks; what cannot be used is skipped."""
    own = part_of(source, folder)
    for problem in own.problems:
        source.skipped.add(problem.why, problem.place)
    for block in own.blocks:
        yield from fixed_conversations(block)


def part_of(source: Source, folder: FrameFolder) -> FrameFolder:
    """Return what stands in one file."""
    return FrameFolder(
        tuple(block for block in folder.blocks if block.path == source.name),
        tuple(problem for problem in folder.problems if problem.path == source.name),
    )
