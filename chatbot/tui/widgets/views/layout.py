"""Text beside what stands before it."""

from __future__ import annotations

from textual.content import Content


def beside(head: Content, *texts: Content, width: int) -> list[Content]:
    """Lay texts out one below the other in `width` cells, all of them to the right of a head."""
    lines = [line for text in texts for line in text.wrap(max(2, width - head.cell_length))]
    indent = Content(" " * head.cell_length)
    return [(indent if number else head) + line for number, line in enumerate(lines)]
