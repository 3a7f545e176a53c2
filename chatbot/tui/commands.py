"""The command palette: everything that keys do, found by its name in either language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App, SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode
from textual.screen import Screen

from chatbot.tui.later import Later
from chatbot.tui.personal_wording import CHINESE, ENGLISH, PersonalWording

if TYPE_CHECKING:
    from chatbot.tui import keymap
    from chatbot.tui.keymap import Rebound
else:
    keymap = Later("chatbot.tui.keymap")

KEYLESS = {
    "app.theme": "change_theme",
    "app.language": "switch_language",
    "app.screenshot": "screenshot",
    "app.maximize": "screen.maximize",
    "app.minimize": "screen.minimize",
}
"""Acts of the app without a key, by their ids."""


class Commands(Provider):
    """Finds a command by its title, or by the title in the other language, which its help begins with."""

    async def discover(self) -> Hits:
        """List every command."""
        for title, about, act, _ in self.app.get_system_commands(self.screen):
            yield DiscoveryHit(title, act, help=about)

    async def search(self, query: str) -> Hits:
        """List the commands that a query fits, however loosely."""
        matcher = self.matcher(query)
        for title, about, act, _ in self.app.get_system_commands(self.screen):
            score = matcher.match(title)
            if score == 0 and query.casefold() in about.casefold():
                # No looser than this: in a long line nearly every query is found letter by letter.
                score = matcher.match(about)
            if score > 0:
                yield Hit(score, matcher.highlight(title), act, help=about)


def commands(
    app: App[None], screen: Screen[object], words: PersonalWording, rebound: tuple[Rebound, ...]
) -> Iterator[SystemCommand]:
    """List what can be done on a screen, in the order of `words`; what is not seen can do nothing."""
    other = CHINESE if words.language == "en" else ENGLISH
    now = {each.action: each.keys for each in rebound}
    acts = _acts(app, screen)
    for action, title in words.actions.items():
        if action in acts and action != "app.commands":
            node, name, keys = acts[action]
            shown = " ".join(map(keymap.shown_key, now.get(action, keys)))
            about = " · ".join(filter(None, (other.actions[action], words.areas[_area(action)], shown)))
            yield SystemCommand(title, about, partial(app.run_action, name, node))


def _acts(app: App[None], screen: Screen[object]) -> dict[str, tuple[DOMNode, str, list[str]]]:
    """Return who can do what on a screen, by the actions' ids: the node, its own name for it, the keys."""
    found: dict[str, tuple[DOMNode, str, list[str]]] = {}
    for node in (app, screen, *(widget for widget in screen.walk_children() if widget.is_on_screen)):
        bound: dict[str, tuple[DOMNode, str, list[str]]] = {}
        for action, binding in keymap.named_bindings(type(node)):
            bound.setdefault(action, (node, binding.action, []))[2].append(binding.key)
        found = bound | found
    is_large = screen.maximized is not None
    can_grow = not is_large and screen.focused is not None and screen.focused.allow_maximize
    absent = {"app.maximize": not can_grow, "app.minimize": not is_large}
    return found | {
        action: (app, name, []) for action, name in KEYLESS.items() if not absent.get(action, False)
    }


def _area(action: str) -> str:
    return action.partition(".")[0]
