"""Another reply, other words, and a copy: r, i and y on a reply."""

from __future__ import annotations

from pathlib import Path
from threading import Semaphore

import pytest
from textual.pilot import Pilot

from chatbot.dialogue import Speaker, Turn
from chatbot.tui.widgets.reply_view import ReplyView
from chatbot.tui.wording import CHINESE, ENGLISH, Wording
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, ScriptedResponder
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

REPLY = "有空呀，你说吧😀"
LANGUAGES = pytest.mark.parametrize("wording", [ENGLISH, CHINESE], ids=["en", "zh"])


async def again(pilot: Pilot[None]) -> ReplyView:
    """Press r, and wait for the reply."""
    before = len(replies_of(pilot))
    await pilot.press("r")
    await until(pilot, lambda: len(replies_of(pilot)) > before and bool(replies_of(pilot)[-1].note))
    return replies_of(pilot)[-1]


def texts_of(turns: tuple[Turn, ...]) -> list[str]:
    return [turn.text for turn in turns]


@LANGUAGES
async def test_r_gives_another_reply_and_the_first_stays_above_and_in_the_log(
    tmp_path: Path, wording: Wording
) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, wording=wording).run_test(size=(120, 40)) as pilot:
            await say(pilot, ENGLISH_PROMPT)
            first = await say(pilot, CHINESE_PROMPT)
            await pilot.press("up")
            second = await again(pilot)
            third = await again(pilot)
            chosen = box_of(pilot).conversation.chosen
            await pilot.press("up", "up", "+")
            await pilot.press("escape")
            await say(pilot, "so")
            seen, last = shown(pilot), replies_of(pilot)[-1].answered
        turns = log.conversation(1).turns
        pairs = [lesson.pair for lesson in log.reviews.lessons(())]

    assert [view.said for view in (first, second, third)] == [REPLY, f"{REPLY} #2", f"{REPLY} #3"]
    assert chosen is third
    assert (first.is_quiet, second.is_quiet, third.is_quiet) == (True, True, False)
    assert seen.count(CHINESE_PROMPT) == 1
    # The log keeps what happened: the question was asked three times, and each reply follows its own.
    assert [turn.text for turn in turns[2:8]] == [
        CHINESE_PROMPT,
        REPLY,
        CHINESE_PROMPT,
        f"{REPLY} #2",
        CHINESE_PROMPT,
        f"{REPLY} #3",
    ]
    assert [(pair.prompt, pair.response) for pair in pairs] == [(CHINESE_PROMPT, REPLY)]
    # What the model hears next is the talk without the replies that were set aside.
    assert last is not None
    heard = [ENGLISH_PROMPT, "Yes I am, any time", CHINESE_PROMPT, f"{REPLY} #3", "so"]
    assert texts_of(last.history) == heard


@LANGUAGES
async def test_only_the_last_question_is_answered_again(wording: Wording) -> None:
    async with app_with(wording=wording).run_test() as pilot:
        await say(pilot, ENGLISH_PROMPT)
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up", "up", "r")

        assert notices(pilot) == [wording.prompt.not_the_last]
        assert len(replies_of(pilot)) == 2


async def test_the_same_reply_again_is_said_to_be_the_same() -> None:
    async with app_with(ScriptedResponder(is_stubborn=True)).run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up")
        view = await again(pilot)

        assert view.said == REPLY
        assert notices(pilot) == [ENGLISH.prompt.same_again]


async def test_another_reply_is_kept_with_the_search_that_found_it() -> None:
    async with app_with().run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up")
        view = await again(pilot)

        assert view.answered is not None
        assert (view.answered.search.strategy, view.answered.search.candidates) == ("beam", 5)


async def test_a_reply_that_failed_can_be_asked_for_again() -> None:
    responder = ScriptedResponder(failure=RuntimeError("out of memory"))
    async with app_with(responder).run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        responder.failure = None
        await pilot.press("up")
        view = await again(pilot)

        assert view.said == REPLY


@LANGUAGES
async def test_i_changes_my_words_and_the_conversation_goes_on_from_there(
    tmp_path: Path, wording: Wording
) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, wording=wording).run_test(size=(120, 40)) as pilot:
            await say(pilot, "before 之前")
            await say(pilot, CHINESE_PROMPT)
            await say(pilot, ENGLISH_PROMPT)
            await type_in(pilot, "draft 草稿")
            box_of(pilot).enter()
            await pilot.press("up", "i")
            begun, title = prompt_of(pilot).text, prompt_of(pilot).border_title
            await type_in(pilot, " 真的")
            await pilot.press("enter")
            await until(pilot, lambda: replies_of(pilot)[-1].said.endswith("真的"))
            seen, told, replies = shown(pilot), notices(pilot), replies_of(pilot)
            prompt = prompt_of(pilot)
        turns = log.conversation(1).turns

    assert (begun, title) == (CHINESE_PROMPT, wording.prompt.changing)
    assert ENGLISH_PROMPT not in seen
    assert [view.question.body for view in replies] == ["before 之前", f"{CHINESE_PROMPT} 真的"]
    assert told == [wording.prompt.taken_back]
    assert (prompt.text, prompt.border_title) == ("draft 草稿", "")
    # Nothing of the log is gone: what was asked in other words comes after it.
    users = [turn.text for turn in turns if turn.speaker is Speaker.USER]
    assert users == ["before 之前", CHINESE_PROMPT, ENGLISH_PROMPT, f"{CHINESE_PROMPT} 真的"]
    last = replies[-1].answered
    assert last is not None
    assert texts_of(last.history) == ["before 之前", "before 之前", f"{CHINESE_PROMPT} 真的"]


async def test_escape_leaves_my_words_as_they_were_said() -> None:
    async with app_with().run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await type_in(pilot, "draft")
        box_of(pilot).enter()
        await pilot.press("i", "!", "escape")
        kept = prompt_of(pilot).text
        await pilot.press("escape", "!", "enter")
        await until(pilot, lambda: len(replies_of(pilot)) == 2)

        assert kept == "draft"
        assert replies_of(pilot)[0].question.body == CHINESE_PROMPT
        assert replies_of(pilot)[1].question.body == "draft!"


@pytest.mark.parametrize("key", ["r", "i"])
@LANGUAGES
async def test_while_a_reply_is_on_its_way_nothing_else_is_asked(key: str, wording: Wording) -> None:
    gate = Semaphore(0)
    async with app_with(ScriptedResponder(gate=gate), wording=wording).run_test() as pilot:
        await type_in(pilot, CHINESE_PROMPT)
        await pilot.press("enter")
        gate.release(2)
        await until(pilot, lambda: bool(replies_of(pilot)) and "呀" in replies_of(pilot)[-1].body)
        await pilot.press("up", key)

        assert notices(pilot) == [wording.busy]
        assert len(replies_of(pilot)) == 1
        assert prompt_of(pilot).text == ""


async def test_words_that_cannot_be_kept_are_not_asked_and_the_screen_stays(tmp_path: Path) -> None:
    log = opened(tmp_path / "log.db")
    async with app_with(log=log).run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await say(pilot, ENGLISH_PROMPT)
        log.close()
        await pilot.press("up", "r", "up", "i", "enter")
        await until(pilot, lambda: bool(notices(pilot)))
        await pilot.pause()

        assert [notice.partition(":")[0] for notice in notices(pilot)] == ["not logged"]
        assert [view.said for view in replies_of(pilot)] == [REPLY, "Yes I am, any time"]
        assert prompt_of(pilot).text == CHINESE_PROMPT


@LANGUAGES
async def test_y_copies_the_reply(wording: Wording) -> None:
    async with app_with(wording=wording).run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up", "y")

        assert pilot.app.clipboard == REPLY
        assert notices(pilot) == [wording.prompt.copied]


async def test_a_reply_that_failed_cannot_be_copied() -> None:
    async with app_with(ScriptedResponder(failure=RuntimeError("no"))).run_test() as pilot:
        view = await say(pilot, CHINESE_PROMPT)
        await pilot.press("up", "y")

        assert view.has_failed
        assert notices(pilot)[-1] == ENGLISH.prompt.nothing_to_copy


@LANGUAGES
async def test_ctrl_c_copies_what_is_selected_and_else_says_how_to_leave(wording: Wording) -> None:
    async with app_with(wording=wording).run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("ctrl+c")
        told = notices(pilot)
        conversation = box_of(pilot).conversation
        await pilot.mouse_down(conversation, offset=(1, 1))
        await pilot.hover(conversation, offset=(60, 3))
        await pilot.mouse_up(conversation, offset=(60, 3))
        await pilot.press("ctrl+c")

        assert told == [wording.prompt.how_to_quit]
        assert CHINESE_PROMPT in pilot.app.clipboard
        assert REPLY in pilot.app.clipboard
