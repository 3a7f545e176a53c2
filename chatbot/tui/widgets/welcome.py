"""What an empty conversation says: the keys, in five lines."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from chatbot.tui.wording import Wording


def welcome_line(wording: Wording, number: int) -> Content:
    """Lay out one of the lines, from 0, a key and its act: all of them make two columns."""
    lines = wording.personal.welcome_keys
    width = max(cell_len(key) for key, _ in lines)
    key, act = lines[number]
    return Content.assemble("  ", (set_cell_size(key, width), "bold $text-accent"), f"  {act}")
