"""How each view looks, in both languages, on the smallest and on a large terminal."""

from __future__ import annotations

import pytest

from chatbot.tui.widgets.views.heat_map import HeatMapView
from chatbot.tui.widgets.views.numbers import NumbersView
from chatbot.tui.widgets.views.view import View
from chatbot.tui.wording import WORDINGS
from tests.tui.made_reply import show
from tests.tui.snapshot import assert_looks_as_before
from tests.tui.stage import app_with, box_of

STEPS: dict[str, tuple[type[View], tuple[str, ...]]] = {
    "heat-map": (HeatMapView, ("right", "right", "right", "right", "]")),
    "heat-map-numbers": (HeatMapView, ("#",)),
    "heat-map-pieces": (HeatMapView, ("#", "p")),
    "numbers": (NumbersView, ()),
}
"""Which view is gone to, and what is pressed in it before it is looked at."""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_every_view_looks_as_before(language: str, size: tuple[int, int]) -> None:
    async with app_with(wording=WORDINGS[language]).run_test(size=size) as pilot:
        await show(pilot)
        panel = box_of(pilot).panel
        for name, (view, keys) in STEPS.items():
            while not isinstance(panel.view, view):
                await pilot.press("f2")
            await pilot.press(*keys)

            await assert_looks_as_before(pilot, panel, f"{name}-{language}-{size[0]}x{size[1]}")
