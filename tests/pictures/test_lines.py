"""A picture of lines: well-formed, told apart without colour, and readable on light and dark paper."""

from xml.etree import ElementTree

import pytest

from chatbot.pictures.lines import (
    DARK_COLOURS,
    DASHES,
    LIGHT_COLOURS,
    SHAPES,
    LinePanel,
    LinePoint,
    LineSeries,
    draw_lines,
)
from chatbot.pictures.palette import DARK, LIGHT, Rgb, Scheme, contrast

SVG = "{http://www.w3.org/2000/svg}"


def rgb(css: str) -> Rgb:
    red, green, blue = bytes.fromhex(css.removeprefix("#"))
    return red, green, blue


def series(name: str, *values: float) -> LineSeries:
    points = enumerate(values)
    return LineSeries(name, tuple(LinePoint(n, v, v / 2, min(1.0, v * 2), f"{v}") for n, v in points))


def test_every_figure_has_its_place_its_range_and_its_words() -> None:
    panels = [
        LinePanel("share & <more>", (series("无", 1.0, 0.5, 0.0), series("dot", 1.0, 1.0, 1.0)), 1.0),
        LinePanel("nats", (series("无", 0.1, 0.2), series("dot")), None),
    ]

    picture = ElementTree.fromstring(draw_lines("题目", ["1-5", "6-10", "11+"], panels, border=(2, "beyond")))

    texts = ["".join(each.itertext()) for each in picture.iter(f"{SVG}text")]
    assert {"题目", "share & <more>", "无", "dot", "6-10", "┆ beyond"} <= set(texts)
    told = [each.text for each in picture.iter(f"{SVG}title")]
    assert told[1:] == [
        "无, 1.0",
        "无, 0.5",
        "无, 0.0",
        "dot, 1.0",
        "dot, 1.0",
        "dot, 1.0",
        "无, 0.1",
        "无, 0.2",
    ]
    plotted = [each.get("points", "").split() for each in picture.iter(f"{SVG}polyline")]
    heights = [float(point.split(",")[1]) for point in plotted[2]]
    assert heights == sorted(heights)
    assert {"0.1", "0.3", "0.4"} <= set(texts)  # Of nats, of which there are 0.4 at most.
    assert sum("range" in each.get("class", "") for each in picture.iter(f"{SVG}line")) == 8


def test_series_are_told_apart_by_shape_and_by_dash() -> None:
    assert len(set(SHAPES)) == len(SHAPES) == len(set(DASHES)) == len(DASHES) == 7


@pytest.mark.parametrize(("scheme", "colours"), [(LIGHT, LIGHT_COLOURS), (DARK, DARK_COLOURS)])
def test_every_colour_stands_out_from_its_paper(scheme: Scheme, colours: tuple[str, ...]) -> None:
    assert len(set(colours)) == len(DASHES)
    assert min(contrast(rgb(colour), rgb(scheme.paper)) for colour in colours) >= 3
