"""Shares as bars, drawn in eighths of a terminal cell."""

from __future__ import annotations

EIGHTHS = "▏▎▍▌▋▊▉█"
"""One eighth of a cell to the whole of it."""


def bar(share: float, width: int) -> str:
    """Return a bar of exactly `width` cells, `share` of them, 0 to 1, filled from the left."""
    filled = round(max(0.0, min(share, 1.0)) * width * len(EIGHTHS))
    whole, rest = divmod(filled, len(EIGHTHS))
    return ("█" * whole + (EIGHTHS[rest - 1] if rest else "")).ljust(width)
