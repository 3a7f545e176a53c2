"""Lets Textual end lines where typography does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import content

from chatbot.tui.later import Later

if TYPE_CHECKING:
    from chatbot.text import lines
else:
    lines = Later("chatbot.text.lines")


def wrap_by_typography() -> None:
    """Have all text in widgets, notices and help among them, wrapped by `line_breaks`.

    Textual knows words between spaces alone: a line of Chinese would begin with a comma, and what stands
    between two spaces would move to the next line as one. It offers no choice but the function it calls.
    """
    content.divide_line = _line_breaks  # type: ignore[attr-defined]  # Textual's own import of Rich's


def _line_breaks(text: str, width: int, fold: bool = True) -> list[int]:
    # What fits, as all of the first frame does, waits for no tables of characters.
    return [] if cell_len(text) <= width else lines.line_breaks(text, width, fold)
