"""How each view looks, in both languages, on the smallest and on a large terminal."""

from __future__ import annotations

import pytest

from chatbot.tui.screens.chat import ChatScreen
from chatbot.tui.widgets.views.candidates import CandidatesView
from chatbot.tui.widgets.views.choices import ChoicesView
from chatbot.tui.widgets.views.evidence import EvidenceView
from chatbot.tui.widgets.views.focus import FocusView
from chatbot.tui.widgets.views.heat_map import HeatMapView
from chatbot.tui.widgets.views.numbers import NumbersView
from chatbot.tui.widgets.views.occlusion import OcclusionView
from chatbot.tui.widgets.views.order import VIEWS
from chatbot.tui.widgets.views.view import View
from chatbot.tui.wording import WORDINGS
from tests.doubles import ScriptedResponder
from tests.tui.made_explainer import MadeExplainer
from tests.tui.made_reply import show
from tests.tui.snapshot import assert_looks_as_before
from tests.tui.stage import app_with, box_of, until

STEPS: dict[str, tuple[type[View], tuple[str, ...]]] = {
    "heat-map": (HeatMapView, ("right", "right", "right", "right", "]")),
    "heat-map-numbers": (HeatMapView, ("#",)),
    "heat-map-pieces": (HeatMapView, ("#", "p")),
    "focus": (FocusView, ()),
    "choices": (ChoicesView, ()),
    "candidates": (CandidatesView, ("2",)),
    "evidence": (EvidenceView, ()),
    "occlusion": (OcclusionView, ()),
    "numbers": (NumbersView, ()),
}
"""Which view is gone to, and what is pressed in it before it is looked at."""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_every_view_looks_as_before(language: str, size: tuple[int, int]) -> None:
    app = app_with(ScriptedResponder(name="made"), explainer=MadeExplainer(), wording=WORDINGS[language])
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ChatScreen) and app.screen.explainer is not None)
        await show(pilot)
        panel = box_of(pilot).panel
        for name, (view, keys) in STEPS.items():
            await pilot.press(*["f2"] * ((VIEWS.index(view) - VIEWS.index(type(panel.view))) % len(VIEWS)))
            await app.workers.wait_for_complete()
            await pilot.pause()
            await pilot.press(*keys)

            await assert_looks_as_before(pilot, panel, f"{name}-{language}-{size[0]}x{size[1]}")
