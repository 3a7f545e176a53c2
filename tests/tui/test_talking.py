"""A turn goes out, its reply comes in, both are kept."""

from __future__ import annotations

from pathlib import Path
from threading import Semaphore

import pytest
from rich.cells import cell_len
from textual import events

from chatbot.tui.wording import CHINESE
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, MIXED_PROMPT, ScriptedResponder
from tests.tui.stage import (
    SIZES,
    app_with,
    box_of,
    map_rows,
    notices,
    opened,
    prompt_of,
    replies_of,
    say,
    shown,
    type_in,
    until,
)

REPLIES = {
    CHINESE_PROMPT: "有空呀，你说吧😀",
    ENGLISH_PROMPT: "Yes I am, any time",
    MIXED_PROMPT: "好呀 see you 😀",
}


@pytest.mark.parametrize("size", SIZES)
async def test_turns_in_both_languages_get_their_replies(size: tuple[int, int]) -> None:
    async with app_with().run_test(size=size) as pilot:
        for prompt, reply in REPLIES.items():
            await say(pilot, prompt)

            assert prompt in shown(pilot)
            assert reply in shown(pilot)
        assert {cell_len(line) for line in shown(pilot).splitlines()} == {size[0]}


async def test_a_reply_carries_its_confidence_and_a_mark() -> None:
    async with app_with().run_test() as pilot:
        view = await say(pilot, CHINESE_PROMPT)

        assert view.note == "0.66 ●"


async def test_both_turns_are_kept_with_where_the_reply_looked(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log).run_test() as pilot:
            await say(pilot, CHINESE_PROMPT)

            question, answer = log.conversation(1).turns

    assert (question.text, answer.text) == (CHINESE_PROMPT, REPLIES[CHINESE_PROMPT])
    assert answer.reply is not None
    assert answer.reply.checkpoint == "scripted"
    assert answer.reply.search.strategy == "greedy"
    assert answer.reply.reply.attention.source_tokens == ("你好", "，", "明天", "有空", "吗", "？")


async def test_a_turn_that_cannot_be_kept_is_not_shown_and_stays_in_the_prompt(tmp_path: Path) -> None:
    log = opened(tmp_path / "log.db")
    log.close()
    async with app_with(log=log).run_test() as pilot:
        await type_in(pilot, "你好 you")
        await pilot.press("enter")
        await until(pilot, lambda: bool(notices(pilot)))

        assert prompt_of(pilot).text == "你好 you"
        assert replies_of(pilot) == ()
        assert notices(pilot)[0].startswith("not logged: ")


async def test_words_appear_one_by_one() -> None:
    gate = Semaphore(0)
    async with app_with(ScriptedResponder(gate=gate)).run_test() as pilot:
        await type_in(pilot, CHINESE_PROMPT)
        await pilot.press("enter")
        gate.release(2)
        await until(pilot, lambda: bool(replies_of(pilot)) and "呀" in replies_of(pilot)[0].body)

        assert replies_of(pilot)[0].body == "有空呀▌"
        await until(pilot, lambda: [row.split()[0] for row in map_rows(pilot)[1:3]] == ["有空", "呀"])


async def test_the_sidebar_shows_reply_words_down_and_source_words_across() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)

        header, *rows = map_rows(pilot)
        assert header.split() == ["你好", "，", "明天", "有空", "吗", "？"]
        assert [row.split()[0] for row in rows[:8]] == ["有空", "呀", "，", "你", "说", "吧", "😀", "</s>"]


async def test_a_model_without_attention_is_said_to_have_none() -> None:
    async with app_with(ScriptedResponder(has_attention=False)).run_test(size=(120, 40)) as pilot:
        await say(pilot, ENGLISH_PROMPT)

        assert "This model has no attention" in shown(pilot)


@pytest.mark.parametrize("text", ["[b]x[/b]", "[@click=app.quit]你好[/]", "$name {why} \\[x"])
async def test_what_looks_like_markup_is_shown_as_it_is(text: str) -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        view = await say(pilot, text)

        assert view.body == text
        assert shown(pilot).count(text) >= 2


async def test_nothing_said_can_drive_the_terminal() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        pilot.app.screen.post_message(events.Paste("\x1b[31m红red\x9b2J\u202e"))
        await until(pilot, lambda: "red" in prompt_of(pilot).text)
        view = await say(pilot, " ok")

        assert view.body == "[31m红red2J ok"
        assert not {"\x1b", "\x9b", "\u202e"} & set(shown(pilot))


async def test_long_replies_wrap_without_losing_a_character() -> None:
    text = "天气真好呀" * 30
    async with app_with().run_test(size=(80, 40)) as pilot:
        pilot.app.screen.post_message(events.Paste(text))
        await until(pilot, lambda: bool(prompt_of(pilot).text))
        view = await say(pilot, "a")

        assert len(view.lines(60)) > 5
        assert "".join(line.plain for line in view.lines(60)).count("天气真好呀"[0]) == 30


async def test_the_newest_turn_stays_in_view_in_a_long_conversation() -> None:
    async with app_with().run_test() as pilot:
        for turn in range(12):
            await say(pilot, f"turn{turn}")

        assert "turn11" in shown(pilot)
        assert box_of(pilot).conversation.max_scroll_y > 0


async def test_what_is_typed_after_enter_stays_for_the_next_turn() -> None:
    async with app_with().run_test() as pilot:
        for key, character in [("你", "你"), ("a", "a"), ("enter", "\r"), ("好", "好"), ("b", "b")]:
            pilot.app.post_message(events.Key(key, character))
        await until(pilot, lambda: bool(replies_of(pilot)) and replies_of(pilot)[0].body == "你a")
        await until(pilot, lambda: prompt_of(pilot).text == "好b")

        assert len(replies_of(pilot)) == 1


async def test_an_empty_prompt_is_not_sent() -> None:
    async with app_with().run_test() as pilot:
        await pilot.press("space", "enter")
        await until(pilot, lambda: prompt_of(pilot).text == "")

        assert replies_of(pilot) == ()


@pytest.mark.parametrize("key", ["ctrl+j", "alt+enter"])
async def test_a_turn_may_have_several_lines(key: str) -> None:
    async with app_with().run_test() as pilot:
        await pilot.press("你", key, "b")

        assert prompt_of(pilot).text == "你\nb"


async def test_the_interface_speaks_chinese() -> None:
    async with app_with(wording=CHINESE).run_test() as pilot:
        await say(pilot, ENGLISH_PROMPT)

        assert "热力图" in shown(pilot)
        assert "机器人" in shown(pilot)


async def test_what_is_typed_while_nothing_has_the_focus_goes_to_the_prompt() -> None:
    async with app_with().run_test() as pilot:
        pilot.app.screen.set_focus(None)

        await pilot.press("h", "i")

        assert prompt_of(pilot).text == "hi"
