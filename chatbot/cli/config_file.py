"""The file of a user's preferences: read, checked, and changed without losing a word of it.

A missing file means defaults. tomlkit, which keeps comments, is imported when something is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from chatbot.errors import ConfigError
from chatbot.preferences import PreferenceError, Preferences, Setting

MEND = "`chatbot config edit` opens it"
"""What to do about a file that cannot be used."""


def read_preferences(path: Path) -> Preferences:
    """Return what a file wishes for.

    Raises:
        ConfigError: it is no TOML in UTF-8, or a setting of it cannot be: names the line.
        OSError: it cannot be read.
    """
    return parse_preferences(text_of(path), path)


def text_of(path: Path) -> str:
    """Return what a file says; nothing where there is none.

    Raises:
        ConfigError: it is not in UTF-8.
        OSError: it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: expected text in UTF-8, found other bytes; {MEND}") from error


def parse_preferences(text: str, path: Path) -> Preferences:
    """Return what the text of a file wishes for; `path` is for its errors.

    Raises:
        ConfigError: it is no TOML, or a setting of it cannot be: names the line.
    """
    if not text:  # There is no file, as for most: no parser is needed.
        return Preferences()

    import tomllib

    try:
        return Preferences.of(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax_told(path, str(error))) from error
    except PreferenceError as error:
        raise ConfigError(setting_told(path, text, error)) from error


def setting_told(path: Path, text: str, error: PreferenceError) -> str:
    """Return what is wrong with a setting, on one line that says where it stands."""
    line = line_of(text, error.name)
    place = f"{path}:{line}" if line else f"{path}"
    return f"{place}: {error}; {MEND}"


def line_of(text: str, name: str) -> int | None:
    """Return the line, from 1, on which a setting is set; None where that is not seen at a glance."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[([^\[\]]+)\]", line):
            table = f"{_bare(header[1])}."
            if table == f"{name}.":
                return number
        elif (found := re.match(r"\s*([^=#]+?)\s*=", line)) and table + _bare(found[1]) == name:
            return number
    return None


def write_settings(path: Path, settings: Mapping[str, Setting], *, template: Callable[[], str]) -> None:
    """Change settings in a file, and leave every other word of it as it is.

    A missing file is begun with `template`.

    Raises:
        ConfigError: what there is cannot be used; it stays as it is.
        OSError: it cannot be read or written; the old content stands.
    """
    import tomlkit

    from chatbot.files import write_whole

    text = text_of(path) if path.exists() else template()
    parse_preferences(text, path)
    document = tomlkit.parse(text)
    for name, value in settings.items():
        table, _, key = name.partition(".")
        place = document.setdefault(table, tomlkit.table()) if key else document
        place[key or name] = list(value) if isinstance(value, tuple) else value
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path.resolve(), document.as_string())  # Where the file is a link, it stays one.


def _bare(name: str) -> str:
    return re.sub(r"""["'\s]""", "", name)


def _syntax_told(path: Path, why: str) -> str:
    """Return what is no TOML, with its line where other errors have it."""
    found = re.search(r" \(at line (\d+), column (\d+)\)", why)
    place = f"{path}:{found[1]}" if found else f"{path}"
    return f"{place}: expected TOML, found a mistake: {why[: found.start()] if found else why}; {MEND}"
