"""The heat map: reply words down, source words across, shade for weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from chatbot.reply import AttentionMap
from chatbot.text.label import fit, visible_label
from chatbot.tui.widgets.heatmap_grid import (
    COLUMN_MINIMUM,
    NUMBER_WIDTH,
    Column,
    Grid,
    lay_out,
    number,
    strongest,
)
from chatbot.tui.widgets.shades import SHADE_CLASSES, level, shades

NOTHING = AttentionMap((), (), ())
"""The map before any reply."""

LEGEND_HEIGHT = 7
"""Below this many rows the legend gives its place to a word."""

NONE_CHOSEN = range(0)


@dataclass(frozen=True, slots=True)
class Inks:
    """In which styles a map is drawn; to ask the style sheet for every cell takes longer than to draw it."""

    gap: Segment
    """Stands between two cells."""

    shades: tuple[Style, ...]

    @classmethod
    def of(cls, widget: Widget) -> Inks:
        """Ask a widget for them."""
        return cls(Segment(" ", widget.rich_style), tuple(shade.rich_style for shade in shades(widget)))


class HeatMap(Widget):
    """Show one attention map; the chosen rows and columns carry digits as well as shades."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*SHADE_CLASSES, "heatmap--label", "heatmap--chosen"}

    class RowClicked(Message):
        """A row was clicked."""

        def __init__(self, row: int) -> None:
            """Tell which reply word the row belongs to."""
            super().__init__()
            self.row = row

    class ColumnClicked(Message):
        """A column, or its cell in a row, was clicked."""

        def __init__(self, column: int) -> None:
            """Tell which source word the column belongs to."""
            super().__init__()
            self.column = column

    def __init__(self, legend: str) -> None:
        """Make an empty map; `legend` stands before the scale of shades."""
        super().__init__()
        self.legend = legend
        """Changed before the map is shown anew."""
        self.has_numbers = False
        """Whether every weight is told as a number; changed before the map is shown anew."""
        self._attention = NOTHING
        self._rows = NONE_CHOSEN
        self._columns = NONE_CHOSEN
        self._laid_out: tuple[Size, Grid] | None = None
        self._inks: Inks | None = None

    def show(self, attention: AttentionMap, row: int, column: int | None = None) -> None:
        """Show a map that has weights, with one of its rows chosen, and maybe a column."""
        columns = NONE_CHOSEN if column is None else range(column, column + 1)
        self.show_runs(attention, range(row, row + 1), columns)

    def show_runs(self, attention: AttentionMap, rows: range, columns: range) -> None:
        """Show a map that has weights, with a run of its rows chosen, and maybe one of its columns."""
        self._attention = attention
        self._rows = rows
        self._columns = columns
        self._laid_out = None
        self.refresh()

    @property
    def rows(self) -> range:
        """The rows that are chosen."""
        return self._rows

    @property
    def columns(self) -> range:
        """The columns that are chosen; maybe none."""
        return self._columns

    @property
    def grid(self) -> Grid:
        """Where everything stands at the present size: what is chosen is in view.

        Where no column is chosen, the one that the first chosen row looked at most is.
        """
        if self._laid_out is None or self._laid_out[0] != self.size:
            self._laid_out = self.size, self._lay_out()
        return self._laid_out[1]

    def notify_style_update(self) -> None:
        """Draw in the colours there are now."""
        self._inks = None
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Draw one line; it is asked for only where it has changed. Below the map there is nothing."""
        grid = self.grid
        segments: list[Segment] = []
        if self._legend_rows and y == self.size.height - 1:
            segments = self._scale()
        elif y == 0:
            segments = self._header(grid)
        elif y <= len(grid.rows):
            segments = self._row(grid, grid.rows[y - 1])
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Tell which words were clicked."""
        grid = self.grid
        column = grid.column_at(event.x)
        if column is not None and event.y <= len(grid.rows):
            self.post_message(self.ColumnClicked(self.word_of_column(column.index)))
        if 0 < event.y <= len(grid.rows):
            self.post_message(self.RowClicked(self.word_of_row(grid.rows[event.y - 1])))

    def word_of_row(self, row: int) -> int:
        """Return what a click on a row chooses; a subclass may show a word in several."""
        return row

    def word_of_column(self, column: int) -> int:
        """Return what a click on a column chooses; a subclass may show a word in several."""
        return column

    @property
    def _legend_rows(self) -> int:
        return 1 if self.size.height >= LEGEND_HEIGHT else 0

    def _lay_out(self) -> Grid:
        weights = self._attention.weights[self._rows[0]] if self._rows else ()
        return lay_out(
            self._attention,
            width=self.size.width,
            height=self.size.height - self._legend_rows,
            row=self._rows[0] if self._rows else 0,
            column=self._columns[0] if self._columns else strongest(weights),
            narrowest=NUMBER_WIDTH if self.has_numbers else COLUMN_MINIMUM,
        )

    def _header(self, grid: Grid) -> list[Segment]:
        label = self.get_component_rich_style("heatmap--label")
        gap = Segment(" ", self.rich_style)
        segments = [Segment(" " * grid.label_width, label)]
        for column in grid.columns:
            is_first = column is grid.columns[0]
            segments.append(Segment("‹", label) if grid.hidden_left and is_first else gap)
            segments.append(Segment(column.label, self._label_style(column.index in self._columns)))
        return [*segments, Segment("›", label)] if grid.hidden_right else segments

    def _row(self, grid: Grid, row: int) -> list[Segment]:
        inks = self._inks = self._inks or Inks.of(self)
        label = fit(visible_label(self._attention.target_tokens[row]), grid.label_width)
        segments = [Segment(label, self._label_style(row in self._rows))]
        for column in grid.columns:
            segments.append(inks.gap)
            segments.append(self._cell(row, column, inks.shades))
        return segments

    def _label_style(self, is_chosen: bool) -> Style:
        return self.get_component_rich_style("heatmap--chosen" if is_chosen else "heatmap--label")

    def _cell(self, row: int, column: Column, styles: tuple[Style, ...]) -> Segment:
        weight = self._attention.weights[row][column.index]
        step = level(weight)
        if self.has_numbers:
            text = number(weight)
        else:
            is_chosen = row in self._rows or column.index in self._columns
            text = str(step) if is_chosen and step else ""
        return Segment(text.center(column.width), styles[step])

    def _scale(self) -> list[Segment]:
        segments = [Segment(f"{self.legend} ", self.get_component_rich_style("heatmap--label"))]
        return segments + [Segment(f"{step} ", shade.rich_style) for step, shade in enumerate(shades(self))]
