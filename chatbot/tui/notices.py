"""Notices: one of a kind at a time, and never over what is typed into."""

from __future__ import annotations

from dataclasses import dataclass

from textual.css.query import NoMatches
from textual.notifications import Notification
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets._toast import ToastRack

FOR_EVER = 1e7
"""Seconds, a third of a year: longer than any sitting."""


@dataclass
class StandingNotice(Notification):
    """Tells what went wrong: it stays until a key is pressed, once there was time to read it."""

    @property
    def time_left(self) -> float:
        """Seconds, as Textual asks for them: no clock takes it away."""
        return FOR_EVER

    @property
    def may_go(self) -> bool:
        """Tell whether there was time to read it."""
        return super().time_left <= 0


def standing(notice: Notification) -> Notification:
    """Let a notice of what went wrong stand; return any other as it is."""
    if notice.severity == "information":
        return notice
    return StandingNotice(
        notice.message, notice.title, notice.severity, timeout=notice.timeout, markup=notice.markup
    )


def keep_within(screen: Screen[None], area: Widget) -> None:
    """Keep the notices of a screen off everything below an area of it, however high that grows."""

    def make_room_once_laid_out() -> None:
        screen.call_after_refresh(make_room)

    def make_room() -> None:
        try:
            rack = screen.get_child_by_type(ToastRack)
        except NoMatches:  # The screen is being taken down.
            return
        rack.styles.margin = (0, 0, max(0, screen.size.height - area.region.bottom), 0)

    screen.watch(area, "virtual_size", make_room_once_laid_out)
