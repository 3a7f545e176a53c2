"""A conversation of a thousand exchanges costs what is seen of it."""

from __future__ import annotations

from collections import Counter

import pytest
from textual import events
from textual.content import Content
from textual.pilot import Pilot
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker, Turn
from chatbot.reply import ReplyFinished
from chatbot.tui.answered import Answered
from chatbot.tui.answering import Answering, ReplyFailed, ReplyGrew
from chatbot.tui.draft import ReplyDraft, ReplyTrace
from chatbot.tui.widgets.conversation_view import ConversationView
from chatbot.tui.widgets.reply_view import ReplyView
from chatbot.tui.widgets.turn_view import MOST_LINES, TurnView
from chatbot.tui.wording import ENGLISH
from tests.doubles import ScriptedResponder
from tests.tui.stage import app_with, box_of, replies_of, shown, until

EXCHANGES = 1_000


def show_many(conversation: ConversationView) -> None:
    for number in range(EXCHANGES):
        text = f"问题 question {number}"
        *_, finished = ScriptedResponder().reply([Turn(Speaker.USER, text)])
        assert isinstance(finished, ReplyFinished)
        history = (Turn(Speaker.USER, text),)
        answered = Answered(history, finished.reply, (finished.reply,), "it", SearchConfig(), None, None)
        view = conversation.ask(text, note="12:00")
        view.finish(answered, ReplyTrace(finished.reply.attention, ()))


async def test_a_thousand_exchanges_need_no_widget_and_no_line_that_is_not_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with app_with().run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "greedy" in shown(pilot))
        await pilot.pause()
        box = box_of(pilot)
        widgets = len(pilot.app.screen.walk_children(Widget))
        show_many(box.conversation)
        await pilot.pause()

        assert len(pilot.app.screen.walk_children(Widget)) <= widgets + 1  # A scroll bar has come.
        assert f"question {EXCHANGES - 1}" in shown(pilot)

        laid_out: Counter[TurnView] = Counter()
        monkeypatch.setattr(ReplyView, "_lay_out", counting(laid_out, ReplyView._lay_out))
        monkeypatch.setattr(TurnView, "_lay_out", counting(laid_out, TurnView._lay_out))
        for _ in range(10):
            await pilot.press("up")
        await pilot.press("home")
        assert "question 0" in shown(pilot)
        await pilot.press("end")
        assert f"question {EXCHANGES - 1}" in shown(pilot)
        box.choose(replies_of(pilot)[500])
        await pilot.pause()

        assert "question 500" in shown(pilot)
        # Marking takes two turns a step; nothing else is laid out anew.
        assert sum(laid_out.values()) < 35


def counting(counter: Counter[TurnView], lay_out):  # type: ignore[no-untyped-def]
    def counted(self: TurnView, width: int):  # type: ignore[no-untyped-def]
        counter[self] += 1
        return lay_out(self, width)

    return counted


async def test_only_lines_that_look_different_are_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    draw = ConversationView._draw

    def noting(view: ConversationView, line: Content, row: int, style: Style) -> Strip:
        drawn.append(line.plain)
        return draw(view, line, row, style)

    monkeypatch.setattr(ConversationView, "_draw", noting)
    async with app_with().run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "greedy" in shown(pilot))
        show_many(box_of(pilot).conversation)
        box_of(pilot).choose(replies_of(pilot)[-1])
        box_of(pilot).enter()
        await pilot.pause()
        drawn.clear()
        await pilot.press("up", "up", "down")

        # Three times one reply, of one line, is marked and another one not any more.
        page = box_of(pilot).conversation.size.height
        assert len(drawn) < page // 2
        drawn.clear()
        await pilot.press("pageup", "pagedown")
        assert page // 3 < len(drawn) <= page
        drawn.clear()
        pilot.app.theme = "nord"
        await pilot.pause()
        assert len(drawn) > page // 3


def test_the_screen_skips_what_it_has_not_shown_of_a_reply_when_there_is_more() -> None:
    question = TurnView("", "", label_width=0, wording=ENGLISH)
    one, other = (Answering(ReplyView(ENGLISH, question, label_width=3)) for _ in "12")
    grew = ReplyGrew(one, ReplyDraft())

    assert grew.can_replace(ReplyGrew(one, ReplyDraft()))
    assert not grew.can_replace(ReplyGrew(other, ReplyDraft()))
    assert not grew.can_replace(ReplyFailed(one, "why"))


async def test_the_reader_stays_where_he_reads_until_he_comes_back_to_the_end() -> None:
    async with app_with().run_test(size=(100, 30)) as pilot:
        conversation = box_of(pilot).conversation
        show_many(conversation)
        await pilot.pause()
        conversation.focus()
        await pilot.press("pageup", "pageup")
        before = conversation.scroll_offset.y
        replies_of(pilot)[-1].write("一行\n" * 9)
        await pilot.pause()

        assert conversation.scroll_offset.y == before
        await pilot.press(*["pagedown"] * 4)
        replies_of(pilot)[-1].write("更长\n" * 15)
        await pilot.pause()
        assert conversation.is_vertical_scroll_end


async def test_every_line_fills_the_width_whatever_the_width_is() -> None:
    async with app_with().run_test(size=(100, 30)) as pilot:
        show_many(box_of(pilot).conversation)
        for width in (60, 131):
            await pilot.resize_terminal(width, 30)
            await pilot.pause()

            assert f"question {EXCHANGES - 1}" in shown(pilot)


async def test_a_pasted_book_is_kept_whole_and_shown_by_its_beginning() -> None:
    book = "很长的一本书。" * 15_000
    async with app_with().run_test(size=(100, 30)) as pilot:
        pilot.app.screen.post_message(events.Paste(book))
        await pilot.press("enter")
        await until(pilot, lambda: bool(replies_of(pilot)) and bool(replies_of(pilot)[0].note))

        answered = replies_of(pilot)[0].answered
        assert answered is not None
        assert answered.history[-1].text == book
        lines = answered_lines(pilot)
        assert len(lines) == MOST_LINES + 1
        assert "more characters" in lines[-1]


def answered_lines(pilot: Pilot[None]) -> list[str]:
    question = box_of(pilot).conversation.replies[0].question
    return [line.plain for line in question.lines(80)]
