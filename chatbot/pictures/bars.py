"""A table of figures as a picture: one bar a figure, by groups, in SVG that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.pictures.svg import FONTS, xml

ROW, GAP, LABEL, BAR, MARGIN = 22, 26, 220, 320, 16
"""Heights of a row and between groups; widths of the labels and of the longest bar; in pixels."""

_STYLE = (
    f"text {{ font: 13px {FONTS}; fill: #222 }}"
    ".name { font-weight: 600 } .first { fill: #2f6fdb } .second { fill: #d9822b } .ground { fill: #fff }"
    "@media (prefers-color-scheme: dark) { text { fill: #ddd } .ground { fill: #111 } }"
)


@dataclass(frozen=True, slots=True)
class BarRow:
    """One figure."""

    label: str
    values: tuple[float, ...]
    """One, or two to be compared."""


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Figures that share a scale."""

    title: str
    rows: tuple[BarRow, ...]


def draw_bars(title: str, groups: Sequence[BarGroup]) -> str:
    """Draw groups of figures, each scaled to the greatest of its group."""
    parts, y = [], MARGIN + ROW
    parts.append(_text(MARGIN, y, title, "name"))
    for group in groups:
        y += GAP
        parts.append(_text(MARGIN, y, group.title, "name"))
        greatest = max((abs(value) for row in group.rows for value in row.values), default=0.0)
        for row in group.rows:
            parts.append(_text(MARGIN, y + ROW, row.label))
            for number, value in enumerate(row.values):
                y += ROW
                parts.append(_bar(y, value, greatest, "second" if number else "first"))
    width, height = 2 * MARGIN + LABEL + BAR + 90, y + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img">\n<style>{_STYLE}</style>\n'
        f'<rect class="ground" width="{width}" height="{height}"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _bar(y: int, value: float, greatest: float, kind: str) -> str:
    length = round(BAR * abs(value) / greatest, 1) if greatest else 0
    left = MARGIN + LABEL
    bar = f'<rect class="{kind}" x="{left}" y="{y - 13}" width="{length}" height="15" rx="2"/>'
    return bar + _text(left + length + 6, y, f"{value:.4g}")


def _text(x: float, y: int, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y}"{named}>{xml(text)}</text>'
