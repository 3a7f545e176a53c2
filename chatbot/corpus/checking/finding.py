"""One thing that a check has found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chatbot.corpus.blocks import Block, Frame

Severity = Literal["error", "advice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake to mend, or advice to think about, and where."""

    path: str
    line: int
    column: int | None
    """Counts from 1; None where a line, a block or a file is meant."""

    severity: Severity
    kind: str
    """What the check is called."""

    why: str

    @property
    def place(self) -> str:
        """Where it is: `file:line` or `file:line:column`."""
        return f"{self.path}:{self.line}" + (f":{self.column}" if self.column else "")


def on_frame(block: Block, frame: Frame, kind: str, why: str, severity: Severity = "advice") -> Finding:
    """Say something of a line."""
    return Finding(block.path, frame.line, None, severity, kind, why)


def on_block(block: Block, kind: str, why: str) -> Finding:
    """Give advice on an intent or a dialogue."""
    return Finding(block.path, block.line, None, "advice", kind, f"{block.kind} {block.name}: {why}")
