"""The views of the sidebar: which one is seen, and what it says."""

from __future__ import annotations

from dataclasses import replace
from threading import Semaphore

import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.widgets import Static

from chatbot.tui.widgets.views.about_word import AboutWord
from chatbot.tui.widgets.views.numbers import entropy
from chatbot.tui.widgets.views.order import VIEWS
from chatbot.tui.wording import CHINESE, ENGLISH, Wording
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, ScriptedResponder
from tests.tui.made_reply import ANSWERED, show
from tests.tui.stage import app_with, box_of, prompt_of, say, shown, type_in, until


def title(pilot: Pilot[None]) -> str:
    return str(box_of(pilot).panel.border_title)


@pytest.mark.parametrize("wording", [ENGLISH, CHINESE])
async def test_f2_goes_through_every_view_and_shift_f2_back(wording: Wording) -> None:
    names = [view(wording).title(wording) for view in VIEWS]
    async with app_with(wording=wording).run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        seen = [title(pilot)]
        for key in [*["f2"] * len(VIEWS), "shift+f2", "f14"]:
            await pilot.press(key)
            seen.append(title(pilot))

        assert seen == [*names, names[0], names[-1], names[-2]]
        assert prompt_of(pilot).has_focus


async def test_the_view_stays_when_another_reply_is_chosen() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("f14")
        await say(pilot, ENGLISH_PROMPT)
        assert title(pilot) == "numbers"
        await pilot.press("up", "up", "right")

        assert title(pilot) == "numbers"
        assert "8 words, 8 pieces" in shown(pilot)
        assert box_of(pilot).panel.border_subtitle == "reply 1/2 · word 2/8"


async def test_what_is_said_of_a_word_keeps_its_room_so_that_the_map_does_not_jump() -> None:
    async with app_with().run_test(size=(80, 24)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        about = box_of(pilot).panel.query_one(AboutWord)
        first = about.region
        about.tell(Content("1\n2\n3\n4"))
        await pilot.pause()
        more = about.region
        about.tell(Content("1"))
        await pilot.pause()

        assert more.height > first.height
        assert about.region == more


async def test_f_gives_the_view_the_whole_width_and_takes_it_back() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up", "f")
        await pilot.pause()
        assert box_of(pilot).panel.outer_size.width == 120
        await pilot.press("f2", "right")
        assert title(pilot) == VIEWS[1](ENGLISH).title(ENGLISH)
        await pilot.press("f")
        await pilot.pause()

        assert box_of(pilot).conversation.has_focus
        assert box_of(pilot).panel.word == 1


async def test_the_numbers_are_those_of_the_reply() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        await say(pilot, ENGLISH_PROMPT)
        await pilot.press("f14")
        seen = " ".join(shown(pilot).split())

        # Six words of -0.1 to -0.6, and an end of -0.5; each row is 0.7, 0.1, 0.1, 0.1.
        assert "-2.60, -0.37 a word" in seen
        assert "1.45 a piece" in seen
        assert "0.94 of 1.39 nats" in seen
        assert "by itself" in seen
        assert "scripted" in seen
        assert "greedy" in seen


def test_weights_that_sum_to_a_little_more_than_one_are_no_less_than_certain() -> None:
    assert f"{entropy((1.0000002,)):.2f}" == "0.00"


async def test_every_view_tells_what_it_will_show_before_there_is_a_reply() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        panel = box_of(pilot).panel
        told = set()
        for _ in VIEWS:
            await pilot.press("f2")
            told.add(str(panel.query_one("#nothing", Static).content))
            assert panel.view.about(ENGLISH) in told

        assert len(told) == len(VIEWS)


async def test_a_prompt_of_one_word_has_nothing_to_be_spread_over_and_a_page_says_how_to_leave_it() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        await say(pilot, "hi")
        await pilot.press("f14")
        assert ENGLISH.views.one_word in shown(pilot)

        await pilot.press("up")
        assert ENGLISH.page_keys[0] not in shown(pilot)
        await pilot.press("f")
        assert ENGLISH.page_keys[0] in shown(pilot)
        await pilot.press("f")
        assert ENGLISH.page_keys[0] not in shown(pilot)


async def test_numbers_are_waited_for_while_the_reply_is_on_its_way() -> None:
    gate = Semaphore(2)
    async with app_with(
        ScriptedResponder(gate=gate, has_attention=False), wording=CHINESE
    ).run_test() as pilot:
        await pilot.press("f14")
        await type_in(pilot, CHINESE_PROMPT)
        await pilot.press("enter")
        await until(pilot, lambda: CHINESE.views.waits in shown(pilot))
        gate.release(100)
        await until(pilot, lambda: CHINESE.views.no_weights in shown(pilot))

        assert CHINESE.views.stops["eos"] in shown(pilot)


async def test_what_the_log_does_not_know_is_said_to_be_not_measured() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        await pilot.press("f14")
        await show(pilot, replace(ANSWERED, seconds=None, seconds_to_first_word=None))

        assert shown(pilot).count(ENGLISH.views.not_measured) == 3


async def test_numbers_that_do_not_fit_can_be_scrolled() -> None:
    async with app_with().run_test(size=(60, 14)) as pilot:
        await show(pilot)
        await pilot.press("f", "f14")
        assert "longest reply" not in shown(pilot)
        await pilot.press(*["j"] * 9)
        await pilot.pause()

        assert "longest reply" in shown(pilot)
