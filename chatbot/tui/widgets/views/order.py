"""Every view of the sidebar, in the order in which one key shows them."""

from __future__ import annotations

from chatbot.tui.widgets.views.candidates import CandidatesView
from chatbot.tui.widgets.views.choices import ChoicesView
from chatbot.tui.widgets.views.evidence import EvidenceView
from chatbot.tui.widgets.views.focus import FocusView
from chatbot.tui.widgets.views.heat_map import HeatMapView
from chatbot.tui.widgets.views.numbers import NumbersView
from chatbot.tui.widgets.views.occlusion import OcclusionView
from chatbot.tui.widgets.views.view import View

VIEWS: tuple[type[View], ...] = (
    HeatMapView,
    FocusView,
    ChoicesView,
    CandidatesView,
    EvidenceView,
    OcclusionView,
    NumbersView,
)
"""The first one is seen first."""
