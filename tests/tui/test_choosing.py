"""Looking back: which reply and which word the sidebar shows."""

from __future__ import annotations

from threading import Semaphore

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from chatbot.tui.widgets.attention_panel import AttentionPanel
from chatbot.tui.widgets.bars import KeyBar
from chatbot.tui.wording import CHINESE, ENGLISH, Wording
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, ScriptedResponder
from tests.tui.stage import (
    SIZES,
    app_with,
    box_of,
    map_rows,
    prompt_of,
    replies_of,
    say,
    shown,
    type_in,
    until,
)

BOTH = pytest.mark.parametrize("wording", [ENGLISH, CHINESE])


async def talk_twice(pilot: Pilot[None]) -> None:
    await say(pilot, CHINESE_PROMPT)
    await say(pilot, ENGLISH_PROMPT)


async def test_the_sidebar_follows_the_newest_reply() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        await talk_twice(pilot)

        assert box_of(pilot).conversation.chosen is replies_of(pilot)[1]
        assert map_rows(pilot)[0].split() == ENGLISH_PROMPT.split()


async def test_up_chooses_an_earlier_reply_and_the_sidebar_follows() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        await talk_twice(pilot)
        await pilot.press("up", "up")

        assert box_of(pilot).conversation.chosen is replies_of(pilot)[0]
        assert map_rows(pilot)[0].split()[0] == "你好"
        assert shown(pilot).count("▸") == 1


async def test_down_below_the_last_reply_leads_back_to_the_prompt() -> None:
    async with app_with().run_test() as pilot:
        await talk_twice(pilot)
        await pilot.press("up", "up", "down")
        assert box_of(pilot).conversation.has_focus
        await pilot.press("down")

        assert prompt_of(pilot).has_focus


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_escape_and_enter_lead_back_to_the_prompt(key: str) -> None:
    async with app_with().run_test() as pilot:
        await talk_twice(pilot)
        await pilot.press("up", "up", key)
        await pilot.press("好")

        assert prompt_of(pilot).text == "好"


async def test_up_inside_a_text_moves_the_cursor_alone() -> None:
    async with app_with().run_test() as pilot:
        await talk_twice(pilot)
        await pilot.press("a", "up")

        assert prompt_of(pilot).has_focus


async def test_left_and_right_choose_a_word_and_tell_about_it() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        await talk_twice(pilot)
        await pilot.press("up", "right", "right", "left")

        assert pilot.app.screen.query_one(AttentionPanel).word == 1
        assert "I  probability 0.82" in shown(pilot)
        assert "looked at you 0.70  are 0.10  free 0.10" in shown(pilot)


async def test_the_word_stays_within_the_reply() -> None:
    async with app_with().run_test() as pilot:
        await talk_twice(pilot)
        await pilot.press("up", *["right"] * 8)

        assert pilot.app.screen.query_one(AttentionPanel).word == 6


async def test_a_reply_that_is_being_read_is_not_taken_away_by_a_new_one() -> None:
    gate = Semaphore(20)
    async with app_with(ScriptedResponder(gate=gate)).run_test(size=(120, 40)) as pilot:
        await talk_twice(pilot)
        await type_in(pilot, "more 好")
        await pilot.press("enter", "up", "up", "up")
        gate.release(2)
        await until(pilot, lambda: replies_of(pilot)[-1].note != "")

        assert box_of(pilot).conversation.chosen is replies_of(pilot)[0]


async def test_a_click_chooses_a_reply_and_a_word() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        await talk_twice(pilot)
        # Behind the border: the question, a free line, then the first reply.
        await pilot.click("ConversationView", offset=(20, 3))
        await pilot.click("HeatMap", offset=(1, 3))

        assert box_of(pilot).conversation.chosen is replies_of(pilot)[0]
        assert pilot.app.screen.query_one(AttentionPanel).word == 2


@pytest.mark.parametrize(("width", "sidebar"), [(60, 0), (69, 0), (70, 34), (80, 34), (99, 34), (100, 48)])
async def test_the_sidebar_takes_what_the_width_allows(width: int, sidebar: int) -> None:
    async with app_with().run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        panel = pilot.app.screen.query_one(AttentionPanel)

        assert (panel.outer_size.width if panel.display else 0) == sidebar


async def test_on_a_narrow_terminal_f2_gives_the_attention_a_page_of_its_own() -> None:
    async with app_with().run_test(size=(60, 20)) as pilot:
        await talk_twice(pilot)
        await pilot.press("f2", "up", "right")
        await pilot.pause()

        assert pilot.app.screen.query_one(AttentionPanel).outer_size.width == 60
        assert map_rows(pilot)[0].split()[0] == "你好"
        assert pilot.app.screen.query_one(AttentionPanel).word == 1


async def test_escape_closes_the_page_and_the_prompt_is_ready() -> None:
    async with app_with().run_test(size=(60, 20)) as pilot:
        await talk_twice(pilot)
        await pilot.press("f2", "f2", "escape", "好")

        assert prompt_of(pilot).text == "好"
        assert box_of(pilot).conversation.display


@pytest.mark.parametrize("wording", [ENGLISH, CHINESE])
@pytest.mark.parametrize("width", [40, 60, 80])
async def test_no_key_hint_is_cut(width: int, wording: Wording) -> None:
    async with app_with(wording=wording).run_test(size=(width, 20)) as pilot:
        bar = pilot.app.screen.query_one(KeyBar)
        hints = str(bar.render()).split("  ")

        assert hints == list(wording.prompt_keys[: len(hints)])
        assert cell_len(str(bar.render())) <= bar.size.width
        assert len(hints) >= 3


@pytest.mark.parametrize("size", SIZES)
async def test_f1_shows_the_keys_and_escape_puts_them_away(size: tuple[int, int]) -> None:
    async with app_with().run_test(size=size) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: ENGLISH.help_title in shown(pilot))
        with_help = shown(pilot)
        for key in ("pagedown", "end"):
            await pilot.press(key)
            await pilot.pause(0.1)
            with_help += shown(pilot)
        await pilot.press("escape")
        await pilot.pause(0.1)

        assert all(act in with_help for _, act in (*ENGLISH.help, *ENGLISH.anywhere_keys))
        assert ENGLISH.marks in with_help
        assert ENGLISH.help_title not in shown(pilot).splitlines()[2]
        assert prompt_of(pilot).has_focus


async def test_what_a_key_does_goes_on_below_itself_and_the_screens_own_keys_come_first() -> None:
    async with app_with().run_test(size=(44, 60)) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: f"╭─ {ENGLISH.help_title} " in shown(pilot))
        lines = shown(pilot).splitlines()

        first = next(place for place, line in enumerate(lines) if "change my words" in line)
        rest = lines[first + 1]
        assert rest.index("there") >= lines[first].index("change")
        assert not rest[: lines[first].index("change")].strip(" │╭╮")
        title = next(place for place, line in enumerate(lines) if f"╭─ {ENGLISH.help_title} " in line)
        assert "in the prompt" in lines[title + 1]
        assert lines.index(next(line for line in lines if "anywhere" in line)) > first


async def test_ctrl_t_changes_between_dark_and_light() -> None:
    async with app_with().run_test() as pilot:
        was_dark = pilot.app.current_theme.dark
        await pilot.press("ctrl+t")

        assert pilot.app.current_theme.dark is not was_dark


@pytest.mark.parametrize(("wording", "label"), [(ENGLISH, "lesson:"), (CHINESE, "课：")])
async def test_a_reply_that_was_taught_names_its_lesson(wording: Wording, label: str) -> None:
    responder = ScriptedResponder(lesson="[red]哪把 key")
    async with app_with(responder, wording=wording).run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)

        assert f"✎ {label} [red]哪把 key" in shown(pilot)


@BOTH
async def test_what_is_typed_on_a_reply_goes_to_the_prompt(wording: Wording) -> None:
    async with app_with(wording=wording).run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up")
        await until(pilot, lambda: wording.prompt.way_back in shown(pilot))

        # `e` alone would open the editor; with what comes before it in one burst it is a letter.
        await type_in(pilot, "here, 再见")
        await until(pilot, lambda: prompt_of(pilot).text == "here, 再见")

        assert prompt_of(pilot).has_focus
        assert prompt_of(pilot).placeholder == wording.placeholder


async def test_a_reply_gone_up_to_is_seen_with_its_question() -> None:
    async with app_with().run_test(size=(80, 16)) as pilot:
        for number in range(4):
            await say(pilot, f"{CHINESE_PROMPT} {number}")
        await pilot.press("up", "up", "up", "up")
        await until(pilot, lambda: box_of(pilot).conversation.chosen is replies_of(pilot)[0])

        assert f"{CHINESE_PROMPT} 0" in shown(pilot)
