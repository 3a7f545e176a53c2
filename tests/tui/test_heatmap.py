"""What the heat map draws, cell by cell."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.color import Color, rgb_to_lab
from textual.strip import Strip

from chatbot.preferences import HEAT_MAP_COLOURS
from chatbot.reply import AttentionMap
from chatbot.tui.widgets.heatmap import HeatMap
from chatbot.tui.widgets.shades import LEVELS, contrast, level, shades
from tests.tui.maps import attention_maps, map_of
from tests.tui.stage import app_with, until

MIXED = map_of(("你好", "，", "tomorrow", "😀", "ok"), ("有空", "呀", "yes", "😀", "</s>"))


class Frame(App[None]):
    """Nothing but a heat map."""

    CSS = """
    .shade--none { background: $background; }
    .shade--full { background: $primary; }
    """

    def compose(self) -> ComposeResult:
        yield HeatMap("weight")


def strips_of(heat_map: HeatMap) -> list[Strip]:
    return heat_map.render_lines(heat_map.size.region)


def background_of(strip: Strip) -> Color:
    """Return the one background of a strip."""
    (colour,) = {segment.style.bgcolor for segment in strip if segment.style is not None}
    assert colour is not None
    return Color.from_rich_color(colour)


def assert_aligned(heat_map: HeatMap, attention: AttentionMap) -> None:
    """Every cell of a column begins and ends where its header does, in its own shade."""
    header, *rows = strips_of(heat_map)
    scale: dict[int, Color] = {}
    for column in heat_map.grid.columns:
        right = column.left + column.width
        assert header.crop(column.left, right).text == column.label
        for row, strip in zip(heat_map.grid.rows, rows, strict=False):
            cell = strip.crop(column.left, right)
            step = level(attention.weights[row][column.index])
            assert cell.cell_length == column.width
            assert scale.setdefault(step, background_of(cell)) == background_of(cell)


@pytest.mark.parametrize("size", [(30, 14), (46, 8), (100, 30)])
async def test_every_row_is_equally_wide_and_under_its_header(size: tuple[int, int]) -> None:
    async with Frame().run_test(size=size) as pilot:
        heat_map = pilot.app.query_one(HeatMap)

        @settings(max_examples=60, deadline=None)
        @given(attention=attention_maps(), data=st.data())
        def check(attention: AttentionMap, data: st.DataObject) -> None:
            chosen = data.draw(st.integers(0, len(attention.target_tokens) - 1))
            heat_map.show(attention, chosen)

            assert {cell_len(strip.text) for strip in strips_of(heat_map)} == {size[0]}
            assert_aligned(heat_map, attention)

        check()


async def test_the_chosen_row_alone_carries_digits() -> None:
    async with Frame().run_test(size=(60, 14)) as pilot:
        heat_map = pilot.app.query_one(HeatMap)

        heat_map.show(MIXED, 2)

        lines = [strip.text.rstrip() for strip in strips_of(heat_map)]
        assert lines[:4] == [
            "     你好 ， tomorrow 😀 ok",
            "有空",
            "呀",
            "yes   1   1     7     1  1",
        ]


async def test_the_legend_names_every_shade() -> None:
    async with Frame().run_test(size=(60, 14)) as pilot:
        legend = strips_of(pilot.app.query_one(HeatMap))[13]

        assert legend.text.split() == ["weight", *map(str, range(LEVELS))]


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "nord"])
@pytest.mark.parametrize("colours", HEAT_MAP_COLOURS)
async def test_digits_can_be_read_on_every_shade_of_every_set(theme: str, colours: str) -> None:
    app = app_with()
    async with app.run_test(size=(60, 14)) as pilot:
        app.theme = theme
        app.choose_colours(colours)
        await until(pilot, lambda: bool(app.screen.query(HeatMap)))
        await pilot.pause()
        found = shades(app.screen.query_one(HeatMap))

        assert all(contrast(_of(shade.background), _of(shade.foreground)) >= 4.5 for shade in found)
        lightness = [rgb_to_lab(_of(shade.background)).L for shade in found]
        steps = [right - left for left, right in pairwise(lightness)]
        assert min(map(abs, steps)) > 3
        assert max(steps) - min(steps) < 1.5


def _of(colour: Color | None) -> Color:
    assert colour is not None
    return colour


async def test_a_map_wider_than_the_screen_says_on_which_side_there_is_more() -> None:
    async with Frame().run_test(size=(16, 14)) as pilot:
        heat_map = pilot.app.query_one(HeatMap)

        heat_map.show(MIXED, 0)
        to_the_right = strips_of(heat_map)[0].text
        heat_map.show(MIXED, 4)
        to_the_left = strips_of(heat_map)[0].text

        assert to_the_right.rstrip() == "     你好 ，›"
        assert to_the_left.rstrip() == "    ‹😀 ok"
