"""The screen as its user wishes it: a real file of settings, real keys."""

from __future__ import annotations

from pathlib import Path
from threading import Semaphore

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from chatbot.cli.config_file import read_preferences
from chatbot.cli.options import config_path
from chatbot.cli.wishes import Wishes
from chatbot.config import SearchConfig
from chatbot.preferences import Preferences
from chatbot.tui.actions import ON_THEIR_OWN
from chatbot.tui.app import ChatbotApp
from chatbot.tui.screens.review import ReviewScreen
from chatbot.tui.screens.settings import SettingsScreen
from chatbot.tui.widgets.editor import Editor
from chatbot.tui.widgets.number_line import NumberLine
from chatbot.tui.wording import CHINESE, ENGLISH
from tests.doubles import MIXED_PROMPT, ScriptedLearner, ScriptedResponder
from tests.tui.stage import (
    app_with,
    box_of,
    notices,
    opened,
    prompt_of,
    replies_of,
    say,
    shown,
    type_in,
    until,
)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CHATBOT_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path / "config.toml"


def wishing(text: str = "") -> Wishes:
    """Write the file of settings, and read it as a chat on the screen does."""
    if text:
        config_path().write_text(text, encoding="utf-8")
    return Wishes.read(config_path(), must_be_sound=False)


async def command(pilot: Pilot[None], query: str) -> None:
    """Do the first command of the palette that a query finds."""
    await pilot.press("ctrl+p")
    await found(pilot, query)
    palette = pilot.app.screen
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is not palette)
    await pilot.pause()


async def found(pilot: Pilot[None], query: str) -> None:
    """Type into the palette, and wait until all that it finds is listed."""
    await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
    palette = pilot.app.screen
    await type_in(pilot, query)
    await until(pilot, lambda: palette.query_one(Input).value == query)
    await pilot.pause()
    searches = [worker for worker in pilot.app.workers if worker.node is palette]
    await until(pilot, lambda: all(search.is_finished for search in searches))
    await until(pilot, lambda: palette.query_one(OptionList).option_count > 0)


def field(pilot: Pilot[None], name: str) -> NumberLine:
    return pilot.app.screen.query_one(f"#{name}", NumberLine)


async def replace_number(pilot: Pilot[None], name: str, typed: str) -> None:
    """Come to a number, and type over what is there."""
    number = field(pilot, name).query_one(Input)
    pilot.app.screen.set_focus(None)
    await pilot.pause()
    number.focus()
    await until(pilot, lambda: number.has_focus)
    await type_in(pilot, typed)
    await pilot.pause()


async def test_wishes_of_the_file_are_in_force_from_the_start(path: Path, tmp_path: Path) -> None:
    wishes = wishing(
        'theme = "nord"\nlanguage = "zh"\n[keys]\nreply.correct = "x"\nchat.new_conversation = "f5"\n'
    )
    with opened(tmp_path / "log.db") as log:
        app = app_with(log=log, wishes=wishes)
        async with app.run_test(size=(80, 60)) as pilot:
            assert app.theme == "nord"
            assert CHINESE.personal.welcome_keys[0][1] in shown(pilot)
            await say(pilot, MIXED_PROMPT)
            await pilot.press("up", "e")
            await pilot.pause()
            assert not app.screen.query_one(Editor).display
            assert prompt_of(pilot).text == "e", "a key of the replies no longer"
            await pilot.press("backspace", "up")
            await until(pilot, lambda: "x 纠正" in shown(pilot))
            await pilot.press("x")
            await pilot.pause()
            assert app.screen.query_one(Editor).display
            await pilot.press("escape", "f1")
            await pilot.pause()
            keys = shown(pilot)
            await pilot.press("end")
            await until(pilot, lambda: "F5" in keys + shown(pilot))
            assert "Ctrl+N" not in keys + shown(pilot)
            await pilot.press("escape", "f5")
            await until(pilot, lambda: not replies_of(pilot))
            assert notices(pilot) == []


async def test_a_broken_file_and_keys_that_cannot_be_had_are_told_and_stop_nothing(path: Path) -> None:
    app = app_with(wishes=wishing("[search]\nbeam_size = 0\n"))
    async with app.run_test() as pilot:
        await say(pilot, MIXED_PROMPT)
        assert any(f"{path}:2: search.beam_size: expected 1 to 100" in told for told in notices(pilot))
        await pilot.press("ctrl+t")
        await until(pilot, lambda: any("could not be kept" in told for told in notices(pilot)))
        assert app.theme == "textual-light"

    app = app_with(wishes=wishing('theme = "nrod"\n[keys]\nreply.good = "e"\n'))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert any(f"{path}:3: keys.reply.good: e is the key of reply.correct" in t for t in notices(pilot))
        assert any("there is no theme nrod" in told for told in notices(pilot))
        assert app.theme == "textual-dark"


async def test_the_theme_is_remembered_however_it_is_chosen(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_with(wishes=wishing("# mine\n"))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert path.read_text(encoding="utf-8") == "# mine\n"  # Nothing was changed, nothing is written.
        await pilot.press("ctrl+t")
        await until(pilot, lambda: read_preferences(path).theme == "textual-light")
        await command(pilot, "change the theme")
        await found(pilot, "dracula")
        await pilot.press("down", "enter")
        await until(pilot, lambda: read_preferences(path).theme == "dracula")
    assert path.read_text(encoding="utf-8").startswith("# mine\n")

    app = app_with(wishes=wishing())
    assert app.theme == "dracula"
    monkeypatch.setenv("TEXTUAL_THEME", "nord")
    assert app_with(wishes=wishing()).theme == "textual-dark"  # Textual's own; it reads the variable itself.


async def test_settings_are_in_force_from_the_next_reply_on(path: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        app = app_with(log=log, learner=ScriptedLearner(), wishes=wishing())
        async with app.run_test() as pilot:
            first = await say(pilot, MIXED_PROMPT)
            await type_in(pilot, "half a sentence")
            await pilot.press("f3")
            await pilot.pause()
            await pilot.press("right")  # From greedy to beam.
            await replace_number(pilot, "beam_size", "7")
            await replace_number(pilot, "length_penalty", "0.5")
            await pilot.press("escape")
            await pilot.pause()
            assert prompt_of(pilot).text == "half a sentence"
            assert "beam 7" in shown(pilot)
            prompt_of(pilot).clear()
            second = await say(pilot, MIXED_PROMPT)
            await pilot.press("up", "+", "ctrl+l")
            await until(pilot, lambda: any("Learnt" in told for told in notices(pilot)))
            await pilot.press("escape")
            third = await say(pilot, MIXED_PROMPT)

    assert first.answered
    assert second.answered
    assert third.answered
    assert first.answered.search == SearchConfig(strategy="greedy")
    assert second.answered.search == SearchConfig(strategy="beam", beam_size=7, length_penalty=0.5)
    assert (third.answered.checkpoint, third.answered.search) == ("scripted+", second.answered.search)
    assert not path.exists()


async def test_a_bad_value_is_told_in_its_field_and_the_search_is_kept_on_demand(path: Path) -> None:
    app = app_with(wishes=wishing("# mine\n[search]\n# wide\nbeam_size = 9\n"))
    async with app.run_test() as pilot:
        await until(pilot, lambda: "greedy" in shown(pilot))
        await pilot.press("f3")
        await pilot.pause()
        await replace_number(pilot, "beam_size", "500")
        assert "expected 1 to 100" in shown(pilot)
        assert app.search.beam_size <= 100
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert ENGLISH.personal.not_kept_bad in notices(pilot)
        assert read_preferences(path).search.beam_size == 9
        await replace_number(pilot, "beam_size", "3")
        assert "expected 1 to 100" not in shown(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause()
        await replace_number(pilot, "top_k", "x")
        assert "expected 0 or more" in shown(pilot)

    assert read_preferences(path) == Preferences(search=SearchConfig(strategy="greedy", beam_size=3))
    assert path.read_text(encoding="utf-8").startswith("# mine\n[search]\n# wide\nbeam_size = 3\n")


async def test_settings_are_reached_by_arrow_keys_and_all_fit_on_the_smallest_screen(path: Path) -> None:
    app = app_with(wishes=wishing('language = "zh"\n'))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3")
        await pilot.pause()
        words = CHINESE.personal
        labels = [label for label, _ in words.search_fields.values()]
        assert all(label in shown(pilot) for label in (*labels, words.language_field, words.colours))
        assert words.settings_keys in shown(pilot)
        await pilot.press("up", "right")
        await until(pilot, lambda: read_preferences(path).heat_map_colours == "colour-blind")
        assert app.heat_map_colours == "colour-blind"
        await pilot.press("f3")
        await pilot.pause()
        assert not isinstance(app.screen, SettingsScreen)


async def test_the_language_changes_at_once_and_nothing_is_lost(path: Path, tmp_path: Path) -> None:
    gate = Semaphore(100)
    responder = ScriptedResponder(gate=gate)
    with opened(tmp_path / "log.db") as log:
        app = app_with(responder, log=log, wishes=wishing())
        async with app.run_test(size=(100, 30)) as pilot:
            await say(pilot, MIXED_PROMPT)
            await say(pilot, "and once more")
            await pilot.press("up", "up", "+", "escape")
            said = shown(pilot)
            while gate.acquire(blocking=False):
                pass
            await type_in(pilot, "one more")
            await pilot.press("enter")
            await type_in(pilot, "half 一句")
            chosen = box_of(pilot).conversation.chosen
            await command(pilot, "中文")
            await until(pilot, lambda: read_preferences(path).language == "zh")
            await pilot.pause()
            seen = shown(pilot)
            texts = (
                CHINESE.user,
                CHINESE.bot,
                CHINESE.conversation,
                CHINESE.views.heat_map,
                CHINESE.looked_at,
            )
            assert all(text in seen for text in (*texts, "Esc 取消", CHINESE.answering))
            assert not any(text in seen for text in ("conversation", "attention", "cancel"))
            assert prompt_of(pilot).text == "half 一句"
            assert box_of(pilot).conversation.chosen is chosen
            assert len(replies_of(pilot)) == 3
            gate.release(100)
            await until(pilot, lambda: "one more" in replies_of(pilot)[-1].body)
            await command(pilot, "English")
            await pilot.press("up")
            await pilot.pause()
            await until(pilot, lambda: "once more" in shown(pilot))
            assert all(text in said for text in ("✓", "you", "0.72"))
            assert "✓" in shown(pilot)
            assert "you" in shown(pilot)
    assert read_preferences(path).language == "en"


async def test_the_language_of_the_review_and_of_the_settings_changes_too(path: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        app = app_with(log=log, wishes=wishing())
        async with app.run_test() as pilot:
            await say(pilot, MIXED_PROMPT)
            await pilot.press("ctrl+r")
            await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
            await pilot.press("f3")
            await pilot.pause()
            await pilot.press("up", "up", "up", "left")  # Round to Chinese.
            await until(pilot, lambda: CHINESE.personal.settings_keys in shown(pilot))
            await pilot.press("right")  # The same line has the focus: back to the locale's language.
            await until(pilot, lambda: ENGLISH.personal.settings_keys in shown(pilot))
            await pilot.press("left", "escape")
            await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
            await until(pilot, lambda: "e 纠正" in shown(pilot))
            seen = shown(pilot)
            assert all(text in seen for text in (CHINESE.review.title, CHINESE.review.waiting, CHINESE.user))
            assert ENGLISH.review.title not in seen
            await pilot.press("escape")
            await pilot.pause()
            assert CHINESE.conversation in shown(pilot)


async def test_the_palette_has_all_that_keys_do_found_in_either_language(path: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        app: ChatbotApp = app_with(log=log, wishes=wishing('language = "zh"\n'))
        async with app.run_test() as pilot:
            await say(pilot, MIXED_PROMPT)
            titles = [title for title, *_ in app.get_system_commands(app.screen)]
            words = CHINESE.personal.actions
            unseen = {"app.commands", "app.minimize", "editor.leave", "view.other_map"}
            expected = {
                title
                for action, title in words.items()
                if action.partition(".")[0] not in ON_THEIR_OWN and action not in unseen
            }
            assert set(titles) == expected

            await command(pilot, "New conversation")
            await until(pilot, lambda: not replies_of(pilot))
            await say(pilot, MIXED_PROMPT)
            await command(pilot, "纠正这条")
            await until(pilot, lambda: app.screen.query_one(Editor).display)
            await pilot.press("escape")
            await command(pilot, "审阅")
            await until(pilot, lambda: isinstance(app.screen, ReviewScreen))
            assert words["review.skip"] in [title for title, *_ in app.get_system_commands(app.screen)]


async def test_the_palette_saves_the_screen_in_this_folder_and_says_in_chinese_what_it_does_not_find(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app_with(wishes=wishing('language = "zh"\n')).run_test() as pilot:
        await command(pilot, "保存整个屏幕")
        await command(pilot, "保存整个屏幕")
        first, second = tmp_path / "chatbot-屏幕.svg", tmp_path / "chatbot-屏幕-2.svg"
        await until(pilot, lambda: notices(pilot) == [f"已保存：{second}"])
        assert "<svg" in first.read_text(encoding="utf-8")

        await pilot.press("ctrl+p")
        await found(pilot, "qqqq")
        assert CHINESE.personal.nothing_found in shown(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, CommandPalette))
        pilot.app.search_themes()
        await pilot.pause()
        await found(pilot, "qqqq")
        assert CHINESE.personal.nothing_found in shown(pilot)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_welcome_teaches_the_keys_in_five_lines_until_something_is_said(
    path: Path, size: tuple[int, int]
) -> None:
    app = app_with(wishes=wishing('language = "zh"\n[keys]\nreply.correct = "x"\n'))
    async with app.run_test(size=size) as pilot:
        acts = [act for _, act in CHINESE.personal.welcome_keys]
        await until(pilot, lambda: acts[0] in shown(pilot))
        assert len(acts) == 5
        assert all(act in shown(pilot) for act in acts)
        assert "x      纠正" in shown(pilot)
        await say(pilot, MIXED_PROMPT)
        assert acts[0] not in shown(pilot)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: acts[0] in shown(pilot))
