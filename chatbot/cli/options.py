"""Default paths and the options that several commands share.

The only place that knows default paths and environment variables.
"""

from __future__ import annotations

import os
from pathlib import Path

import click
import platformdirs

import chatbot
from chatbot.errors import CheckpointError
from chatbot.model.file_names import CARD_FILE
from chatbot.model.snapshots import place_of_snapshot

IN_USE_FILE = "in-use"
"""A file in `./checkpoints` that names the checkpoint to talk with."""

checkpoint_option = click.option(
    "--checkpoint",
    envvar="CHATBOT_CHECKPOINT",
    metavar="DIR|NAME",
    help="The model to talk with: a folder, or a name in ./checkpoints "
    "[default: the one in use in ./checkpoints, else the starter; env: CHATBOT_CHECKPOINT]",
)

log_option = click.option(
    "--log",
    "log_path",
    envvar="CHATBOT_LOG",
    type=click.Path(path_type=Path, readable=False),  # Unreadable is no wrong usage: the log itself tells.
    metavar="FILE",
    help="Where conversations are kept [default: the user's data directory; env: CHATBOT_LOG]",
)

LARGEST_ID = 2**63 - 1
"""SQLite's largest integer."""

conversation_id_argument = click.argument("conversation_id", metavar="ID", type=click.IntRange(1, LARGEST_ID))

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")


def checkpoints_directory() -> Path:
    """Return where training leaves its checkpoints: `checkpoints` in the working directory."""
    return Path("checkpoints")


def cache_directory() -> Path:
    """Return where caches of ours may be kept, the user's own."""
    return Path(platformdirs.user_cache_dir("chatbot", appauthor=False))


def default_log_path() -> Path:
    """Return where conversations are kept unless a path is given."""
    return Path(platformdirs.user_data_dir("chatbot", appauthor=False)) / "log.db"


def config_path() -> Path:
    """Return the file of the user's settings, whether or not there is one: `CHATBOT_CONFIG` can name it."""
    named = os.environ.get("CHATBOT_CONFIG")
    return Path(named or Path(platformdirs.user_config_dir("chatbot", appauthor=False)) / "config.toml")


def theme_set_outside() -> str:
    """Return the theme that the environment chooses for Textual; it goes before the user's file."""
    return os.environ.get("TEXTUAL_THEME", "")


def find_checkpoint(name: str | None) -> Path:
    """Return the folder of a checkpoint by path or by name; the default one without a name.

    Raises:
        CheckpointError: there is no such checkpoint.
    """
    if name is None:
        return _checkpoint_in_use() or _starter()
    for place in (Path(name), checkpoints_directory() / name, shipped_directory() / name):
        for folder in (place, place_of_snapshot(place)):
            if (folder / CARD_FILE).is_file():
                return folder
    raise CheckpointError(
        f"{name}: expected a folder with checkpoint.json, or a name in ./checkpoints; found neither. "
        "`chatbot train corpora/` makes one"
    )


def _checkpoint_in_use() -> Path | None:
    marker = checkpoints_directory() / IN_USE_FILE
    if not marker.is_file():
        return None
    name = marker.read_text(encoding="utf-8").strip()
    for folder in (checkpoints_directory() / name, shipped_directory() / name):
        if (folder / CARD_FILE).is_file():
            return folder
    raise CheckpointError(
        f"{marker}: names the checkpoint {name!r}, which is not in {checkpoints_directory()}; "
        "delete the file to use the starter, or name another with --checkpoint"
    )


def shipped_directory() -> Path:
    """Return the folder of the checkpoints that ship: in the wheel, or beside the package in a checkout."""
    package = Path(chatbot.__file__).parent
    inside_wheel = package / "checkpoints"
    return inside_wheel if inside_wheel.is_dir() else package.parent / "checkpoints"


def _starter() -> Path:
    starter = shipped_directory() / "starter"
    if not (starter / CARD_FILE).is_file():
        raise CheckpointError(
            f"{starter}: expected the starter model that ships with the package, found nothing; "
            "install the package again, or train one: chatbot train corpora/"
        )
    return starter


def interface_language() -> str:
    """Return the language of the screen's words, "zh" or "en", as the locale says."""
    set_ones = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((value for value in set_ones if value), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def prepare_terminal() -> None:
    """Set what Textual reads when it is first imported.

    iTerm2 loses what an input method commits while the Kitty keyboard protocol is on; tmux between them
    does not speak it. And a frame that takes longer than Textual's 60th of a second makes it miss the next
    one too, so that a key pressed meanwhile waits for 30 ms: with shorter beats there is less to miss.
    """
    os.environ.setdefault("TEXTUAL_FPS", "120")
    if os.environ.get("TERM_PROGRAM") == "iTerm.app" and "TMUX" not in os.environ:
        os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
