"""Notices: one of a kind, what went wrong until a key, and the prompt free."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets._toast import Toast

from chatbot.tui.wording import CHINESE
from tests.doubles import CHINESE_PROMPT
from tests.tui.stage import app_with, notices, prompt_of, say, until


async def tell(pilot: Pilot[None], what: str, *, timeout: float = 60, is_wrong: bool = False) -> None:
    severity = "warning" if is_wrong else "information"
    pilot.app.notify(what, severity=severity, timeout=timeout, markup=False)  # type: ignore[arg-type]
    await pilot.pause()


async def test_the_newest_notice_of_a_kind_is_seen_and_what_went_wrong_stays_until_a_key() -> None:
    async with app_with().run_test() as pilot:
        await tell(pilot, "saved")
        await tell(pilot, "broken", is_wrong=True)
        await tell(pilot, "saved again")
        await tell(pilot, "not read yet", is_wrong=True)
        assert notices(pilot) == ["saved again", "not read yet"]

        await pilot.press("a")
        assert notices(pilot) == ["saved again", "not read yet"], "there was no time to read it"

        await tell(pilot, "read by now", timeout=0, is_wrong=True)
        assert notices(pilot) == ["saved again", "read by now"]
        await pilot.press("b")
        assert notices(pilot) == ["saved again"]
        assert prompt_of(pilot).text == "ab"


async def test_notices_are_never_over_the_prompt_however_high_it_grows() -> None:
    async with app_with(wording=CHINESE).run_test(size=(80, 24), notifications=True) as pilot:
        for lines in range(4):
            await tell(pilot, f"第 {lines} 次：出了问题，" * 6, is_wrong=True)
            await pilot.press("好", "ctrl+j")
            await until(pilot, lambda: len(pilot.app.screen.query(Toast)) == 1)
            await pilot.pause()
            await until(pilot, lambda: toast_bottom(pilot) <= prompt_of(pilot).region.y)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_no_character_of_a_notice_is_lost_where_widgets_below_it_meet(size: tuple[int, int]) -> None:
    told = "已保存。Ctrl+L：马上学习，a 再说一遍：这条回复好不好？"
    async with app_with(wording=CHINESE).run_test(size=size, notifications=True) as pilot:
        await say(pilot, CHINESE_PROMPT)
        for start in range(6):
            await tell(pilot, told[start:])
            await until(pilot, lambda: seen_of(pilot) == "".join(notices(pilot)[-1].split()))


def seen_of(pilot: Pilot[None]) -> str:
    """Return the words of the only notice, as the screen shows them."""
    region = pilot.app.screen.query(Toast).first().region
    strips = pilot.app.screen._compositor.render_strips()[region.y : region.bottom]
    lines = [Strip(strip).crop(region.x, region.right).text for strip in strips]
    return "".join("".join(line.strip("▌▎▏▊ ").split()) for line in lines)


def toast_bottom(pilot: Pilot[None]) -> int:
    return pilot.app.screen.query(Toast).first().region.bottom
