"""The settings, each in force as soon as it is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import ClassVar, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from chatbot.config import STRATEGY_NAMES, SearchConfig
from chatbot.preferences import HEAT_MAP_COLOURS, LANGUAGES, PreferenceError, Setting, with_setting
from chatbot.tui.widgets.choice_line import ChoiceLine
from chatbot.tui.widgets.number_line import NumberLine
from chatbot.tui.wording import Wording

LABEL_WIDTH = 18
"""Cells for the names of settings, in either language."""


class Adjustable(Protocol):
    """What the settings are of: an app."""

    theme: str
    heat_map_colours: str

    @property
    def search(self) -> SearchConfig:
        """How the next reply will be searched for."""
        ...

    @property
    def language(self) -> str:
        """The language wished for."""
        ...

    def choose_search(self, search: SearchConfig) -> None:
        """Search for the next replies in another way."""
        ...

    def choose_language(self, language: str) -> None:
        """Speak another language at once."""
        ...

    def choose_colours(self, colours: str) -> None:
        """Draw attention in other colours."""
        ...

    def keep(self, settings: Mapping[str, Setting]) -> bool:
        """Write settings down; tell whether that could be done."""
        ...


class SettingsScreen(ModalScreen[None]):
    """Change how replies are searched for, and how the screen looks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f3", "dismiss", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down,enter", "app.focus_next", show=False),
        Binding("ctrl+s", "keep", show=False),
    ]

    def __init__(self, adjusted: Adjustable, themes: tuple[str, ...], wording: Wording) -> None:
        """Show the settings of an app, which has these themes."""
        super().__init__()
        self._adjusted = adjusted
        self._themes = themes
        self._wording = wording
        self._words = wording.personal

    def compose(self) -> ComposeResult:
        """Lay out a line a setting, in two groups."""
        with VerticalScroll(classes="settings", can_focus=False) as box:
            box.border_title = self._words.settings
            box.border_subtitle = self._words.settings_keys
            yield Static(self._words.search_group, markup=False, classes="group")
            yield from self._search_lines()
            yield Static(self._words.screen_group, markup=False, classes="group")
            yield from self._screen_lines()

    def retell(self) -> None:
        """Lay everything out anew in another language; the same setting keeps the focus."""
        self.call_next(self._lay_out_anew)

    async def _lay_out_anew(self) -> None:
        focused = self.focused
        name = focused.id if isinstance(focused, ChoiceLine) else None
        await self.recompose()
        if name is not None:
            self.query_one(f"#{name}").focus()

    def action_keep(self) -> None:
        """Make the search the default."""
        if any(line.is_wrong for line in self.query(NumberLine)):
            self.notify(self._words.not_kept_bad, severity="warning", markup=False)
            return
        search = self._adjusted.search
        settings = {f"search.{each.name}": getattr(search, each.name) for each in fields(search)}
        if self._adjusted.keep({name: value for name, value in settings.items() if value is not None}):
            self.notify(self._words.kept, markup=False)

    def _search_lines(self) -> ComposeResult:
        search = self._adjusted.search
        for name, (label, expected) in self._words.search_fields.items():
            if name == "strategy":
                place = STRATEGY_NAMES.index(search.strategy)
                yield _choice(name, label, self._words.strategies, place)
            else:
                wrong = self._words.expected.format(what=expected)
                line = NumberLine(label, getattr(search, name), label_width=LABEL_WIDTH)
                line.hints = (expected, wrong)
                line.id = name
                yield line

    def _screen_lines(self) -> ComposeResult:
        words, adjusted = self._words, self._adjusted
        language = LANGUAGES.index(adjusted.language)
        colours = HEAT_MAP_COLOURS.index(adjusted.heat_map_colours)
        yield _choice("language", words.language_field, words.languages, language)
        yield _choice("theme", words.theme, self._themes, self._themes.index(adjusted.theme))
        yield _choice("colours", words.colours, words.colour_sets, colours)

    @on(ChoiceLine.Changed)
    def _choose(self, event: ChoiceLine.Changed) -> None:
        name, index = event.line.id, event.line.index
        if name == "strategy":
            self._adjusted.choose_search(
                with_setting(self._adjusted.search, "strategy", STRATEGY_NAMES[index])
            )
        elif name == "language":
            self._adjusted.choose_language(LANGUAGES[index])
        elif name == "theme":
            self._adjusted.theme = self._themes[index]
        else:
            self._adjusted.choose_colours(HEAT_MAP_COLOURS[index])

    @on(NumberLine.Changed)
    def _search(self, event: NumberLine.Changed) -> None:
        line = event.line
        assert line.id is not None, "every line is named by its setting"
        try:
            search = with_setting(self._adjusted.search, line.id, line.number)
        except PreferenceError:
            line.is_wrong = True
        else:
            line.is_wrong = False
            self._adjusted.choose_search(search)


def _choice(name: str, label: str, options: tuple[str, ...], index: int) -> ChoiceLine:
    line = ChoiceLine(label, options, index, label_width=LABEL_WIDTH)
    line.id = name
    return line
