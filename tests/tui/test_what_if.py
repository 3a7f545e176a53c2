"""What if: keys in, the other reply beside the first one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input, Static

from chatbot.dialogue import Turn
from chatbot.errors import ChatbotError
from chatbot.explaining import Change
from chatbot.reply import Reply, never
from chatbot.tui.changes import NOTHING, with_beginning, with_mask, with_pin, with_prompt
from chatbot.tui.differences import differing, with_words
from chatbot.tui.screens.what_if import WhatIfScreen
from chatbot.tui.widgets.heatmap import HeatMap
from chatbot.tui.widgets.reply_map import ReplyMap
from chatbot.tui.widgets.source_words import SourceWords
from chatbot.tui.widgets.two_replies import TwoReplies
from chatbot.tui.wording import CHINESE, ENGLISH, WORDINGS
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, MIXED_PROMPT, ScriptedExplainer, ScriptedResponder
from tests.tui.snapshot import assert_looks_as_before
from tests.tui.stage import PATIENCE_SECONDS, app_with, notices, say, shown, type_in, until


@dataclass
class ChangingExplainer(ScriptedExplainer):
    """Answers what if by its double's script; keeps the changes, and can be held up."""

    changes: list[Change] = field(default_factory=list)
    may_answer: Event = field(default_factory=Event)
    cancelled: list[Change] = field(default_factory=list)
    failure: Exception | None = None
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.may_answer.set()

    def what_if(
        self,
        history: Sequence[Turn],
        reply: Reply,
        change: Change,
        *,
        is_cancelled: Callable[[], bool] = never,
    ) -> Reply:
        self.changes.append(change)
        for _ in range(100 * PATIENCE_SECONDS):
            if self.may_answer.wait(0.01) or is_cancelled():
                break
        if is_cancelled():
            self.cancelled.append(change)
        return super().what_if(history, reply, change)


async def opened_on(pilot: Pilot[None], prompt: str) -> None:
    await say(pilot, prompt)
    await pilot.press("up", "w")
    await until(pilot, lambda: isinstance(pilot.app.screen, WhatIfScreen))
    await pilot.pause()


async def answers(pilot: Pilot[None], text: str) -> None:
    await until(pilot, lambda: text in shown(pilot))


def after(pilot: Pilot[None]) -> str:
    """Return what the second pane says."""
    text = pilot.app.screen.query_one(TwoReplies).after.query(Static).first()
    return str(text.content)


def chosen_row(pilot: Pilot[None]) -> int:
    return pilot.app.screen.query(HeatMap).first().rows[0]


async def test_every_change_is_answered_at_once_and_x_takes_all_of_them_back() -> None:
    explainer = ChangingExplainer()
    async with app_with(explainer=explainer).run_test(size=(120, 40)) as pilot:
        await opened_on(pilot, ENGLISH_PROMPT)
        assert "nothing is changed yet" in shown(pilot)

        await pilot.press("right", "space")
        await answers(pilot, "are free tomorrow")
        assert "not looked at: you" in shown(pilot)
        assert "~you~" in shown(pilot)
        assert "log-probability -0.40" in shown(pilot)

        await pilot.press("b")
        await until(pilot, lambda: bool(pilot.app.screen.query(Input)))
        await type_in(pilot, "Yes")
        await pilot.press("enter")
        await answers(pilot, "Yes are")
        assert "begins with: Yes" in shown(pilot)

        await pilot.press("i")
        await until(pilot, lambda: bool(pilot.app.screen.query(Input)))
        assert pilot.app.screen.query_one(Input).value == ENGLISH_PROMPT
        await type_in(pilot, " night")
        await pilot.press("enter")
        await answers(pilot, "Yes are you free tomorrow night")
        assert "another prompt" in shown(pilot)

        await pilot.press(*("space", "right") * 7)
        await until(pilot, lambda: ENGLISH.what_if.leave_one in notices(pilot))
        await answers(pilot, "not looked at: Yes are you free tomorrow night")
        await pilot.press("x")
        await answers(pilot, "nothing is changed yet")
        assert ENGLISH.what_if.unchanged[:20] in shown(pilot)

    assert explainer.changes[:3] == [
        Change(masked=frozenset({1})),
        Change(masked=frozenset({1}), beginning="Yes"),
        Change(prompt=f"{ENGLISH_PROMPT} night", beginning="Yes"),
    ]


async def test_a_word_of_the_reply_is_pinned_where_both_cursors_stand() -> None:
    explainer = ChangingExplainer()
    async with app_with(explainer=explainer, wording=CHINESE).run_test(size=(120, 40)) as pilot:
        await opened_on(pilot, CHINESE_PROMPT)
        await pilot.press("down", "right", "right", "enter")
        await answers(pilot, "“呀”只看“明天”")
        assert chosen_row(pilot) == 1

        await pilot.press("enter")
        await answers(pilot, "还没有改动")

    assert explainer.changes == [Change(pinned=(1, 2))]


async def test_of_two_changes_the_later_one_counts_and_the_earlier_one_is_cancelled() -> None:
    explainer = ChangingExplainer()
    explainer.may_answer.clear()
    async with app_with(explainer=explainer).run_test(size=(120, 40)) as pilot:
        await opened_on(pilot, ENGLISH_PROMPT)
        await pilot.press("space")
        await until(pilot, lambda: len(explainer.changes) == 1)
        assert "answering…" in shown(pilot)
        await pilot.press("right", "space")
        await until(pilot, lambda: len(explainer.cancelled) == 1)
        explainer.may_answer.set()
        await until(pilot, lambda: after(pilot) == "free tomorrow")

        assert "answering…" not in shown(pilot)


async def test_a_failure_is_a_line_and_the_next_change_is_answered() -> None:
    explainer = ChangingExplainer(failure=ChatbotError("attention: expected [some], found none"))
    async with app_with(explainer=explainer).run_test(size=(120, 40)) as pilot:
        await opened_on(pilot, ENGLISH_PROMPT)
        await pilot.press("space")
        await answers(pilot, "no answer: attention: expected [some], found none")

        explainer.failure = None
        await pilot.press("right", "space")
        await answers(pilot, "log-probability -0.30")


async def test_esc_leads_back_and_what_is_still_being_answered_ends() -> None:
    explainer = ChangingExplainer()
    explainer.may_answer.clear()
    async with app_with(explainer=explainer).run_test() as pilot:
        await opened_on(pilot, ENGLISH_PROMPT)
        await pilot.press("space")
        await until(pilot, lambda: len(explainer.changes) == 1)
        await pilot.press("escape")
        await until(pilot, lambda: len(explainer.cancelled) == 1)
        await until(pilot, lambda: not isinstance(pilot.app.screen, WhatIfScreen))


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_where_there_is_no_room_for_two_maps_m_shows_the_other_one(
    size: tuple[int, int], language: str
) -> None:
    wording = WORDINGS[language]
    async with app_with(explainer=ScriptedExplainer(), wording=wording).run_test(size=size) as pilot:
        await opened_on(pilot, MIXED_PROMPT)
        await pilot.press("right", "down", "space")
        await until(pilot, lambda: after(pilot) == "明天 meet 😀")
        await assert_looks_as_before(pilot, pilot.app.screen, f"what-if-{language}-{size[0]}x{size[1]}")
        seen = [heat_map.display for heat_map in pilot.app.screen.query(HeatMap)]
        await pilot.press("m")
        await pilot.pause()
        swapped = [heat_map.display for heat_map in pilot.app.screen.query(HeatMap)]

        assert (seen, swapped) == (
            ([True, True], [True, True]) if size[0] >= 100 else ([False, True], [True, False])
        )
        assert {cell_len(line) for line in shown(pilot).splitlines()} == {size[0]}
        await pilot.press("#", "p")
        assert [(each.has_numbers, each.by_pieces) for each in pilot.app.screen.query(ReplyMap)] == [
            (True, True)
        ] * 2
        await pilot.press("f1")
        assert wording.what_if.help_title in shown(pilot)


async def test_a_click_chooses_the_word() -> None:
    async with app_with(explainer=ScriptedExplainer()).run_test(size=(120, 40)) as pilot:
        await opened_on(pilot, CHINESE_PROMPT)
        await pilot.click(SourceWords, offset=(9, 0))
        await pilot.press("space")

        await answers(pilot, "~明天~")


async def test_without_a_model_or_a_finished_reply_nothing_is_asked() -> None:
    async with app_with(
        ScriptedResponder(failure=OSError("gone")), explainer=ScriptedExplainer()
    ).run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up", "w")
        await until(pilot, lambda: ENGLISH.what_if.not_finished in notices(pilot))
    async with app_with().run_test() as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up", "w")
        await until(pilot, lambda: ENGLISH.what_if.no_explainer in notices(pilot))


def test_changes_that_cannot_go_together_take_each_other_back() -> None:
    pinned = with_pin(with_beginning(with_mask(NOTHING, 2), "Yes"), 1, 2)

    assert pinned == Change(pinned=(1, 2))
    assert with_pin(pinned, 1, 2) == NOTHING
    assert with_mask(pinned, 2) == Change(masked=frozenset({2}))
    assert with_beginning(pinned, " Well ") == Change(beginning="Well")
    assert with_beginning(pinned, " ") == pinned
    assert with_prompt(pinned, " hello ", original="hi") == Change(prompt="hello")
    assert with_prompt(Change(prompt="hello"), "hi", original="hi") == NOTHING


def test_words_differ_that_are_not_among_the_others_in_their_order() -> None:
    assert differing(("好", "呀", "，", "明天", "见"), ("好", "，", "后天", "见")) == {1, 3}
    assert differing(("a", "b"), ("b", "a")) in ({0}, {1})
    assert differing((), ("a",)) == frozenset()


def test_a_word_is_marked_where_it_stands_in_the_text() -> None:
    content = with_words("no no [b]never", ("no", "no", "[b]never", "missing"), frozenset({1, 3}), "bold")

    assert content.plain == "no no [b]never"
    assert [(span.start, span.end) for span in content.spans] == [(3, 5)]


async def test_a_pin_and_a_beginning_say_that_they_take_each_other_back() -> None:
    async with app_with(explainer=ChangingExplainer()).run_test(size=(120, 40)) as pilot:
        await opened_on(pilot, ENGLISH_PROMPT)
        for told in (ENGLISH.what_if.unbegun, ENGLISH.what_if.unpinned):
            await pilot.press("b")
            await until(pilot, lambda: bool(pilot.app.screen.query(Input)))
            await type_in(pilot, "Yes")
            await pilot.press("enter")
            await until(pilot, lambda: "begins with: Yes" in shown(pilot))
            if told not in notices(pilot):
                await pilot.press("enter")
                await until(pilot, lambda: "begins with" not in shown(pilot))
            assert told in notices(pilot)
