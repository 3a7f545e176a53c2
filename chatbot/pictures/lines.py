"""Figures over lengths as a picture: a line a series, told apart by shape and dash as well as by colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from chatbot.pictures.palette import DARK, LIGHT, Scheme
from chatbot.pictures.svg import FONTS, xml

WIDTH, HEIGHT, LEFT, RIGHT, MARGIN, FONT_SIZE = 560, 190, 48, 24, 16, 13
"""In pixels: size of a panel's plot, room for numbers and for half a label, the rim, the font."""

HEAD, FOOT, LINE = 34, 44, 22
"""Heights of a panel's title, of the names of its places, and of a line of text."""

TICKS = 4

COLUMNS, COLUMN = 4, 155
"""Of the names of the series: how many beside each other, and how wide each is."""

DASHES = ("", "7 4", "2 3", "9 3 2 3", "12 4", "4 2", "1 4")
"""One a series; they begin anew after the last, as shapes and colours do."""

LIGHT_COLOURS = ("#1b1f24", "#0072b2", "#c14a00", "#00805e", "#9c4a86", "#8f6a00", "#5b5fc7")
DARK_COLOURS = ("#e6edf3", "#56b4e9", "#ff9a52", "#3fcf9f", "#e39ac6", "#e6c229", "#a5a8ff")
"""After Okabe and Ito (2008), each with a contrast of at least 3 to its paper."""


@dataclass(frozen=True, slots=True)
class LinePoint:
    """One figure of a series."""

    place: int
    """Which of the panel's places it stands at, from 0."""

    value: float
    low: float
    high: float
    """Where the figure lies; equal to it where that is not known."""

    told: str
    """Shown where the pointer rests."""


@dataclass(frozen=True, slots=True)
class LineSeries:
    """Figures that belong together."""

    name: str
    points: tuple[LinePoint, ...]


@dataclass(frozen=True, slots=True)
class LinePanel:
    """One kind of figure over the same places as all other panels."""

    title: str
    series: tuple[LineSeries, ...]
    top: float | None = None
    """The highest value there can be; None takes the highest there is."""


def draw_lines(
    title: str, places: Sequence[str], panels: Sequence[LinePanel], *, border: tuple[int, str] | None = None
) -> str:
    """Draw panels below each other, under the names of the series.

    Args:
        title: of it all.
        places: names along the horizontal axis, left to right.
        panels: with the same series in the same order.
        border: a dashed line before this place, and what it stands for.
    """
    names = [series.name for series in panels[0].series]
    y = MARGIN + LINE
    parts = [_text(MARGIN, y - 6, title, "name"), *_legend(names, y + LINE)]
    y += LINE * (1 + ceil(len(names) / COLUMNS))
    if border is not None:
        parts.append(_text(MARGIN, y + LINE - 6, f"┆ {border[1]}", "quiet"))
        y += LINE
    for panel in panels:
        parts += _panel(panel, places, y + HEAD, None if border is None else border[0])
        y += HEAD + HEIGHT + FOOT
    height = y + MARGIN
    width = MARGIN + LEFT + WIDTH + RIGHT + MARGIN
    style = (
        f"{_rules(LIGHT, LIGHT_COLOURS)}@media (prefers-color-scheme:dark){{{_rules(DARK, DARK_COLOURS)}}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" class="lines" role="img">\n<title>{xml(title)}</title>\n'
        f"<style>{style}</style>\n"
        '<rect class="paper" width="100%" height="100%"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _rules(scheme: Scheme, colours: Sequence[str]) -> str:
    rules = [
        f".lines text{{font:{FONT_SIZE}px {FONTS};fill:{scheme.ink}}}"
        f".lines .name{{font-weight:600}}.lines .quiet{{fill:{scheme.faint}}}"
        f".lines .paper{{fill:{scheme.paper}}}"
        f".lines .grid{{stroke:{scheme.line}}}.lines .border{{stroke:{scheme.faint};stroke-dasharray:4 4}}"
    ]
    for number, (colour, dash) in enumerate(zip(colours, DASHES, strict=True)):
        rules.append(
            f".lines .s{number}{{fill:{colour};stroke:{colour}}}"
            f".lines polyline.s{number}{{fill:none;stroke-width:2;stroke-dasharray:{dash or 'none'}}}"
            f".lines .range.s{number}{{stroke-width:1;stroke-opacity:.55}}"
        )
    return "".join(rules)


def _panel(panel: LinePanel, places: Sequence[str], top: float, border: int | None) -> Iterator[str]:
    yield _text(MARGIN, top - 12, panel.title, "name")
    highest = panel.top or _ceiling(max((p.high for each in panel.series for p in each.points), default=0.0))
    yield from _grid(highest, places, top)
    if border is not None:
        x = _x(border - 0.5, len(places))
        yield f'<line class="border" x1="{x:.1f}" x2="{x:.1f}" y1="{top - 4:.1f}" y2="{top + HEIGHT}"/>'
    for number, series in enumerate(panel.series):
        # A little apart, so that the ranges of one place do not lie on each other.
        aside = 5 * (number - (len(panel.series) - 1) / 2)
        yield from _series(
            series, number, [_x(p.place, len(places)) + aside for p in series.points], top, highest
        )


def _ceiling(highest: float) -> float:
    """Return a number that is not lower, and whose quarters are short to write."""
    if highest <= 0:
        return 1.0
    unit: float = 10.0 ** floor(log10(highest))
    return next(step * unit for step in (1, 2, 4, 6, 8, 10) if step * unit >= highest)


def _grid(highest: float, places: Sequence[str], top: float) -> Iterator[str]:
    left, right = MARGIN + LEFT, MARGIN + LEFT + WIDTH
    for tick in range(TICKS + 1):
        value = highest * tick / TICKS
        y = _y(value, top, highest)
        yield f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield _text(left - 8, y + 4, f"{value:.3g}", "quiet", "end")
    for place, name in enumerate(places):
        yield _text(_x(place, len(places)), top + HEIGHT + 20, name, "quiet", "middle")


def _series(
    series: LineSeries, number: int, xs: Sequence[float], top: float, highest: float
) -> Iterator[str]:
    kind = f"s{number % len(DASHES)}"
    ys = [_y(point.value, top, highest) for point in series.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
    yield f'<polyline class="{kind}" points="{path}"/>'
    for point, x, y in zip(series.points, xs, ys, strict=True):
        low, high = _y(point.low, top, highest), _y(point.high, top, highest)
        yield f'<line class="range {kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{low:.1f}" y2="{high:.1f}"/>'
        yield f"<g><title>{xml(f'{series.name}, {point.told}')}</title>{_mark(number, x, y)}</g>"


def _legend(names: Sequence[str], top: float) -> Iterator[str]:
    for number, name in enumerate(names):
        row, column = divmod(number, COLUMNS)
        x, y = MARGIN + column * COLUMN, top + LINE * row
        kind = f"s{number % len(DASHES)}"
        yield f'<polyline class="{kind}" points="{x},{y:.1f} {x + 44},{y:.1f}"/>'
        yield _mark(number, x + 22, y)
        yield _text(x + 54, y + 4, name)


def _mark(number: int, x: float, y: float) -> str:
    """Draw the shape of a series: no two have the same among seven."""
    outline = SHAPES[number % len(SHAPES)]
    return f'<path class="s{number % len(DASHES)}" d="M{x:.1f} {y:.1f}{outline}"/>'


SHAPES = (
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",  # circle
    "m-4 -4h8v8h-8z",  # square
    "m0 -5l5 9h-10z",  # triangle
    "m0 -6l5 6l-5 6l-5 -6z",  # diamond
    "m0 5l5 -9h-10z",  # triangle on its point
    "m-6 -1.5h12v3h-12z",  # bar
    "m-1.5 -6h3v12h-3z",  # upright bar
)
"""Outlines about the point they begin at."""


def _x(place: float, places: int) -> float:
    return MARGIN + LEFT + WIDTH * (place + 0.5) / places


def _y(value: float, top: float, highest: float) -> float:
    return top + HEIGHT * (1 - max(0.0, min(value / highest, 1.0)))


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}"{named}{anchored}>{xml(text)}</text>'
