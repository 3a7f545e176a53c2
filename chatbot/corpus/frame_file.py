"""A file of frames, line by line: its header, its blocks, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

from chatbot.corpus.blocks import Block, Exchange, Frame, Kind, SlotList, Slots
from chatbot.corpus.grammar import GrammarError, parse

_HEADER = re.compile(r"(language|topic|intent|dialogue|slot)[ \t]*[:：](.*)")
_UNKNOWN_HEADER = re.compile(r"([a-z]+)[ \t]*[:：][ \t]*[\w-]*")
_NAME = re.compile(r"[\w.-]+")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that cannot be used as it is written."""

    path: str
    line: int
    column: int | None
    """Counts from 1; None where the whole line is meant."""

    why: str

    @property
    def place(self) -> str:
        """Where it is: `file:line` or `file:line:column`."""
        return f"{self.path}:{self.line}" + (f":{self.column}" if self.column else "")


@dataclass(slots=True)
class FrameFile:
    """What was read of one file."""

    path: str
    language: str = ""
    topic: str = ""
    blocks: list[Block] = field(default_factory=list)
    slots: Slots = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_file(path: str, lines: Iterable[tuple[int, str]]) -> FrameFile:
    """Read the numbered lines of a file; what is wrong stands in its problems, and is left out."""
    reader = _Reader(FrameFile(path, topic=PurePath(path).stem))
    for number, line in lines:
        reader.read(number, line)
    reader.end_block()
    return reader.file


@dataclass(slots=True)
class _Open:
    """The block that is being read."""

    kind: str
    name: str
    line: int
    turns: list[tuple[bool, list[Frame]]] = field(default_factory=list)
    """Whether the bot speaks, and its or the person's lines."""

    values: dict[str, None] = field(default_factory=dict)


class _Reader:
    def __init__(self, file: FrameFile) -> None:
        self.file = file
        self._open: _Open | None = None

    def read(self, number: int, line: str) -> None:
        text = line.strip().removeprefix("\ufeff")
        if not text or text.startswith("#"):
            return
        header = _HEADER.fullmatch(line.rstrip())
        unknown = _UNKNOWN_HEADER.fullmatch(line.rstrip())
        if header:
            self._header(number, header[1], header[2].strip())
        elif unknown:
            self._problem(number, f"expected language, topic, intent, dialogue or slot, found {unknown[1]!r}")
        elif self._open is None:
            self._problem(number, "expected a line such as `intent: NAME` before what is said")
        elif self._open.kind == "slot":
            self._open.values[_ESCAPED.sub(r"\1", text)] = None
        else:
            self._said(number, text, line.index(text) + 1, self._open)

    def end_block(self) -> None:
        """Close the block that is being read."""
        block, self._open = self._open, None
        if block is None:
            return
        if block.kind == "slot":
            self._end_slot(block)
        elif not self.file.language:
            self._problem(block.line, "expected a line `language: en` (or zh) before the first block")
        else:
            self._end_turns(block)

    def _header(self, number: int, kind: str, name: str) -> None:
        self.end_block()
        if not _NAME.fullmatch(name):
            self._problem(
                number, f"expected a name after `{kind}:`, of letters, digits, . _ and -, found {name!r}"
            )
            # Its lines are read all the same, so that what is wrong with them is told at once.
            name = ""
        if kind == "language":
            self.file.language = name
        elif kind == "topic":
            self.file.topic = name
        else:
            self._open = _Open(kind, name, number)

    def _said(self, number: int, text: str, column: int, block: _Open) -> None:
        is_bot, is_kept = text.startswith(">"), text.startswith("~")
        written = text[1:].lstrip() if is_bot or is_kept else text
        column += len(text) - len(written)
        try:
            frame = Frame(parse(written), written, number, column, is_kept)
        except GrammarError as error:
            self._problem(number, error.why, column + error.column)
            return
        if not block.turns or block.turns[-1][0] != is_bot:
            block.turns.append((is_bot, []))
        block.turns[-1][1].append(frame)

    def _end_slot(self, block: _Open) -> None:
        if not block.values:
            self._problem(block.line, f"slot {block.name}: expected a value a line, found none")
        elif block.name in self.file.slots:
            self._problem(
                block.line, f"slot {block.name}: stands at line {self.file.slots[block.name].line} already"
            )
        elif block.name:
            self.file.slots[block.name] = SlotList(tuple(block.values), self.file.path, block.line)

    def _end_turns(self, block: _Open) -> None:
        label = f"{block.kind} {block.name}"
        turns = block.turns
        if not turns or turns[0][0]:
            self._problem(block.line, f"{label}: expected it to begin with what a person says")
            return
        if len(turns) % 2:
            self._problem(block.line, f"{label}: expected it to end with replies, lines that begin with >")
            turns = turns[:-1]
        if block.kind == "intent" and len(turns) > 2:
            self._problem(block.line, f"{label}: has several exchanges; write `dialogue: {block.name}`")
        elif turns and block.name:
            exchanges = tuple(
                Exchange(tuple(said), tuple(answers))
                for (_, said), (_, answers) in zip(turns[::2], turns[1::2], strict=True)
            )
            kind: Kind = "intent" if block.kind == "intent" else "dialogue"
            self.file.blocks.append(
                Block(
                    kind,
                    block.name,
                    self.file.path,
                    block.line,
                    self.file.language,
                    self.file.topic,
                    exchanges,
                )
            )

    def _problem(self, line: int, why: str, column: int | None = None) -> None:
        self.file.problems.append(Problem(self.file.path, line, column, why))
