"""Words as labels: one line, seen, and cut to a number of terminal cells."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from chatbot.text.normalize import printable

SPACE_LABELS = {"<space>": "␣"}
"""What the tokenizer calls a space of its own, as it is seen: like the space that is a piece."""

DOTTED_CIRCLE = "\N{DOTTED CIRCLE}"
"""Carries a mark that has no letter to stand on, as in a font's tables."""


def visible_label(token: str) -> str:
    """Return a token as a label: one line, nothing invisible, nothing that joins its neighbour."""
    text = SPACE_LABELS.get(token) or " ".join(printable(token).split())
    if not text or not cell_len(text):
        return " ".join(f"U+{ord(character):04X}" for character in token) or DOTTED_CIRCLE
    return DOTTED_CIRCLE + text if not cell_len(text[0]) else text


def shortened(label: str, widest: int) -> str:
    """Return a label in at most `widest` cells, ended by an ellipsis where it was cut."""
    if cell_len(label) <= widest:
        return label
    return _cut(label, widest - 1).rstrip() + "…"


def fit(label: str, width: int) -> str:
    """Return a label in exactly `width` cells: padded on its right, or cut and ended by an ellipsis."""
    if cell_len(label) <= width:
        return set_cell_size(label, width)
    return _cut(label, width - 1) + "…"


def fit_middle(label: str, width: int) -> str:
    """Return a label in exactly `width` cells: padded, or its beginning and its end about an ellipsis."""
    if cell_len(label) <= width:
        return set_cell_size(label, width)
    end = _cut(label[::-1], (width - 1) // 2)[::-1].lstrip()
    while end and not cell_len(end[0]):  # A mark whose letter was cut off would join the ellipsis.
        end = end[1:]
    return set_cell_size(f"{_cut(label, width - 1 - cell_len(end))}…{end}", width)


def _cut(label: str, width: int) -> str:
    """Return the beginning of a label in `width` cells; a joiner at its end would join what follows."""
    return set_cell_size(label, width).rstrip("\N{ZERO WIDTH JOINER}")
