"""Judging and correcting replies in the chat itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.verdict import Verdict
from chatbot.tui.widgets.editor import Editor
from chatbot.tui.wording import CHINESE, ENGLISH, Wording
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, MIXED_PROMPT, ScriptedResponder
from tests.tui.stage import (
    SIZES,
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

BOTH = pytest.mark.parametrize("wording", [ENGLISH, CHINESE])
REPLY_TURN = 2
"""The id of the first reply in a new log."""


def editor_of(pilot: Pilot[None]) -> Editor:
    return pilot.app.screen.query_one(Editor)


def verdict_on(log: ConversationLog, turn_id: int = REPLY_TURN) -> Verdict | None:
    review = log.reviews.current(turn_id)
    return review.verdict if review else None


async def rewrite(pilot: Pilot[None], text: str) -> None:
    """Open the editor on the chosen reply and put another text in place of what is there."""
    await pilot.press("e")
    await until(pilot, lambda: editor_of(pilot).has_focus)
    await pilot.press("ctrl+u")
    await type_in(pilot, text)


@pytest.mark.parametrize(("key", "verdict", "mark"), [("+", Verdict.GOOD, "✓"), ("-", Verdict.BAD, "✗")])
async def test_one_key_rates_the_chosen_reply(tmp_path: Path, key: str, verdict: Verdict, mark: str) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log).run_test() as pilot:
            view = await say(pilot, CHINESE_PROMPT)
            await pilot.press("up", key)
            await until(pilot, lambda: mark in view.note)

            assert mark in shown(pilot)
            assert verdict_on(log) is verdict


@pytest.mark.parametrize(("size", "wording"), list(zip(SIZES, (CHINESE, ENGLISH, ENGLISH), strict=True)))
async def test_a_reply_is_corrected_in_place(tmp_path: Path, wording: Wording, size: tuple[int, int]) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, wording=wording).run_test(size=size) as pilot:
            await say(pilot, CHINESE_PROMPT)
            await pilot.press("up", "e")
            await until(pilot, lambda: editor_of(pilot).has_focus)
            prefilled = editor_of(pilot).text
            with_editor = shown(pilot)
            await pilot.press("ctrl+u")
            await type_in(pilot, "明天不行，Friday 吧")
            await pilot.press("enter")
            await until(pilot, lambda: not editor_of(pilot).display)

            assert prefilled == "有空呀，你说吧😀"
            assert wording.review.editor in with_editor
            assert "✎ 明天不行，Friday 吧" in shown(pilot)
            assert wording.review.corrected in notices(pilot)
        review = log.reviews.current(REPLY_TURN)

    assert review is not None
    assert (review.verdict, review.correction) == (Verdict.CORRECTED, "明天不行，Friday 吧")


async def test_escape_leaves_the_reply_as_it_was_and_the_prompt_keeps_its_text(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log).run_test() as pilot:
            await say(pilot, ENGLISH_PROMPT)
            await pilot.press("up")
            await rewrite(pilot, "no 不")
            await pilot.press("escape")
            await until(pilot, lambda: box_of(pilot).conversation.has_focus)
            await pilot.press("escape", "好")

            assert prompt_of(pilot).text == "好"
            assert verdict_on(log) is None


async def test_a_correction_is_edited_again_from_what_it_was(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log).run_test() as pilot:
            await say(pilot, ENGLISH_PROMPT)
            await pilot.press("up")
            await rewrite(pilot, "No 不")
            await pilot.press("enter")
            await until(pilot, lambda: not editor_of(pilot).display)
            await pilot.press("e")
            await until(pilot, lambda: editor_of(pilot).has_focus)

            assert editor_of(pilot).text == "No 不"


@pytest.mark.parametrize("key", ["ctrl+j", "alt+enter"])
async def test_a_correction_may_have_several_lines(tmp_path: Path, key: str) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log).run_test() as pilot:
            await say(pilot, ENGLISH_PROMPT)
            await pilot.press("up")
            await rewrite(pilot, "a")
            await pilot.press(key, "好", "enter")
            await until(pilot, lambda: not editor_of(pilot).display)
            review = log.reviews.current(REPLY_TURN)

    assert review is not None
    assert review.correction == "a\n好"


@BOTH
async def test_an_empty_correction_is_refused_and_the_editor_stays(tmp_path: Path, wording: Wording) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, wording=wording).run_test() as pilot:
            await say(pilot, ENGLISH_PROMPT)
            await pilot.press("up")
            await rewrite(pilot, "  ")
            await pilot.press("enter")
            await until(pilot, lambda: bool(notices(pilot)))

            assert notices(pilot) == [wording.review.empty_correction]
            assert (editor_of(pilot).has_focus, editor_of(pilot).text) == (True, "  ")
            assert verdict_on(log) is None


async def test_a_reply_saved_unchanged_is_kept_as_good(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log).run_test() as pilot:
            await say(pilot, MIXED_PROMPT)
            await pilot.press("up", "e")
            await until(pilot, lambda: editor_of(pilot).has_focus)
            await pilot.press("enter")
            await until(pilot, lambda: not editor_of(pilot).display)

            assert verdict_on(log) is Verdict.GOOD


async def test_undo_goes_back_act_by_act_to_where_the_sitting_began(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log).run_test() as pilot:
            await say(pilot, CHINESE_PROMPT)
            await say(pilot, ENGLISH_PROMPT)
            await pilot.press("up", "+", "-", "up", "+")
            seen = []
            for _ in range(4):
                await pilot.press("u")
                await pilot.pause()
                seen.append((verdict_on(log, 2), verdict_on(log, 4)))

            assert seen == [(None, Verdict.BAD), (None, Verdict.GOOD), (None, None), (None, None)]
            assert box_of(pilot).conversation.chosen is replies_of(pilot)[1]
            assert not any(mark in shown(pilot) for mark in "✓✗")
            assert notices(pilot)[-1] == ENGLISH.review.nothing_to_undo


@BOTH
async def test_without_a_log_the_keys_say_why_nothing_is_kept(wording: Wording) -> None:
    async with app_with(wording=wording).run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up", "+", "-", "e", "u")
        await pilot.pause()

        assert notices(pilot) == [wording.review.not_kept], "what is said again piles nothing up"
        assert not editor_of(pilot).display


@BOTH
async def test_an_unsure_reply_invites_to_teach_until_it_is_judged(tmp_path: Path, wording: Wording) -> None:
    with opened(tmp_path / "log.db") as log:
        app = app_with(ScriptedResponder(certainty=0.2), log=log, wording=wording)
        async with app.run_test() as pilot:
            await say(pilot, CHINESE_PROMPT)
            await until(pilot, lambda: wording.review.invitation in shown(pilot))
            await pilot.press("up", "+")
            await until(pilot, lambda: wording.review.invitation not in shown(pilot))


async def test_a_correction_that_cannot_be_kept_stays_in_the_editor(tmp_path: Path) -> None:
    log = opened(tmp_path / "log.db")
    async with app_with(log=log).run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up")
        await rewrite(pilot, "不行 no")
        log.close()
        await pilot.press("enter")
        await until(pilot, lambda: bool(notices(pilot)))

        assert notices(pilot)[0].startswith("not saved: ")
        assert editor_of(pilot).text == "不行 no"


async def test_what_a_correction_holds_is_shown_as_it_is(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log).run_test(size=(120, 40)) as pilot:
            await say(pilot, CHINESE_PROMPT)
            await pilot.press("up")
            await rewrite(pilot, "[@click=app.quit]你好[/] $why {x}")
            await pilot.press("enter")
            await until(pilot, lambda: not editor_of(pilot).display)

            assert "✎ [@click=app.quit]你好[/] $why {x}" in shown(pilot)


@BOTH
async def test_undo_takes_back_what_is_in_view_and_asks_before_it_goes_elsewhere(
    tmp_path: Path, wording: Wording
) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, wording=wording).run_test() as pilot:
            await say(pilot, CHINESE_PROMPT)
            await say(pilot, ENGLISH_PROMPT)
            await pilot.press("up", "up", "+", "down", "-", "up", "u")
            await pilot.pause()
            assert (verdict_on(log, 2), verdict_on(log, 4)) == (None, Verdict.BAD)
            assert "r" in {hint[0] for hint in wording.reply_keys}
            assert wording.again_keys[0] not in shown(pilot), "it is of the last reply alone"

            await pilot.press("ctrl+n")
            await say(pilot, MIXED_PROMPT)
            await pilot.press("up", "u")
            await until(pilot, lambda: "“" in notices(pilot)[-1])
            assert verdict_on(log, 4) is Verdict.BAD
            await pilot.press("u")
            await until(pilot, lambda: notices(pilot)[-1] == wording.review.undone_elsewhere)
            assert verdict_on(log, 4) is None
