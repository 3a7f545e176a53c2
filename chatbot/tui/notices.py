"""Notices: one of a kind at a time, over what is looked at least, and never over what is typed into."""

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


INSIDE = 2
"""Cells from the edge of an area to what is in it: a border, and the padding."""


def keep_over(screen: Screen[None], *areas: Widget) -> None:
    """Keep the notices of a screen over the first of these areas that is seen, however it grows.

    So nothing below it is covered. And no edge of another widget runs under a notice: Textual cuts lines
    there, and a Chinese character that is cut is shown as two spaces.
    """

    def move_once_laid_out() -> None:
        screen.call_after_refresh(move)

    def move() -> None:
        seen = [area.region for area in areas if area.region.width]
        try:
            rack = screen.get_child_by_type(ToastRack)
        except NoMatches:  # The screen is being taken down.
            return
        if seen:
            bottom = max(0, screen.size.height - seen[0].bottom)
            rack.styles.width = seen[0].width - 2 * INSIDE
            rack.styles.margin = (0, 0, bottom, seen[0].x + INSIDE)

    for area in areas:
        screen.watch(area, "virtual_size", move_once_laid_out)
