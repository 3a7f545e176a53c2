"""Lets Textual end lines where typography does."""

from __future__ import annotations

from textual import content

from chatbot.text.lines import line_breaks


def wrap_by_typography() -> None:
    """Have all text in widgets, notices and help among them, wrapped by `line_breaks`.

    Textual knows words between spaces alone: a line of Chinese would begin with a comma, and what stands
    between two spaces would move to the next line as one. It offers no choice but the function it calls.
    """
    content.divide_line = line_breaks  # type: ignore[attr-defined]  # Textual's own import of Rich's
