"""The heat map: reply words down, source words across, shade for weight."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color, Lab, lab_to_rgb, rgb_to_lab
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from chatbot.reply import AttentionMap
from chatbot.text.label import fit, visible_label
from chatbot.tui.widgets.heatmap_grid import LEVELS, Column, Grid, lay_out, level

NOTHING = AttentionMap((), (), ())
"""The map before any reply."""

LEGEND_HEIGHT = 7
"""Below this many rows the legend gives its place to a word."""


class HeatMap(Widget):
    """Show one attention map; the chosen row carries digits as well as shades."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "heatmap--none",
        "heatmap--full",
        "heatmap--label",
        "heatmap--chosen",
    }

    class RowClicked(Message):
        """A row was clicked."""

        def __init__(self, row: int) -> None:
            """Tell which reply word the row belongs to."""
            super().__init__()
            self.row = row

    def __init__(self, legend: str) -> None:
        """Make an empty map; `legend` stands before the scale of shades."""
        super().__init__()
        self.legend = legend
        """Changed before the map is shown anew."""
        self._attention = NOTHING
        self._chosen = 0
        self._drawn: list[list[Segment]] = []

    def show(self, attention: AttentionMap, chosen: int) -> None:
        """Show a map that has weights, with one of its rows chosen."""
        self._attention = attention
        self._chosen = chosen
        self.refresh()

    @property
    def grid(self) -> Grid:
        """Where everything stands at the present size."""
        height = self.size.height - self._legend_rows
        return lay_out(self._attention, width=self.size.width, height=height, chosen=self._chosen)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw what is to be seen anew, from one layout."""
        self._drawn = list(self._draw(self.grid))
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Return a line of what was drawn; below it there is nothing."""
        segments = self._drawn[y] if y < len(self._drawn) else []
        if self._legend_rows and y == self.size.height - 1:
            segments = self._scale()
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Tell which word was clicked."""
        rows = self.grid.rows
        if 0 < event.y <= len(rows):
            self.post_message(self.RowClicked(rows[event.y - 1]))

    @property
    def _legend_rows(self) -> int:
        return 1 if self.size.height >= LEGEND_HEIGHT else 0

    def _draw(self, grid: Grid) -> Iterator[list[Segment]]:
        yield self._header(grid)
        shades = self._shades()
        for row in grid.rows:
            yield self._row(grid, row, shades)

    def _header(self, grid: Grid) -> list[Segment]:
        label = self.get_component_rich_style("heatmap--label")
        gap = Segment(" ", self.rich_style)
        segments = [Segment(" " * grid.label_width, label)]
        for column in grid.columns:
            is_first = column is grid.columns[0]
            segments.append(Segment("‹", label) if grid.hidden_left and is_first else gap)
            segments.append(Segment(column.label, label))
        return [*segments, Segment("›", label)] if grid.hidden_right else segments

    def _row(self, grid: Grid, row: int, shades: list[Style]) -> list[Segment]:
        is_chosen = row == self._chosen
        name = "heatmap--chosen" if is_chosen else "heatmap--label"
        label = fit(visible_label(self._attention.target_tokens[row]), grid.label_width)
        segments = [Segment(label, self.get_component_rich_style(name))]
        for column in grid.columns:
            segments.append(Segment(" ", self.rich_style))
            segments.append(self._cell(row, column, shades, with_digit=is_chosen))
        return segments

    def _cell(self, row: int, column: Column, shades: list[Style], *, with_digit: bool) -> Segment:
        step = level(self._attention.weights[row][column.index])
        digit = str(step) if with_digit and step else ""
        return Segment(digit.center(column.width), shades[step])

    def _scale(self) -> list[Segment]:
        segments = [Segment(f"{self.legend} ", self.get_component_rich_style("heatmap--label"))]
        return segments + [Segment(f"{step} ", shade) for step, shade in enumerate(self._shades())]

    def _shades(self) -> list[Style]:
        """Return the ten shades, equal steps of lightness whatever the theme's two ends are."""
        ends = [self.get_component_styles(name).background for name in ("heatmap--none", "heatmap--full")]
        low, high = (rgb_to_lab(self.background_colors[1] + end) for end in ends)
        return [_shade(low, high, step / (LEVELS - 1)) for step in range(LEVELS)]


def _shade(low: Lab, high: Lab, share: float) -> Style:
    lightness, a, b = (start + (end - start) * share for start, end in zip(low, high, strict=True))
    background = lab_to_rgb(Lab(lightness, a, b)).clamped
    text = Color.parse("black") if background.brightness > 0.5 else Color.parse("white")
    return Style(color=text.rich_color, bgcolor=background.rich_color)
