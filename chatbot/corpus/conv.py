"""`.conv` files of subtitles and chat logs: a line `E` begins a conversation, each line `M text` is a turn.

Some files cut the words by `/`, as in `M 呵/呵`; that is taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatbot.corpus.sections import sections
from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

LEAST_SHARE = 0.9
"""Share of lines that must be `E` or begin with `M`."""

LEAST_CUT_SHARE = 0.5
"""Share of turns of several Han characters that must have a `/` between two if words are cut."""

_HAN = r"[\u3400-\u9fff]"
_CUT = re.compile(rf"{_HAN}/{_HAN}")
_SEVERAL_HAN = re.compile(rf"{_HAN}.*{_HAN}")


def matches(head: Head) -> bool:
    """Recognise a file that begins with `E` and goes on with `M` lines."""
    lines = head.filled()
    return len(lines) > 1 and _is_beginning(lines[0]) and head.share(_is_known) >= LEAST_SHARE


def read(source: Source) -> Iterator[Conversation]:
    """Read the conversations; an `E` without turns is none."""
    is_cut = _has_cut_words(source.head())
    for section in sections(source.lines(), _is_beginning):
        said = []
        for number, line in section:
            if _is_known(line):
                said.append(line[2:].replace("/", "") if is_cut else line[2:])
            elif line.strip():
                source.skip("expected a line E, or M and a text", number)
        if said:
            yield Conversation.alternating(said, source.place(section[0][0]))


def _is_beginning(line: str) -> bool:
    return line.strip() == "E"


def _is_known(line: str) -> bool:
    return line.strip() in ("E", "M") or line.startswith(("M ", "M\t"))


def _has_cut_words(head: Head) -> bool:
    several = [line for line in head.lines if _SEVERAL_HAN.search(line)]
    cut = sum(1 for line in several if _CUT.search(line))
    return bool(several) and cut >= LEAST_CUT_SHARE * len(several)
