"""`chatbot config`: where the user's settings are, what is in force, and an editor on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from chatbot.cli.config_file import line_of, read_preferences, setting_told, text_of
from chatbot.cli.config_template import template
from chatbot.cli.options import config_path, json_option, theme_set_outside
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.errors import ConfigError
from chatbot.files import write_whole
from chatbot.preferences import Preferences, Setting


@click.group(epilog='\b\nchatbot config edit\nchatbot config show\ncat "$(chatbot config path)"')
def config() -> None:
    """Show and change your settings: theme, language, search and keys.

    They are one TOML file, CHATBOT_CONFIG or config.toml in the user's configuration directory. Options of a
    command go before the file, the file goes before the defaults.
    """


@config.command("path", epilog='\b\nchatbot config path\ncat "$(chatbot config path)"')
@json_option
def print_path(*, as_json: bool) -> None:
    """Print where the settings are kept, whether or not there are any yet."""
    path = str(config_path())
    if as_json:
        answer_json({"path": path})
    else:
        answer(path)


@config.command(epilog="\b\nchatbot config edit\nEDITOR=nano chatbot config edit")
def edit() -> None:
    """Open the settings in $VISUAL or $EDITOR, a new file with all there is; then check them."""
    path = config_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, template())
    click.edit(filename=str(path))
    _check(path)
    notice(f"{path}: sound; in force when a chat begins")


@dataclass(frozen=True, slots=True)
class InForce:
    """A setting, and who has said so."""

    name: str
    value: Setting | None
    source: str
    """What said so: "default", "file" or "environment"."""

    line: int | None = None
    """Of the file, where it has said so."""


@config.command(epilog="\b\nchatbot config show\nchatbot config show --json")
@json_option
def show(*, as_json: bool) -> None:
    """Print every setting in force, and where it comes from."""
    path = config_path()
    found = tuple(_in_force(_check(path), path))
    if as_json:
        settings = {each.name: {"value": each.value, "from": each.source} for each in found}
        answer_json({"path": str(path), "exists": path.exists(), "settings": settings})
        return
    answer(f"{path}{'' if path.exists() else '  (not there yet: everything is as by itself)'}\n")
    for each in found:
        value = " ".join(each.value) if isinstance(each.value, tuple) else each.value
        place = f"line {each.line}" if each.line else each.source
        answer(f"{each.name:<28} {'-' if value in (None, '') else value!s:<16} {place}")


def _check(path: Path) -> Preferences:
    """Return what a file wishes for, once its keys are sound as well."""
    from chatbot.tui.actions import sound_keys

    preferences = read_preferences(path)
    for trouble in sound_keys(preferences.keys)[1]:
        raise ConfigError(setting_told(path, text_of(path), trouble))
    return preferences


def _in_force(preferences: Preferences, path: Path) -> Iterator[InForce]:
    from chatbot.tui.actions import default_keys

    text = text_of(path)
    defaults = Preferences(keys=default_keys()).settings()
    wished = preferences.settings()
    for name, default in ({**defaults, **wished}).items():
        value = wished.get(name, default)
        line = line_of(text, name)
        if name == "theme" and theme_set_outside():
            yield InForce(name, theme_set_outside(), "environment")
        else:
            is_wished = line is not None or value != default
            yield InForce(name, value, "file" if is_wished else "default", line)
