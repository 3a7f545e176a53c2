"""What is slow, breaks, is cancelled or left: nothing said is lost, and the app stays."""

from __future__ import annotations

from pathlib import Path
from threading import Semaphore
from time import perf_counter

import pytest
from textual.pilot import Pilot

from chatbot.errors import CheckpointError
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, ScriptedResponder
from tests.tui.stage import (
    SlowLoader,
    app_loading,
    app_with,
    notices,
    opened,
    prompt_of,
    replies_of,
    say,
    shown,
    type_in,
    until,
)

DAMAGED = CheckpointError("checkpoints/mine: expected safetensors, found a damaged file; train again")


async def ask_and_hear(pilot: Pilot[None], gate: Semaphore, words: int) -> None:
    """Ask, and let so many words of the reply pass."""
    await type_in(pilot, CHINESE_PROMPT)
    await pilot.press("enter")
    gate.release(words)
    await until(pilot, lambda: bool(replies_of(pilot)) and "呀" in replies_of(pilot)[-1].body)


async def test_one_can_type_while_the_model_loads_and_a_turn_waits_for_it(tmp_path: Path) -> None:
    loader = SlowLoader()
    with opened(tmp_path / "log.db") as log:
        async with app_loading(loader, log=log).run_test() as pilot:
            await type_in(pilot, "你好 bot")
            await pilot.press("enter")
            await until(pilot, lambda: bool(replies_of(pilot)))
            waiting, kept = replies_of(pilot)[0].body, log.conversation(1).turns[0].text
            loader.may_finish.set()
            await until(pilot, lambda: replies_of(pilot)[0].body == "你好 bot")

    assert (waiting, kept) == ("waiting for the model…", "你好 bot")


async def test_the_status_line_says_when_the_model_is_ready() -> None:
    loader = SlowLoader()
    async with app_loading(loader).run_test() as pilot:
        await pilot.pause()
        before = shown(pilot).splitlines()[0]
        loader.may_finish.set()
        await until(pilot, lambda: "scripted" in shown(pilot))

    assert "loading the model" in before


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_model_that_cannot_be_loaded_is_told_and_what_is_typed_stays(size: tuple[int, int]) -> None:
    loader = SlowLoader(DAMAGED)
    app = app_loading(loader)
    async with app.run_test(size=size) as pilot:
        await type_in(pilot, "你好 bot")
        loader.may_finish.set()
        await until(pilot, lambda: app.load_error is not None)
        await pilot.press("enter")
        await pilot.pause()

        assert "no model: checkpoints/mine: expected safetensors" in shown(pilot)
        assert prompt_of(pilot).text == "你好 bot"
        assert replies_of(pilot) == ()


async def test_a_turn_that_waited_for_a_model_that_failed_is_told() -> None:
    loader = SlowLoader(DAMAGED)
    async with app_loading(loader).run_test() as pilot:
        await type_in(pilot, "你好")
        await pilot.press("enter")
        loader.may_finish.set()
        await until(pilot, lambda: bool(replies_of(pilot)) and replies_of(pilot)[0].has_failed)

        assert replies_of(pilot)[0].body == f"no answer: {DAMAGED}"


async def test_escape_cancels_and_what_there_is_stays(tmp_path: Path) -> None:
    gate = Semaphore(0)
    with opened(tmp_path / "log.db") as log:
        async with app_with(ScriptedResponder(gate=gate), log=log).run_test() as pilot:
            await ask_and_hear(pilot, gate, 2)
            await pilot.press("escape")
            await until(pilot, lambda: "cancelled" in replies_of(pilot)[0].body)
            body, kept = replies_of(pilot)[0].body, log.conversation(1).turns[1].reply

    assert body == "有空呀 (cancelled)"
    assert kept is not None
    assert (kept.reply.text, kept.reply.stop) == ("有空呀", "cancelled")


async def test_after_a_cancelled_reply_the_conversation_goes_on() -> None:
    gate = Semaphore(0)
    async with app_with(ScriptedResponder(gate=gate)).run_test() as pilot:
        await ask_and_hear(pilot, gate, 2)
        await pilot.press("escape")
        await until(pilot, lambda: "cancelled" in replies_of(pilot)[0].body)
        gate.release(20)
        view = await say(pilot, ENGLISH_PROMPT)

        assert view.body == "Yes I am, any time"


async def test_a_second_turn_is_not_taken_before_the_first_is_answered() -> None:
    gate = Semaphore(0)
    async with app_with(ScriptedResponder(gate=gate)).run_test() as pilot:
        await ask_and_hear(pilot, gate, 2)
        await type_in(pilot, "再见 bye")
        await pilot.press("enter")
        await pilot.pause()

        assert prompt_of(pilot).text == "再见 bye"
        assert len(replies_of(pilot)) == 1
        assert "Esc" in notices(pilot)[0]


@pytest.mark.parametrize("failure", [RuntimeError("out of memory"), MemoryError(), OSError(5, "disk")])
async def test_a_reply_that_breaks_off_leaves_the_app_running(failure: Exception) -> None:
    responder = ScriptedResponder(failure=failure)
    async with app_with(responder).run_test() as pilot:
        view = await say(pilot, CHINESE_PROMPT)
        responder.failure = None
        next_view = await say(pilot, ENGLISH_PROMPT)

        assert view.has_failed
        assert view.body.startswith("no answer: ")
        assert next_view.body == "Yes I am, any time"


async def test_a_prompt_without_an_answer_is_told_in_its_own_words() -> None:
    async with app_with().run_test() as pilot:
        view = await say(pilot, "unanswerable")

        assert view.body == "no answer: expected a prompt with a visible character"


async def test_a_new_conversation_begins_empty_and_the_old_one_is_kept(tmp_path: Path) -> None:
    gate = Semaphore(0)
    with opened(tmp_path / "log.db") as log:
        async with app_with(ScriptedResponder(gate=gate), log=log).run_test() as pilot:
            await ask_and_hear(pilot, gate, 2)
            await pilot.press("ctrl+n")
            await until(pilot, lambda: replies_of(pilot) == ())
            gate.release(20)
            await say(pilot, ENGLISH_PROMPT)

            assert CHINESE_PROMPT not in shown(pilot)
        old, new = log.conversation(1).turns, log.conversation(2).turns

    assert [turn.text for turn in old] == [CHINESE_PROMPT, "有空呀"]
    assert [turn.text for turn in new] == [ENGLISH_PROMPT, "Yes I am, any time"]


async def test_leaving_during_a_reply_is_prompt_and_keeps_what_there_is(tmp_path: Path) -> None:
    gate = Semaphore(0)
    with opened(tmp_path / "log.db") as log:
        app = app_with(ScriptedResponder(gate=gate), log=log)
        async with app.run_test() as pilot:
            await ask_and_hear(pilot, gate, 2)
            began = perf_counter()
            await pilot.press("ctrl+q")
        seconds = perf_counter() - began
        kept = log.conversation(1).turns[1].reply

    assert seconds < 5
    assert kept is not None
    assert (kept.reply.text, kept.reply.stop) == ("有空呀", "cancelled")


async def test_leaving_while_the_model_loads_does_not_wait_for_it() -> None:
    loader = SlowLoader()
    app = app_loading(loader)
    async with app.run_test() as pilot:
        await pilot.pause()
        began = perf_counter()
        await pilot.press("ctrl+q")
    seconds = perf_counter() - began

    assert seconds < 5
    assert app.is_working
    loader.may_finish.set()
