"""The prompt: it grows, remembers, and takes in whatever is pasted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from chatbot.dialogue import Speaker, Turn
from chatbot.reply import ReplyEvent, ReplyStarted, never
from chatbot.tui.app import ChatbotApp
from chatbot.tui.story import Story
from chatbot.tui.widgets.bars import KeyBar
from chatbot.tui.wording import CHINESE, ENGLISH, Wording
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, ScriptedResponder
from tests.tui.stage import NOON, app_with, notices, opened, prompt_of, replies_of, say, shown, type_in, until

HUNDRED_THOUSAND = "今天天气真好😀呀，" * 11_112


async def paste(pilot: Pilot[None], text: str) -> None:
    before = prompt_of(pilot).text
    pilot.app.screen.post_message(events.Paste(text))
    await until(pilot, lambda: prompt_of(pilot).text != before)


@pytest.mark.parametrize(("size", "most"), [((80, 24), 7), ((60, 20), 6), ((120, 40), 13)])
async def test_the_prompt_grows_with_its_lines_to_a_third_of_the_screen_and_back(
    size: tuple[int, int], most: int
) -> None:
    async with app_with().run_test(size=size) as pilot:
        heights = []
        for lines in (1, 1, 20):
            await paste(pilot, "你\n" * lines)
            await pilot.pause()
            heights.append(prompt_of(pilot).outer_size.height)
        keys = pilot.app.screen.query_one(KeyBar).region
        await pilot.press("enter")
        await until(pilot, lambda: prompt_of(pilot).outer_size.height == 3)

        assert heights == [4, 5, most]
        # One row below it for the window of an input method.
        assert (keys.y, keys.height) == (size[1] - 1, 1)


async def test_up_and_down_go_through_earlier_prompts_and_the_draft_comes_back(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        log.start("older 以前", checkpoint="scripted")
        log.start("two\nlines 两行", checkpoint="scripted")
        async with app_with(log=log).run_test() as pilot:
            await say(pilot, ENGLISH_PROMPT)
            await say(pilot, CHINESE_PROMPT)
            await say(pilot, ENGLISH_PROMPT)
            await type_in(pilot, "draft 草稿")
            seen = []
            for key in ("up", "up", "up", "up", "up", "down", "down", "down", "down", "down", "down"):
                await pilot.press(key)
                seen.append(prompt_of(pilot).text)

    older, two, draft = "older 以前", "two\nlines 两行", "draft 草稿"
    assert seen[:5] == [ENGLISH_PROMPT, CHINESE_PROMPT, two, older, older]
    # Down goes through the lines of a prompt first.
    assert seen[5:] == [two, CHINESE_PROMPT, ENGLISH_PROMPT, draft, draft, draft]


@pytest.mark.parametrize(("earlier", "later"), [("alt+up", "alt+down"), ("ctrl+up", "ctrl+down")])
async def test_a_key_of_its_own_calls_prompts_back_into_an_empty_one(earlier: str, later: str) -> None:
    async with app_with().run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("ctrl+n", earlier)
        called_back = prompt_of(pilot).text
        await pilot.press(later)

        assert (called_back, prompt_of(pilot).text) == (CHINESE_PROMPT, "")


async def test_what_is_changed_on_the_way_through_stays_changed_until_something_is_sent() -> None:
    async with app_with().run_test() as pilot:
        await say(pilot, "one 一")
        await say(pilot, "two 二")
        await pilot.press("alt+up", "!", "up", "down")
        changed = prompt_of(pilot).text
        await pilot.press("enter")
        await until(pilot, lambda: len(replies_of(pilot)) == 3)
        await pilot.press("alt+up", "up")

        assert (changed, prompt_of(pilot).text) == ("two 二!", "two 二")


async def test_up_moves_through_the_lines_of_a_prompt_first() -> None:
    async with app_with().run_test() as pilot:
        await say(pilot, "before")
        await pilot.press("a", "ctrl+j", "b", "up")
        kept, row = prompt_of(pilot).text, prompt_of(pilot).cursor_location[0]
        await pilot.press("up")

        assert (kept, row) == ("a\nb", 0)
        assert prompt_of(pilot).text == "before"


async def test_a_visitor_calls_back_nobody_elses_words(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        log.start("a stranger's secret", checkpoint="scripted")
        story = Story(log, checkpoint="scripted")
        app = ChatbotApp(ScriptedResponder, story=story, now=lambda: NOON, visitor=True)
        async with app.run_test() as pilot:
            await say(pilot, "mine 我的")
            await pilot.press("alt+up", "up", "up")

            assert prompt_of(pilot).text == "mine 我的"


async def test_a_log_that_cannot_be_read_is_told_and_what_is_typed_stays(tmp_path: Path) -> None:
    log = opened(tmp_path / "log.db")
    async with app_with(log=log).run_test() as pilot:
        await type_in(pilot, "你")
        log.close()
        await pilot.press("up")

        assert notices(pilot)[0].startswith("earlier prompts cannot be read: ")
        assert prompt_of(pilot).text == "你"


async def test_a_paste_is_cleaned_and_its_lines_are_kept() -> None:
    async with app_with().run_test() as pilot:
        await paste(pilot, "\x1b[31m一\r\ntwo\r三\x00\x9b\u202e\tend")

        assert prompt_of(pilot).text == "[31m一\ntwo\n三\tend"


class HalfReader(ScriptedResponder):
    """Reads four of six words, whatever is asked."""

    def unread_words(self, prompt: str) -> int:
        """Count them where the prompt is long."""
        return 2 if len(prompt) > 1_000 else 0

    def reply(
        self,
        history: Sequence[Turn],
        *,
        unlike: Collection[str] = (),
        is_cancelled: Callable[[], bool] = never,
    ) -> Iterator[ReplyEvent]:
        """Answer as to another prompt."""
        started, *others = super().reply([Turn(Speaker.USER, CHINESE_PROMPT)], is_cancelled=is_cancelled)
        assert isinstance(started, ReplyStarted)
        yield ReplyStarted(started.source_tokens[:4], unread=2)
        yield from others


@pytest.mark.parametrize("wording", [ENGLISH, CHINESE], ids=["en", "zh"])
async def test_a_long_paste_is_shown_as_a_mark_and_sent_and_kept_whole(
    tmp_path: Path, wording: Wording
) -> None:
    mark = wording.prompt.pasted.format(number=1, characters=f"{len(HUNDRED_THOUSAND):,}")
    with opened(tmp_path / "log.db") as log:
        async with app_with(HalfReader(has_attention=False), log=log, wording=wording).run_test() as pilot:
            await type_in(pilot, "看 ")
            await paste(pilot, HUNDRED_THOUSAND)
            await type_in(pilot, " end")
            typed = prompt_of(pilot).text
            await pilot.press("enter")
            await until(pilot, lambda: bool(replies_of(pilot)) and bool(replies_of(pilot)[0].note))
            told = shown(pilot)
            await pilot.press("alt+up")
            again = prompt_of(pilot).text
        kept = log.conversation(1).turns[0].text
        async with app_with(HalfReader(), log=log, wording=wording, continued=1).run_test() as pilot:
            # What its double finishes with tells of six words.
            await until(pilot, lambda: wording.prompt.read.format(read=6, all=8) in shown(pilot))

    assert len(HUNDRED_THOUSAND) > 100_000
    assert typed == f"看 {mark} end"
    assert kept == f"看 {HUNDRED_THOUSAND} end"
    assert wording.prompt.read.format(read=4, all=6) in told
    # What is called back is as long, and stands there as a mark again.
    assert again == wording.prompt.pasted.format(number=1, characters=f"{len(kept):,}")


async def test_one_key_deletes_the_mark_of_a_paste_and_another_brings_it_back() -> None:
    async with app_with().run_test() as pilot:
        await type_in(pilot, "a")
        await paste(pilot, HUNDRED_THOUSAND)
        folded = prompt_of(pilot).text
        await pilot.press("backspace")
        gone = prompt_of(pilot).text
        await pilot.press("ctrl+z")
        whole = prompt_of(pilot).whole

        assert gone == "a"
        assert (prompt_of(pilot).text, whole) == (folded, f"a{HUNDRED_THOUSAND}")
