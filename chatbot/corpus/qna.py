"""QnA Maker's markdown: `## ? question`, further wordings as `- question`, and one answer between fences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

LEAST_SHARE = 0.5
"""Share of headings that must be questions."""

NO_ANSWER = "expected an answer between ``` lines"

_QUESTION = re.compile(r"#+\s*\?\s*(.*)")
_WORDING = re.compile(r"[-*+]\s+(.*)")
_FENCE = re.compile(r"\s*```(?:markdown)?\s*")
_HEADING = re.compile(r"\s*\*\*.*\*\*\s*")


def matches(head: Head) -> bool:
    """Recognise a question heading and a fenced answer."""
    headings = [line for line in head.lines if line.startswith("#")]
    questions = sum(1 for line in headings if _QUESTION.fullmatch(line))
    is_qna = questions > 0 and questions >= LEAST_SHARE * len(headings)
    return is_qna and any(map(_FENCE.fullmatch, head.lines))


@dataclass(slots=True)
class _Block:
    """The wordings of one question, and the lines of its answer."""

    wordings: list[tuple[int, str]] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    part: str = "wordings"
    """Where reading stands: in the wordings, in the filters, in the answer or past it."""

    def add(self, number: int, line: str) -> None:
        """Take one more line."""
        if _FENCE.fullmatch(line):
            self.part = "end" if self.part == "answer" else "answer"
        elif self.part == "answer":
            self.answer.append(line)
        elif _HEADING.fullmatch(line):
            # What follows a heading such as **Filters:** looks like wordings and is not.
            self.part = "filters"
        elif self.part == "wordings" and (wording := _WORDING.fullmatch(line)):
            self.wordings.append((number, wording[1]))


def read(source: Source) -> Iterator[Conversation]:
    """Read a conversation for each wording: the wording and the answer."""
    block = _Block()
    for number, line in source.lines():
        question = _QUESTION.fullmatch(line) if block.part != "answer" else None
        if question:
            yield from _conversations(block, source)
            block = _Block([(number, question[1])])
        else:
            block.add(number, line)
    yield from _conversations(block, source)


def _conversations(block: _Block, source: Source) -> Iterator[Conversation]:
    answer = "\n".join(block.answer).strip()
    for number, wording in block.wordings:
        if answer:
            yield Conversation.alternating((wording, answer), source.place(number))
        else:
            source.skip(NO_ANSWER, number)
