"""The list of conversations: found, gone on with, renamed, deleted, by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from chatbot.storage.conversation_log import ConversationLog
from chatbot.tui import talk_acts
from chatbot.tui.app import ChatbotApp
from chatbot.tui.screens.asking import AskYesOrNo
from chatbot.tui.screens.chat import ChatScreen
from chatbot.tui.screens.conversations import ConversationsScreen
from chatbot.tui.story import Story
from chatbot.tui.visitor_wording import for_visitors
from chatbot.tui.widgets.talk_list import TalkList
from chatbot.tui.wording import CHINESE, ENGLISH, Wording
from tests.doubles import CHINESE_PROMPT, ScriptedResponder
from tests.storage.samples import NOON, exchange
from tests.tui.stage import app_with, box_of, notices, opened, say, shown, type_in, until

TALKS = (("今天天气怎么样？", "sunny 晴"), ("hello", "你好"), ("明天 we meet 😀", "好呀"))


def logged(log: ConversationLog) -> None:
    for prompt, answer in TALKS:
        exchange(log, prompt, answer)


async def opened_list(pilot: Pilot[None]) -> ConversationsScreen:
    await pilot.press("ctrl+o")
    screen = pilot.app.screen
    assert isinstance(screen, ConversationsScreen)
    await until(pilot, lambda: not screen._is_awaited)
    await pilot.pause()
    return screen


async def searched(pilot: Pilot[None], text: str, screen: ConversationsScreen) -> list[str]:
    await type_in(pilot, text)
    await until(pilot, lambda: screen._wish.text == text and not screen._is_awaited)
    await pilot.pause()
    return [row.title for row in screen._rows]


@pytest.mark.parametrize("wording", [ENGLISH, CHINESE], ids=["en", "zh"])
async def test_a_conversation_is_found_and_gone_on_with(tmp_path: Path, wording: Wording) -> None:
    with opened(tmp_path / "log.db") as log:
        logged(log)
        async with app_with(log=log, wording=wording).run_test(size=(80, 24)) as pilot:
            screen = await opened_list(pilot)
            listed = shown(pilot)
            found = await searched(pilot, "晴", screen)
            status = shown(pilot).splitlines()[0]
            await pilot.press("enter")
            await until(pilot, lambda: "sunny 晴" in shown(pilot))
            await say(pilot, CHINESE_PROMPT)
            again = await opened_list(pilot)
            is_marked = "▸ 今天天气怎么样？" in shown(pilot)
            await pilot.press("escape", "escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, ChatScreen))

        assert len(log.conversation(1).turns) == 4
    places = [listed.index(prompt) for prompt, _ in reversed(TALKS)]
    assert places == sorted(places)
    assert "2026-11-22" in listed
    assert "starter" in listed
    assert wording.talks.turns.format(turns=2) in listed
    assert found == ["今天天气怎么样？"]
    assert wording.talks.found.format(number=1, text="晴") in status
    assert is_marked
    assert len(again._rows) == 3


async def test_enter_waits_for_what_is_being_searched_for(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        logged(log)
        async with app_with(log=log).run_test() as pilot:
            await opened_list(pilot)
            await type_in(pilot, "天气")
            await pilot.press("enter")
            await until(pilot, lambda: "sunny 晴" in shown(pilot))

            assert isinstance(pilot.app.screen, ChatScreen)


async def test_a_conversation_is_renamed_and_found_by_its_name(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        logged(log)
        async with app_with(log=log).run_test() as pilot:
            screen = await opened_list(pilot)
            await pilot.press("down", "f2")
            await type_in(pilot, "去云南 trip")  # In place of the name it had.
            await pilot.press("enter")
            await until(pilot, lambda: "去云南 trip" in shown(pilot))
            assert log.conversation(2).title == "去云南 trip"

            await pilot.press("f2", "enter", "up", "up")
            assert pilot.app.focused is screen.query_one(Input)
            assert await searched(pilot, "云南", screen) == ["去云南 trip"]


async def test_a_deletion_is_asked_for_and_the_open_one_is_begun_anew(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        logged(log)
        async with app_with(log=log, continued=3).run_test() as pilot:
            await until(pilot, lambda: bool(box_of(pilot).conversation.replies))
            await pilot.press("up", "plus")
            await opened_list(pilot)
            for key in (events.Key("down", None), events.Key("d", "d")):  # In one burst.
                pilot.app.post_message(key)
            await until(pilot, lambda: isinstance(pilot.app.screen, AskYesOrNo))
            await pilot.pause()
            assert "Delete “hello”" in shown(pilot)
            await pilot.press("n", "home", "delete", "y")
            await until(pilot, lambda: ENGLISH.talks.was_deleted in notices(pilot))
            listed = [row.id for row in log.conversations()]
            assert "明天 we meet" not in shown(pilot)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, ChatScreen))
            await until(pilot, lambda: not box_of(pilot).conversation.replies)
            await say(pilot, CHINESE_PROMPT)
            # What was judged in it is not there to be taken back.
            await pilot.press("up", "u")
            await until(pilot, lambda: ENGLISH.review.nothing_to_undo in notices(pilot))

        assert listed == [2, 1]
        assert log.conversation(4).turns[0].text == CHINESE_PROMPT
    assert not any("not saved" in notice or "not logged" in notice for notice in notices(pilot))


async def test_thousands_come_a_page_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk_acts, "PAGE", 30)
    with opened(tmp_path / "log.db") as log:
        for number in range(75):
            log.start(f"第 {number} 个", checkpoint="scripted")
        async with app_with(log=log).run_test() as pilot:
            screen = await opened_list(pilot)
            rows = screen._rows
            await until(pilot, lambda: len(rows) == 30 or len(screen._rows) == 60)
            await pilot.press("down", "end")
            await until(pilot, lambda: len(screen._rows) >= 60)
            await pilot.press("end")
            await until(pilot, lambda: len(screen._rows) == 75)
            await pilot.press("end")
            await pilot.pause()

            assert "第 0 个" in shown(pilot)
            assert [row.id for row in screen._rows] == list(range(75, 0, -1))


async def test_the_last_row_can_be_deleted_and_an_empty_list_says_so(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        exchange(log, "只有这个 the only one", "好")
        async with app_with(log=log).run_test() as pilot:
            await opened_list(pilot)
            await pilot.press("tab", "d", "y")
            await until(pilot, lambda: ENGLISH.talks.none_yet in shown(pilot))
            await pilot.press("d", "f2", "enter")
            await pilot.pause()

            assert isinstance(pilot.app.screen, ConversationsScreen)


async def test_what_another_program_has_deleted_is_told(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log, opened(tmp_path / "log.db") as elsewhere:
        logged(log)
        async with app_with(log=log).run_test() as pilot:
            await opened_list(pilot)
            elsewhere.delete_conversation(3)
            await pilot.press("tab", "d", "y")
            await until(pilot, lambda: any("found none with id 3" in told for told in notices(pilot)))
            assert "明天 we meet" not in shown(pilot)
            elsewhere.delete_conversation(2)
            await pilot.press("enter")
            await until(pilot, lambda: any("found none with id 2" in told for told in notices(pilot)))
            await say(pilot, CHINESE_PROMPT)

        assert log.conversation(4).turns[0].text == CHINESE_PROMPT


async def test_a_language_is_changed_while_the_list_is_seen(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        logged(log)
        async with app_with(log=log).run_test() as pilot:
            screen = await opened_list(pilot)
            pilot.app.action_switch_language()  # type: ignore[attr-defined]
            await pilot.press("f1")
            await pilot.pause()
            assert CHINESE.talks.help_title in shown(pilot)
            await pilot.press("escape")
            await pilot.pause()

            assert screen.query_one(TalkList).border_title == CHINESE.talks.title
            assert CHINESE.talks.placeholder in shown(pilot)


async def test_without_a_log_and_for_a_visitor_there_is_no_list(tmp_path: Path) -> None:
    async with app_with().run_test() as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: notices(pilot) == [ENGLISH.talks.no_log])
    with opened(tmp_path / "log.db") as log:
        logged(log)
        story = Story(log, checkpoint="scripted")
        words = for_visitors(ENGLISH, is_logged=True)
        app = ChatbotApp(ScriptedResponder, story=story, now=lambda: NOON, visitor=True, wording=words)
        async with app.run_test() as pilot:
            await pilot.press("ctrl+o")
            await until(pilot, lambda: notices(pilot) == [words.review.not_kept])
            assert isinstance(pilot.app.screen, ChatScreen)
