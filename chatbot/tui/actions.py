"""Every action that a user may put on other keys, and whether the keys wished for are sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import TextArea

from chatbot.preferences import PreferenceError
from chatbot.tui.app import ChatbotApp
from chatbot.tui.keymap import Rebound, key_named, named_bindings, shown_key, types_a_character
from chatbot.tui.screens.chat import ChatScreen
from chatbot.tui.screens.compare import CompareScreen
from chatbot.tui.screens.conversations import ConversationsScreen
from chatbot.tui.screens.review import ReviewScreen
from chatbot.tui.screens.tour import TourScreen
from chatbot.tui.screens.what_if import WhatIfScreen
from chatbot.tui.widgets.conversation_view import ConversationView
from chatbot.tui.widgets.editor import Editor
from chatbot.tui.widgets.glass_box import GlassBox
from chatbot.tui.widgets.prompt import Prompt
from chatbot.tui.widgets.queue_list import QueueList
from chatbot.tui.widgets.talk_list import TalkList

HEARERS: tuple[type[DOMNode], ...] = (
    ChatbotApp,
    ChatScreen,
    ConversationView,
    GlassBox,
    Prompt,
    Editor,
    ReviewScreen,
    QueueList,
    WhatIfScreen,
    CompareScreen,
    ConversationsScreen,
    TourScreen,
    TalkList,
)
"""Whose keys can be changed; an action's id says which part of the interface hears it."""

WHILE_TYPING = ("app", "chat", "prompt", "editor")
"""The parts that hear keys while the prompt has the focus, which must go on typing."""

ON_THEIR_OWN = frozenset({"review", "what_if", "compare", "conversations", "tour"})
"""The parts that are screens of their own: they hear no other part's keys but those heard everywhere."""

EVERYWHERE = frozenset({"app", "view"})
"""The parts heard on screens of their own as well: every one that shows a reply has a view of it."""

COPY = "ctrl+c"
"""Belongs to copying, as everywhere."""


def default_keys() -> dict[str, tuple[str, ...]]:
    """Return every action's keys as it was made, by its id."""
    found: dict[str, tuple[str, ...]] = {}
    for hearer in HEARERS:
        for action, binding in named_bindings(hearer):
            if binding.key not in found.get(action, ()):
                found[action] = (*found.get(action, ()), binding.key)
    return found


def sound_keys(
    wished: Mapping[str, tuple[str, ...]],
) -> tuple[tuple[Rebound, ...], tuple[PreferenceError, ...]]:
    """Return which actions are on other keys, and what is wrong with the wishes that are left out."""
    defaults = default_keys()
    kept = {action: tuple(key_named(key) or key for key in keys) for action, keys in wished.items()}
    troubles: list[PreferenceError] = []
    # One left out gives its action its own keys back, which another wish may have taken: look again.
    while (trouble := next(_troubles(kept, defaults), None)) is not None:
        troubles.append(trouble)
        del kept[trouble.name.removeprefix("keys.")]
    rebound = (Rebound(action, defaults[action], keys) for action, keys in kept.items())
    return tuple(each for each in rebound if each.keys != each.before), tuple(troubles)


def _troubles(
    wished: Mapping[str, tuple[str, ...]], defaults: Mapping[str, tuple[str, ...]]
) -> Iterator[PreferenceError]:
    """Go through all that is wrong, the last of two wishes for one key after the first."""
    in_force = dict(defaults)
    for action, keys in wished.items():
        if action not in defaults:
            close = get_close_matches(action, defaults, n=1)
            known = f"did you mean {close[0]}?" if close else f"there are {', '.join(defaults)}"
            yield PreferenceError(f"keys.{action}", f"no such action; {known}")
            continue
        for key in keys:
            if why := _why_not(action, key, wished, in_force):
                yield PreferenceError(f"keys.{action}", why)
        in_force[action] = keys


def _why_not(
    action: str, key: str, wished: Mapping[str, tuple[str, ...]], in_force: Mapping[str, tuple[str, ...]]
) -> str:
    """Return why an action cannot have a key; nothing where it can."""
    if key_named(shown_key(key)) is None and key_named(key) is None:
        return f'expected keys like "x", "f5" or "ctrl+g", found "{key}"'
    if key in in_force[action]:
        return ""
    shown = shown_key(key)
    if key == COPY:
        return f"{shown} copies"
    if _area(action) in WHILE_TYPING and (types_a_character(key) or key in _editing_keys()):
        return f'{shown} is needed for typing; expected a key like "f5" or "ctrl+g"'
    for other, keys in in_force.items():
        is_free = other in wished and key not in wished[other]
        if other != action and key in keys and not is_free and _are_heard_together(action, other):
            return f"{shown} is the key of {other}; give that one another key first"
    return ""


def _area(action: str) -> str:
    return action.partition(".")[0]


def _are_heard_together(one: str, other: str) -> bool:
    areas = {_area(one), _area(other)}
    return bool(areas & EVERYWHERE) or len(areas) == 1 or not areas & ON_THEIR_OWN


def _editing_keys() -> set[str]:
    # Enter sends; Tab goes on to the next part of the screen.
    bound = {binding.key for binding in Binding.make_bindings(TextArea.BINDINGS)}
    return bound | {"enter", "tab", "shift+tab"}
