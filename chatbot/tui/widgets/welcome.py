"""What an empty conversation says: the keys, in five lines."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from chatbot.tui.wording import Wording


def welcome(wording: Wording) -> list[Content]:
    """Lay out keys and acts in two columns, one line each."""
    lines = wording.personal.welcome_keys
    width = max(cell_len(key) for key, _ in lines)
    return [
        Content.assemble((set_cell_size(key, width), "bold $text-accent"), f"  {act}") for key, act in lines
    ]
