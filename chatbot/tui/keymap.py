"""Keys as people write and read them, and the words of the interface with the keys in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from textual.binding import Binding, InvalidBinding
from textual.dom import DOMNode
from textual.keys import Keys, format_key, key_to_character

from chatbot.record import Record

MODIFIERS = {"ctrl": "Ctrl", "alt": "Alt", "shift": "Shift", "super": "Super"}
"""What may be held down with a key, and how it is shown."""

SHOWN = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
}
"""How keys without a character of their own are shown, where it is not their name."""

_NAMED = {key.value for key in Keys} | {f"f{number}" for number in range(1, 25)}


@dataclass(frozen=True, slots=True)
class Rebound:
    """An action that is on other keys than it was made with."""

    action: str
    """Its id, such as "reply.correct": the part of the interface that hears it comes first."""

    before: tuple[str, ...]
    """The keys it was made with, by Textual's names."""

    keys: tuple[str, ...]
    """Those it has now."""


def key_named(typed: str) -> str | None:
    """Return Textual's name of a key as people write it: "e", "+", "Ctrl+X"; None where there is none."""
    *modifiers, last = typed.lower().split("+") if len(typed) > 1 else [typed]
    if any(modifier not in MODIFIERS for modifier in modifiers):
        return None
    try:
        (bound,) = Binding.make_bindings([Binding(last, "")])
    except (InvalidBinding, ValueError):  # No key, or the comma that stands between two.
        return None
    name = bound.key
    return "+".join((*modifiers, name)) if name in _NAMED or _character(name) else None


def types_a_character(key: str) -> bool:
    """Tell whether a key, in a field of text, types something."""
    return key == "space" or _character(key) is not None


def shown_key(key: str, *, is_short: bool = False) -> str:
    """Return a key as it is shown: "Ctrl+R", or "^R" where it is to be short."""
    *modifiers, last = key.split("+")
    name = SHOWN.get(last) or _character(last) or last.capitalize()
    if is_short and modifiers == ["ctrl"]:
        return f"^{name.upper()}"
    name = name.upper() if modifiers and len(name) == 1 else name
    return "+".join((*(MODIFIERS[modifier] for modifier in modifiers), name))


def _character(key: str) -> str | None:
    if key in _NAMED or "+" in key:
        return None
    # Textual calls some characters by names of its own ("plus"), and only shows what they are.
    return key_to_character(key) or (shown if len(shown := format_key(key)) == 1 else None)


def named_bindings(kind: type[DOMNode]) -> Iterator[tuple[str, Binding]]:
    """Go through the bindings with an id that a kind of node has, one a key; the id comes first."""
    for each in kind.__mro__:
        for binding in Binding.make_bindings(each.__dict__.get("BINDINGS", ())):
            if binding.id is not None:
                yield binding.id, binding


Table = TypeVar("Table", bound=Record)


def with_keys(words: Table, rebound: Iterable[Rebound], part: str = "") -> Table:
    """Return the words of the interface, a tree of tables, with every key they name as it is now.

    In lists of keys (fields called `help` or `…keys`) and in running text; there a letter is a key after
    "press", and in brackets of its own. `part` is one of `OWN_PARTS` where these are its words alone.
    """
    wished = tuple(rebound)
    of_parts = {part: _replacements(each for each in wished if _is_heard(each, part)) for part in OWN_PARTS}
    of_root = _replacements(each for each in wished if _is_heard(each, part))
    return _changed(words, of_root, of_parts) if of_root or any(of_parts.values()) else words


CHAT_AREAS = ("chat.", "reply.", "prompt.")
"""How the ids of actions begin that are heard in the chat alone."""

OWN_PARTS = {
    "review": "review.",
    "what_if": "what_if.",
    "compare": "compare.",
    "talks": "conversations.",
    "tour": "tour.",
}
"""Words of screens that hear other keys than the chat, by their field; how the ids of their actions begin."""


SAID_IN_CHAT = frozenset({"invitation", "undo_elsewhere"})
"""Words of the review that are said in the chat, where its keys are heard."""


def _is_heard(rebound: Rebound, part: str) -> bool:
    """Tell whether an action can be done in one of `OWN_PARTS`; with an empty name, in the chat."""
    begins = OWN_PARTS.get(part, CHAT_AREAS)
    elsewhere = (*CHAT_AREAS, *OWN_PARTS.values())
    return rebound.action.startswith(begins) or not rebound.action.startswith(elsewhere)


def _replacements(rebound: Iterable[Rebound]) -> dict[str, str]:
    """Return what stands for each key's name as it was."""
    found = {}
    for each in rebound:
        for place, key in enumerate(each.before):
            now = each.keys[min(place, len(each.keys) - 1)]
            for is_short in (False, True):
                found[shown_key(key, is_short=is_short)] = shown_key(now, is_short=is_short)
    return found


def _changed(words: Table, keys: Mapping[str, str], of_parts: Mapping[str, Mapping[str, str]]) -> Table:
    changes: dict[str, object] = {}
    for name, value in vars(words).items():
        if isinstance(value, Record):
            changes[name] = _changed(value, of_parts.get(name, keys), {"": keys})
        elif isinstance(value, str):
            changes[name] = _told(value, of_parts[""] if name in SAID_IN_CHAT else keys)
        elif name == "help" or name.endswith("keys"):
            changes[name] = tuple(_hint(line, keys) for line in value)
    return words.with_other(**changes)


def _hint(line: Any, keys: Mapping[str, str]) -> Any:
    """Change a hint, "^R review" or ("Ctrl+R", "review"): a letter is a key in its first part alone."""
    if isinstance(line, tuple):
        return _replaced(line[0], keys), _told(line[1], keys)
    key, space, act = line.partition(" ")
    return f"{_replaced(key, keys)}{space}{_told(act, keys)}"


def _told(text: str, keys: Mapping[str, str]) -> str:
    """Change running text."""
    letters = {key: now for key, now in keys.items() if len(key) == 1}
    names = {key: now for key, now in keys.items() if len(key) > 1}
    return _replaced(
        _replaced(text, names), letters, before=r"(?<=press )|(?<=按 )|(?<=[(（])", behind=r"(?![^\s)）])"
    )


def _replaced(
    text: str, keys: Mapping[str, str], *, before: str = r"(?<![\w+^])", behind: str = r"(?!\w)"
) -> str:
    """Change every key that is found between two patterns."""
    if not keys:
        return text
    longest_first = "|".join(re.escape(key) for key in sorted(keys, key=len, reverse=True))
    return re.sub(f"(?:{before})(?:{longest_first}){behind}", lambda found: keys[found[0]], text)
