"""How a user wishes the program to be: plain values, checked where they are made.

A setting is named as in the file that keeps it, with a dot before each step down: `search.beam_size`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any

from chatbot.config import SearchConfig
from chatbot.errors import ConfigError

LANGUAGES = ("auto", "en", "zh")
"""The interface's; "auto" follows the locale."""

HEAT_MAP_COLOURS = ("theme", "colour-blind", "monochrome")
"""The sets of colours in which attention can be drawn."""

PLAIN_SETTINGS = ("theme", "language", "heat_map_colours")
"""The settings that stand above all tables."""

Setting = str | int | float | bool | tuple[str, ...]
"""What a file can hold for one setting."""

Keep = Callable[[Mapping[str, Setting]], None]
"""Writes settings down by their names; raises ConfigError or OSError where it cannot."""


class PreferenceError(ConfigError):
    """A setting is unknown, or not what it should be."""

    def __init__(self, name: str, why: str) -> None:
        """Name the setting."""
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


@dataclass(frozen=True, slots=True)
class Preferences:
    """All that can be wished for; made without arguments it is what the program does by itself."""

    theme: str = ""
    """The name of a Textual theme; empty leaves the choice to Textual."""

    language: str = "auto"
    """One of `LANGUAGES`."""

    heat_map_colours: str = "theme"
    """One of `HEAT_MAP_COLOURS`."""

    search: SearchConfig = SearchConfig()  # noqa: RUF009  # frozen
    """How replies are searched for."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The keys of some actions, by the action's id; the others keep theirs."""

    def __post_init__(self) -> None:
        """Refuse what is none of the choices."""
        _require_choice("language", self.language, LANGUAGES)
        _require_choice("heat_map_colours", self.heat_map_colours, HEAT_MAP_COLOURS)

    @classmethod
    def of(cls, settings: Mapping[str, object]) -> Preferences:
        """Make preferences of what a file holds: a tree of plain values; what is missing is left as it is.

        Raises:
            PreferenceError: a setting is unknown, or not what it should be.
        """
        known = [each.name for each in fields(cls)]
        for name in settings:
            _require_known(name, name, known)
        return cls(
            **{name: _text(name, settings[name]) for name in PLAIN_SETTINGS if name in settings},
            search=_search(_table("search", settings.get("search", {}))),
            keys=dict(_keys(_table("keys", settings.get("keys", {})))),
        )

    def settings(self) -> dict[str, Setting]:
        """Return every setting by its name; without those that are None, which no file can hold."""
        found: dict[str, Setting] = {name: getattr(self, name) for name in PLAIN_SETTINGS}
        for each in fields(self.search):
            if (value := getattr(self.search, each.name)) is not None:
                found[f"search.{each.name}"] = value
        return found | {f"keys.{action}": keys for action, keys in self.keys.items()}


def with_setting(search: SearchConfig, name: str, value: object) -> SearchConfig:
    """Return a search with one setting changed, by its name in `SearchConfig`.

    Raises:
        PreferenceError: it cannot have this value.
    """
    full_name = f"search.{name}"
    kinds = SEARCH_KINDS[name]
    wanted: dict[str, Any] = {name: value}
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise PreferenceError(full_name, f"expected {KIND_NAMES[kinds]}, found {_shown(value)}")
    try:
        checked = replace(search, **wanted)
    except ConfigError as error:
        raise PreferenceError(full_name, str(error).removeprefix(f"{name}: ")) from error
    # A whole number written where a fraction may stand is kept as the fraction it is.
    wanted = {name: float(wanted[name])} if kinds == _NUMBER else wanted
    return replace(checked, **wanted)


_NUMBER = (int, float)
SEARCH_KINDS: dict[str, tuple[type, ...]] = {
    "strategy": (str,),
    "beam_size": (int,),
    "candidates": (int,),
    "length_penalty": _NUMBER,
    "diversity": _NUMBER,
    "n_best": (int,),
    "mmi": _NUMBER,
    "no_repeat_ngram": (int,),
    "no_copy_ngram": (int,),
    "temperature": _NUMBER,
    "top_k": (int,),
    "top_p": _NUMBER,
    "samples": (int,),
    "max_length": (int,),
    "weights": (str,),
    "seed": (int,),
}
"""What the values of every field of `SearchConfig` are."""

KIND_NAMES = {(str,): "a text", (int,): "a whole number", _NUMBER: "a number"}
"""How kinds of values are told."""


def _search(given: Mapping[str, object]) -> SearchConfig:
    search = SearchConfig()
    for name, value in given.items():
        _require_known(f"search.{name}", name, list(SEARCH_KINDS))
        search = with_setting(search, name, value)
    return search


def _keys(given: Mapping[str, object], above: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Go through a table of keys; `reply.correct` may be one name, or a table in a table."""
    for name, value in given.items():
        action = f"{above}{name}"
        if isinstance(value, Mapping):
            yield from _keys(value, f"{action}.")
            continue
        given_keys = value if isinstance(value, list | tuple) else [value]
        keys = tuple(key for key in given_keys if isinstance(key, str) and key)
        if not keys or len(keys) < len(given_keys):
            raise PreferenceError(
                f"keys.{action}", f'expected a key like "f5", or several in a list, found {_shown(value)}'
            )
        yield action, keys


def _table(name: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise PreferenceError(name, f"expected a table [{name}], found {_shown(value)}")
    return value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise PreferenceError(name, f"expected a text, found {_shown(value)}")
    return value


def _require_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise PreferenceError(name, f"expected one of {', '.join(choices)}, found {_shown(value)}")


def _require_known(full_name: str, name: str, known: list[str]) -> None:
    if name not in known:
        close = get_close_matches(name, known, n=1)
        expected = f"did you mean {close[0]}?" if close else f"expected one of {', '.join(known)}"
        raise PreferenceError(full_name, f"no such setting; {expected}")


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else "a table" if isinstance(value, Mapping) else str(value)
