"""What an app is told of its user's wishes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chatbot.preferences import Preferences, Setting
from chatbot.record import Record

if TYPE_CHECKING:
    from chatbot.tui.keymap import Rebound


def keep_nothing(settings: Mapping[str, Setting]) -> None:
    """Forget the settings when the program ends."""


class Personal(Record):
    """The wishes in force when an app begins; made without arguments there are none."""

    preferences: Preferences = Preferences()
    """Its keys are not looked at: see `rebound`."""

    rebound: tuple[Rebound, ...] = ()
    """The actions that are on other keys; they are sound."""

    troubles: tuple[str, ...] = ()
    """What is wrong with the wishes; told as soon as there is a screen."""

    locale_language: str = "en"
    """The interface's where "auto" is wished for: "en" or "zh"."""
