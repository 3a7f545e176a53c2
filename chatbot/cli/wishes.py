"""The user's wishes, from the file and from the environment, for an app on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.cli.config_file import read_preferences, setting_told, text_of, write_settings
from chatbot.cli.options import interface_language, theme_set_outside
from chatbot.config import SearchConfig
from chatbot.errors import ConfigError
from chatbot.preferences import PreferenceError, Preferences, Setting
from chatbot.record import Record

if TYPE_CHECKING:
    from chatbot.tui.keymap import Rebound
    from chatbot.tui.personal import Personal


class Wishes(Record):
    """What a file wishes for, or why it cannot be used."""

    path: Path
    preferences: Preferences
    trouble: str = ""

    @classmethod
    def read(cls, path: Path, *, must_be_sound: bool) -> Wishes:
        """Read a file; one that cannot be used counts as empty, unless it must be sound.

        Raises:
            ConfigError: it cannot be used, and must be.
            OSError: it cannot be read, and must be.
        """
        try:
            return cls(path, read_preferences(path))
        except (ConfigError, OSError) as error:
            if must_be_sound:
                raise
            return cls(path, Preferences(), str(error))

    @property
    def language(self) -> str:
        """The language of the interface: "en" or "zh"."""
        wished = self.preferences.language
        return interface_language() if wished == "auto" else wished

    def with_search(self, search: SearchConfig) -> Wishes:
        """Return the wishes with the search that the command line has asked for."""
        return self.with_other(preferences=replace(self.preferences, search=search))

    def keep(self, settings: Mapping[str, Setting]) -> None:
        """Write settings into the file; raises ConfigError or OSError where that cannot be done."""
        from chatbot.cli.config_template import template

        write_settings(self.path, settings, template=template)

    def personal(self) -> Personal:
        """Return all of it as an app is told."""
        from chatbot.tui.personal import Personal

        rebound, wrong = _sound_keys(self.preferences.keys)
        text = text_of(self.path) if wrong else ""
        troubles = [self.trouble] if self.trouble else []
        theme = "" if theme_set_outside() else self.preferences.theme
        return Personal(
            replace(self.preferences, theme=theme),
            rebound,
            (*troubles, *(setting_told(self.path, text, error) for error in wrong)),
            interface_language(),
        )


def _sound_keys(
    wished: Mapping[str, tuple[str, ...]],
) -> tuple[tuple[Rebound, ...], tuple[PreferenceError, ...]]:
    """Return which actions are on other keys, and what is wrong; every screen is imported to know that."""
    if not wished:
        return (), ()

    from chatbot.tui.actions import sound_keys

    return sound_keys(wished)
