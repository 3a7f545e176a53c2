"""An app that is as its user wishes: theme, language, keys, the palette, and the screen of settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Hit, Hits, Provider
from textual.events import Event, Key, Mount
from textual.notifications import Notify
from textual.reactive import reactive
from textual.screen import Screen
from textual.theme import Theme, ThemeProvider

from chatbot.config import SearchConfig
from chatbot.errors import ChatbotError
from chatbot.preferences import HEAT_MAP_COLOURS, Keep, Setting
from chatbot.text.normalize import printable
from chatbot.tui.answering import told
from chatbot.tui.commands import Commands, commands
from chatbot.tui.later import Later
from chatbot.tui.notices import StandingNotice, standing
from chatbot.tui.personal import Personal, keep_nothing
from chatbot.tui.speech import Retold, Speech
from chatbot.tui.wording import WORDINGS, Wording
from chatbot.tui.wrapping import wrap_by_typography

if TYPE_CHECKING:
    from chatbot import files
    from chatbot.tui import keymap, screen_picture
    from chatbot.tui.screens import settings
else:
    files = Later("chatbot.files")
    keymap = Later("chatbot.tui.keymap")
    screen_picture = Later("chatbot.tui.screen_picture")
    settings = Later("chatbot.tui.screens.settings")

TROUBLE_SECONDS = 15
"""How long at least it is told what is wrong with the user's file, which may take reading."""


class SpokenCommands(Commands):
    """Says in the user's language that nothing was found; Textual says it in English."""

    async def search(self, query: str) -> Hits:
        """List the commands that a query fits, or one line that there are none."""
        async for hit in _or_nothing(super().search(query), self.app):
            yield hit


class SpokenThemes(ThemeProvider):
    """Does the same for themes."""

    async def search(self, query: str) -> Hits:
        """List the themes that a query fits, or one line that there are none."""
        async for hit in _or_nothing(super().search(query), self.app):
            yield hit


async def _or_nothing(hits: Hits, app: App[object]) -> Hits:
    """Pass hits on; where there are none, one that says so and does nothing."""
    is_found = False
    async for hit in hits:
        is_found = True
        yield hit
    if not is_found:
        assert isinstance(app, PersonalApp), "these are its commands"
        yield Hit(1, app.nothing_found, lambda: None)


class PersonalApp(App[None]):
    """Begins as the user's file says, and keeps what the user changes on the screen."""

    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {SpokenCommands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "toggle_lightness", show=False, priority=True, id="app.lightness"),
        Binding("f3", "settings", show=False, id="app.settings"),
        Binding("ctrl+p", "command_palette", show=False, priority=True, id="app.commands"),
        Binding("ctrl+q", "quit", show=False, priority=True, id="app.quit"),
    ]

    heat_map_colours: reactive[str] = reactive("theme", init=False)
    """In which of `preferences.HEAT_MAP_COLOURS` attention is drawn; may be watched."""

    def __init__(self, *, wording: Wording, personal: Personal | None, keep: Keep = keep_nothing) -> None:
        """Make the app.

        Args:
            wording: The language of the interface at first.
            personal: The user's wishes; None where there are none.
            keep: Writes down what is changed on the screen; may raise, which is told.
        """
        super().__init__()
        wrap_by_typography()
        self._personal = personal or Personal()
        self._preferences = self._personal.preferences
        self._keep_settings = keep
        self._speech = Speech(self._with_keys(wording))
        self._wording = self._speech.wording
        self._chosen_search: SearchConfig | None = None
        self._unknown_theme = ""
        self.set_reactive(PersonalApp.heat_map_colours, self._preferences.heat_map_colours)
        self.add_class(f"-{self._preferences.heat_map_colours}-colours")
        self.set_keymap({each.action: ",".join(each.keys) for each in self._personal.rebound})
        self._parsed_theme = self.theme
        self._begin_theme(self._preferences.theme)

    @property
    def failure(self) -> Exception | None:
        """Which mistake of ours has ended the app; None where it was left."""
        return self._exception

    def _fatal_error(self) -> None:
        # Textual's own prints every local variable of every frame, which may be what somebody has said,
        # and thousands of lines of it. Whoever runs the app tells of the `failure`.
        self._close_messages_no_wait()

    @property
    def search(self) -> SearchConfig:
        """How the next reply will be searched for."""
        return self._chosen_search or self._preferences.search

    @property
    def language(self) -> str:
        """The language wished for: one of `preferences.LANGUAGES`."""
        return self._preferences.language

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """Draw the whole screen as SVG, Chinese as wide as it is."""
        return screen_picture.with_widths_in_cells(super().export_screenshot(title=title, simplify=simplify))

    def refresh_css(self, animate: bool = True) -> None:
        """Apply the styles anew, and parse them first only where another theme has changed their colours.

        Textual does this while every app begins, and whenever a screen opens: with the same colours.
        """
        if self.theme == self._parsed_theme:
            self.stylesheet.update(self, animate=animate)
        else:
            self._parsed_theme = self.theme
            super().refresh_css(animate)

    @property
    def nothing_found(self) -> str:
        """What a palette says where nothing fits."""
        return self._wording.personal.nothing_found

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer in the palette all that keys do, and what has no key."""
        yield from commands(self, screen, self._wording.personal, self._personal.rebound)

    def action_command_palette(self) -> None:
        """Open the palette in the user's language."""
        if not any(isinstance(screen, CommandPalette) for screen in self.screen_stack):
            placeholder = self._wording.personal.find_command
            self.push_screen(CommandPalette(placeholder=placeholder, id="--command-palette"))

    def search_themes(self) -> None:
        """Open a palette of themes."""
        placeholder = self._wording.personal.find_theme
        self.push_screen(CommandPalette(providers=[SpokenThemes], placeholder=placeholder))

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Save a picture of the whole screen where pictures of replies go: in the working directory."""
        words = self._wording.pictures
        place = Path(path or "", filename) if filename else files.free_path(words.screen, ".svg")
        try:
            files.write_whole(place, self.export_screenshot())
        except OSError as error:
            self.notify(printable(words.failed.format(why=told(error))), severity="warning", markup=False)
        else:
            self.notify(printable(words.saved.format(path=place.resolve())), markup=False)

    def action_help_quit(self) -> None:
        """Say how to leave, on Ctrl+C where nothing is selected."""
        self.notify(printable(self._wording.prompt.how_to_quit), markup=False)

    def action_toggle_lightness(self) -> None:
        """Change between the light and the dark theme."""
        self.theme = "textual-light" if self.current_theme.dark else "textual-dark"

    def action_switch_language(self) -> None:
        """Change between Chinese and English."""
        self.choose_language("en" if self._wording.personal.language == "zh" else "zh")

    def action_settings(self) -> None:
        """Open the settings, once, on any screen that is not a question itself."""
        if not self.screen.is_modal:
            themes = tuple(sorted(self.available_themes))
            self.push_screen(settings.SettingsScreen(self, themes, self._wording))

    def choose_language(self, language: str) -> None:
        """Speak another language at once; "auto" means the locale's."""
        self._preferences = replace(self._preferences, language=language)
        code = self._personal.locale_language if language == "auto" else language
        self._speech.spoken = self._with_keys(WORDINGS[code])
        for screen in self.screen_stack:
            for node in screen.walk_children(with_self=True):
                if isinstance(node, Retold):
                    node.retell()
            screen.refresh(layout=True)
        self.keep({"language": language})

    def _with_keys(self, wording: Wording) -> Wording:
        """Return the words with the keys that the user wishes for, where he wishes for any."""
        rebound = self._personal.rebound
        return keymap.with_keys(wording, rebound) if rebound else wording

    def choose_colours(self, colours: str) -> None:
        """Draw attention in another set of colours."""
        self.heat_map_colours = colours
        self.keep({"heat_map_colours": colours})

    def action_next_colours(self) -> None:
        """Draw attention in the next set of colours; after the last comes the first."""
        place = HEAT_MAP_COLOURS.index(self.heat_map_colours) + 1
        self.choose_colours(HEAT_MAP_COLOURS[place % len(HEAT_MAP_COLOURS)])

    def watch_heat_map_colours(self, old: str, new: str) -> None:
        """Let the style sheet know which set is chosen."""
        self.remove_class(f"-{old}-colours").add_class(f"-{new}-colours")

    def choose_search(self, search: SearchConfig) -> None:
        """Search for the next replies in another way."""
        self._chosen_search = search

    def keep(self, settings: Mapping[str, Setting]) -> bool:
        """Write settings down; tell where that cannot be done."""
        try:
            self._keep_settings(settings)
        except (ChatbotError, OSError) as error:
            why = self._wording.personal.not_kept.format(why=told(error))
            self.notify(printable(why), severity="warning", markup=False)
            return False
        return True

    @on(Notify)
    def _say_one_thing(self, event: Notify) -> None:
        """Take away what was said before of the same kind: the newest of it is what is read."""
        for said in tuple(self._notifications):
            if said.severity == event.notification.severity:
                self._unnotify(said, refresh=False)
        event.notification = standing(event.notification)

    async def on_event(self, event: Event) -> None:
        """Take away what went wrong, once it was there to be read, with the next key."""
        if isinstance(event, Key) and not event.is_forwarded:
            for said in tuple(self._notifications):
                if isinstance(said, StandingNotice) and said.may_go:
                    self._unnotify(said)
        await super().on_event(event)

    @on(Mount)
    def _begin_to_keep(self) -> None:
        """Tell what is wrong with the wishes, and keep the theme from now on."""
        troubles = list(self._personal.troubles)
        if self._unknown_theme:
            troubles.append(self._wording.personal.unknown_theme.format(name=self._unknown_theme))
        if troubles:
            told = "\n".join(printable(str(why)) for why in troubles)
            self.notify(told, severity="warning", markup=False, timeout=TROUBLE_SECONDS)
        self.theme_changed_signal.subscribe(self, self._keep_theme)

    def _begin_theme(self, name: str) -> None:
        if name in self.available_themes:
            self.theme = name
        else:
            self._unknown_theme = name
        self._kept_theme = self.theme

    def _keep_theme(self, theme: Theme) -> None:
        if theme.name != self._kept_theme:
            self._kept_theme = theme.name
            self.keep({"theme": theme.name})
