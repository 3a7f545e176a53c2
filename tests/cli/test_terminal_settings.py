"""What the environment says about the terminal and its reader."""

from __future__ import annotations

import os

import pytest

from chatbot.cli.options import interface_language, prepare_terminal

LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing set that matters here; the first setting makes sure that it is put back."""
    for name in (*LOCALES, "TERM_PROGRAM", "TMUX", "TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_FPS"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return monkeypatch


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh_CN.UTF-8", "zh"), ("zh_TW", "zh"), ("en_GB.UTF-8", "en"), ("C.UTF-8", "en"), ("de_DE", "en")],
)
def test_the_interface_speaks_the_locales_language(
    environment: pytest.MonkeyPatch, locale: str, language: str
) -> None:
    environment.setenv("LANG", locale)

    assert interface_language() == language


def test_a_stronger_locale_setting_wins(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LANG", "en_GB.UTF-8")
    environment.setenv("LC_MESSAGES", "zh_CN.UTF-8")

    assert interface_language() == "zh"


def test_without_a_locale_the_interface_speaks_english(environment: pytest.MonkeyPatch) -> None:
    assert interface_language() == "en"


def test_iterm_keeps_what_an_input_method_commits(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TERM_PROGRAM", "iTerm.app")

    prepare_terminal()

    assert os.environ["TEXTUAL_DISABLE_KITTY_KEY"] == "1"


def test_a_users_own_setting_for_iterm_stays(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TERM_PROGRAM", "iTerm.app")
    environment.setenv("TEXTUAL_DISABLE_KITTY_KEY", "0")

    prepare_terminal()

    assert os.environ["TEXTUAL_DISABLE_KITTY_KEY"] == "0"


@pytest.mark.parametrize("settings", [{"TERM_PROGRAM": "iTerm.app", "TMUX": "/tmp/tmux-0/default,1,0"}, {}])
def test_elsewhere_nothing_is_set(environment: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        environment.setenv(name, value)

    prepare_terminal()

    assert "TEXTUAL_DISABLE_KITTY_KEY" not in os.environ


@pytest.mark.parametrize(("set_by_the_user", "beats"), [(None, "120"), ("30", "30")])
def test_a_users_own_beat_of_the_screen_stays(
    environment: pytest.MonkeyPatch, set_by_the_user: str | None, beats: str
) -> None:
    if set_by_the_user is not None:
        environment.setenv("TEXTUAL_FPS", set_by_the_user)

    prepare_terminal()

    assert os.environ["TEXTUAL_FPS"] == beats
