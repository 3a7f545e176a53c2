"""The attention of a reply as a picture of letters: reply words down, source words across.

Width is counted in terminal cells, since a Chinese character or an emoji takes two. On a terminal the cells
are shaded as well; elsewhere there is no colour code.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

from chatbot.pictures.palette import DARK, STEPS, css_of, ink_on, shade
from chatbot.reply import AttentionMap
from chatbot.text.label import fit, shortened, visible_label

LEGEND = "7 is 0.65 to 0.75 of a row's attention, 9 is all above, . is 0.01 to 0.05"
"""What the digits say."""

LEAST_SHOWN = 0.01
"""A weight below this leaves its place blank."""

WIDEST_LABEL = 3
"""A word takes at most one part in so many of the picture's width."""

LEVELS = 9
"""The highest digit."""

GAP = " "
"""Between two columns."""


def print_attention(attention: AttentionMap) -> None:
    """Print the picture to standard output, a blank line above and below it, as wide as the terminal is."""
    width = shutil.get_terminal_size().columns
    # Rich leaves colours out where standard output is no terminal, or NO_COLOR is set.
    console = Console(file=sys.stdout, width=max(width, cell_len(LEGEND)), highlight=False)
    for line in ("", *paint_attention(attention, width=width), ""):
        console.print(line, no_wrap=True, crop=False, soft_wrap=True)


def draw_attention(attention: AttentionMap, *, width: int) -> list[str]:
    """Return the lines of a picture at most `width` cells wide, without colours."""
    return [line.plain.rstrip() for line in paint_attention(attention, width=width)]


def paint_attention(attention: AttentionMap, *, width: int) -> list[Text]:
    """Return the lines of a picture at most `width` cells wide; columns that do not fit come below.

    The last line says what the digits mean, whatever its width.
    """
    widest = max(1, width // WIDEST_LABEL)
    source = [shortened(visible_label(token), widest) for token in attention.source_tokens]
    target = [shortened(visible_label(token), widest) for token in attention.target_tokens]
    label_width = max(map(cell_len, target))
    lines: list[Text] = []
    for start, end in _blocks([cell_len(token) for token in source], width - label_width):
        lines.append(_line(" " * label_width, [Text(token) for token in source[start:end]]))
        for label, weights in zip(target, attention.weights, strict=True):
            cells = [
                _cell(weight, cell_len(column))
                for weight, column in zip(weights[start:end], source[start:end], strict=True)
            ]
            lines.append(_line(fit(label, label_width), cells))
        lines.append(Text())
    return [*lines, Text(LEGEND)]


def _blocks(widths: Sequence[int], room: int) -> list[tuple[int, int]]:
    """Split columns into runs (start, end) that fit into `room` cells, the gaps before them included."""
    blocks: list[tuple[int, int]] = []
    start, taken = 0, 0
    for index, width in enumerate(widths):
        if index > start and taken + len(GAP) + width > room:
            blocks.append((start, index))
            start, taken = index, 0
        taken += len(GAP) + width
    return [*blocks, (start, len(widths))]


def _line(label: str, cells: Sequence[Text]) -> Text:
    line = Text(GAP).join([Text(label), *cells])
    line.rstrip()
    return line


def _cell(weight: float, width: int) -> Text:
    """Return the digit of a weight in the middle of its column, shaded where it is strong enough for one."""
    level = min(LEVELS, int(weight * 10 + 0.5))
    if level:
        return Text(str(level).center(width), style=_style(level))
    return Text(("." if weight >= LEAST_SHOWN else " ").center(width))


def _style(level: int) -> Style:
    colour = shade(DARK, level * STEPS // LEVELS)
    return Style(color=css_of(ink_on(colour)), bgcolor=css_of(colour))
