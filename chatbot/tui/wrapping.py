"""Lets Textual end lines where typography does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich._wrap import divide_line
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
    content.divide_line = divided  # type: ignore[attr-defined]  # Textual's own import of Rich's


def divided(text: str, width: int, fold: bool = True) -> list[int]:
    """Return what `line_breaks` does."""
    # What fits, and English words, as all of the first frame are, wait for no tables of characters.
    if cell_len(text) <= width:
        return []
    if text.isascii() and not text[0].isspace() and all(len(word) <= width for word in text.split()):
        return divide_line(text, width, fold)
    return lines.line_breaks(text, width, fold)
