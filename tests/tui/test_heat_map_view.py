"""The heat map of the chosen reply: a column of it, numbers, pieces, colours."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from chatbot.cli.config_file import read_preferences
from chatbot.cli.wishes import Wishes
from chatbot.tui.widgets.heatmap import HeatMap
from chatbot.tui.widgets.heatmap_grid import strongest
from chatbot.tui.widgets.shades import shades
from tests.tui.made_reply import PIECES, REPLY, SOURCE, SOURCE_PIECES, show
from tests.tui.stage import app_with, box_of, map_rows, shown


def heat_map(pilot: Pilot[None]) -> HeatMap:
    return pilot.app.screen.query_one(HeatMap)


def columns(pilot: Pilot[None]) -> list[int]:
    return list(heat_map(pilot).columns)


@pytest.mark.parametrize(("left", "right"), [("[", "]"), ("shift+left", "shift+right")])
async def test_a_column_is_chosen_at_first_the_one_looked_at_most(left: str, right: str) -> None:
    async with app_with().run_test(size=(80, 24)) as pilot:
        await show(pilot)
        most = strongest(REPLY.attention.weights[0])
        assert columns(pilot) == []
        await pilot.press(right)
        assert columns(pilot) == [most]
        await pilot.press(left, left)

        assert columns(pilot) == [most - 2]
        mean = sum(row[most - 2] for row in REPLY.attention.weights) / len(REPLY.attention.weights)
        assert f"{SOURCE[most - 2]}  0.02 here, mean {mean:.2f}" in shown(pilot)


async def test_the_chosen_column_is_in_view_and_stays_while_words_are_chosen() -> None:
    async with app_with().run_test(size=(80, 24)) as pilot:
        await show(pilot)
        await pilot.press(*["]"] * (len(SOURCE) + 2))
        await pilot.pause()
        assert columns(pilot) == [len(SOURCE) - 1]
        assert SOURCE[-1] in map_rows(pilot)[0]
        await pilot.press("right", *["["] * (len(SOURCE) + 1))
        await pilot.pause()

        assert columns(pilot) == [0]
        assert "Hello" in map_rows(pilot)[0]
        await show(pilot)
        assert columns(pilot) == []


async def test_a_key_tells_every_weight_as_a_number() -> None:
    async with app_with().run_test(size=(160, 50)) as pilot:
        await show(pilot)
        await pilot.press("#")
        await pilot.pause()
        with_numbers = map_rows(pilot)
        await pilot.press("#")
        await pilot.pause()

        assert with_numbers[3].count(".02") > 10
        assert ".62" in with_numbers[4]
        assert "." not in map_rows(pilot)[2]


async def test_pieces_take_the_place_of_words_and_those_of_the_chosen_ones_are_marked() -> None:
    async with app_with().run_test(size=(160, 50)) as pilot:
        await show(pilot)
        await pilot.press("p", "right", "right", "right", "right", *["]"] * 3)
        await pilot.pause()

        assert box_of(pilot).panel.border_title == "heat map · pieces"
        assert [row.split()[0] for row in map_rows(pilot)[1 : len(PIECES) + 1]] == list(PIECES)
        assert [PIECES[row] for row in heat_map(pilot).rows] == ["ca", "fé"]
        assert [SOURCE_PIECES[column] for column in columns(pilot)] == ["ok"]
        await pilot.press("p")
        assert box_of(pilot).panel.border_title == "heat map"


async def test_a_click_in_the_map_of_pieces_chooses_words() -> None:
    async with app_with().run_test(size=(160, 50)) as pilot:
        await show(pilot)
        await pilot.press("p")
        await pilot.pause()
        left = next(each.left for each in heat_map(pilot).grid.columns if each.label.strip() == "re")
        await pilot.click(HeatMap, offset=(left, PIECES.index("orrow") + 1))
        await pilot.pause()

        assert box_of(pilot).panel.word == 7
        assert [SOURCE_PIECES[column] for column in columns(pilot)] == ["the", "re"]


async def test_colours_change_at_once_and_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    async with app_with(wishes=Wishes.read(path, must_be_sound=False)).run_test(size=(80, 24)) as pilot:
        await show(pilot)
        seen = []
        for _ in range(3):
            seen.append(shades(heat_map(pilot))[-1].background)
            await pilot.press("c")
            await pilot.pause()

        assert len(set(seen)) == 3
        assert shades(heat_map(pilot))[-1].background == seen[0]
        await pilot.press("c")
        assert read_preferences(path).heat_map_colours == "colour-blind"
    async with app_with(wishes=Wishes.read(path, must_be_sound=False)).run_test(size=(80, 24)) as pilot:
        await show(pilot)
        assert shades(heat_map(pilot))[-1].background == seen[1]
