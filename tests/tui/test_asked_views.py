"""The views that ask an explainer: what they say of a reply, and what becomes of questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Semaphore

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot

from chatbot.dialogue import Turn
from chatbot.errors import ChatbotError, Unanswered
from chatbot.explaining import Alternative, Evidence, StepChoices
from chatbot.reply import Reply, never
from chatbot.storage.verdict import ADOPTED, Verdict
from chatbot.tui.story import Story
from chatbot.tui.widgets.views.choices import reason
from chatbot.tui.widgets.views.meter import EIGHTHS, bar
from chatbot.tui.widgets.views.order import VIEWS
from chatbot.tui.wording import CHINESE, ENGLISH, Wording
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, ScriptedExplainer, ScriptedResponder
from tests.tui.stage import PATIENCE_SECONDS, app_with, box_of, notices, opened, say, shown, until

WORDS = ENGLISH.explaining

WORDY = "one two three four"
"""What is repeated; the scripted explainer's candidates are its words, then fewer and fewer of them."""


class SlowExplainer(ScriptedExplainer):
    """Works at its evidence until it may finish, or is told that nobody wants to know any more."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.may_finish, self.given_up = Event(), Event(), Event()

    def evidence(
        self, history: Sequence[Turn], reply: Reply, *, is_cancelled: Callable[[], bool] = never
    ) -> Evidence:
        self.began.set()
        while not self.may_finish.wait(0.005):
            if is_cancelled():
                self.given_up.set()
                raise Unanswered("evidence: given up")
        return super().evidence(history, reply)


class HeldExplainer(ScriptedExplainer):
    """Answers nothing while it is held."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = Event()

    def _ask(self, what: str) -> None:
        super()._ask(what)
        assert self.may_answer.wait(PATIENCE_SECONDS)


async def turn_to(pilot: Pilot[None], name: str) -> None:
    """Go to a view by its name; it may still wait for an answer."""
    while str(box_of(pilot).panel.border_title) != name:
        await pilot.press("f2")


async def answered(pilot: Pilot[None]) -> str:
    """Return the words of the sidebar once nothing is asked any more."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return seen(pilot)


def seen(pilot: Pilot[None]) -> str:
    """Return the words of the sidebar, without the space between them: lines break anywhere in Chinese."""
    lines = shown(pilot).splitlines()[2:-6]
    return "".join("".join(line.split("││")[-1].strip("│ ").split()) for line in lines)


def closed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("wording", [ENGLISH, CHINESE])
async def test_each_view_says_what_the_explainer_says(wording: Wording) -> None:
    words = wording.explaining
    async with app_with(explainer=ScriptedExplainer(), wording=wording).run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("up", "right")

        await turn_to(pilot, words.choices)
        choices = await answered(pilot)
        assert closed(words.step_numbers.format(probability=0.8, rank=1, entropy=0.61)) in choices
        assert words.likeliest.replace(" ", "") in choices
        assert "▸呀0.800█" in choices
        assert f"有空0.150✗{words.objections['repeats']}" in choices

        await turn_to(pilot, words.candidates)
        candidates = await answered(pilot)
        assert "▸1有空呀，你说吧😀" in candidates
        assert closed(words.said) in candidates
        assert f"2{CHINESE_PROMPT}" in candidates
        assert closed(words.own_attention.format(number=1)) in candidates

        await turn_to(pilot, words.evidence)
        evidence = await answered(pilot)
        assert closed(f"{words.copied}corpora/made_up.jsonl:7") in evidence
        assert (
            f"1.00=corpora/made_up.jsonl:7{words.prompt}{CHINESE_PROMPT}{words.reply}有空呀，你说吧😀"
            in evidence
        )
        assert f"0.50corpora/made_up.jsonl:9{words.prompt}另一句{words.reply}另一个回答" in evidence

        await turn_to(pilot, words.occlusion)
        occlusion = await answered(pilot)
        assert closed(words.disagree.format(tau=-1)) in occlusion
        assert "你好0.29" in occlusion
        assert "+5.00█" in occlusion


async def test_an_answer_is_asked_for_once_and_only_by_the_view_that_is_seen() -> None:
    explainer = ScriptedExplainer()
    async with app_with(explainer=explainer).run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        assert explainer.asked == []
        for _ in range(2):
            await turn_to(pilot, WORDS.choices)
            await answered(pilot)
            await pilot.press("up", "right", "right")
            await turn_to(pilot, WORDS.occlusion)
            await answered(pilot)

        assert [what for what in explainer.asked if what in ("choices", "occlusion")] == [
            "choices",
            "occlusion",
        ]


async def test_whoever_moves_on_gives_the_question_up_and_can_ask_it_again() -> None:
    explainer = SlowExplainer()
    async with app_with(explainer=explainer).run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        await turn_to(pilot, WORDS.evidence)
        await until(pilot, lambda: closed(WORDS.asking) in seen(pilot))
        await pilot.press("f2")
        assert closed(WORDS.disagree.format(tau=-1)) in await answered(pilot)
        assert explainer.given_up.is_set()

        explainer.may_finish.set()
        await turn_to(pilot, WORDS.evidence)
        assert closed(WORDS.copied) in await answered(pilot)


async def test_an_answer_about_another_reply_than_the_one_that_is_looked_at_is_not_shown() -> None:
    explainer = SlowExplainer()
    async with app_with(explainer=explainer).run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        await say(pilot, WORDY)
        await turn_to(pilot, WORDS.evidence)
        await until(pilot, explainer.began.is_set)
        await pilot.press("up", "up")
        explainer.may_finish.set()

        about = await answered(pilot)
        assert CHINESE_PROMPT in about
        assert closed(WORDY) not in about


async def test_every_view_is_drawn_while_what_it_says_of_another_reply_is_not_known_yet() -> None:
    explainer = HeldExplainer()
    async with app_with(explainer=explainer).run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        await say(pilot, WORDY)
        await pilot.press("up")
        for number in range(len(VIEWS)):
            explainer.may_answer.set()
            await answered(pilot)
            explainer.may_answer.clear()
            await pilot.press("down" if number % 2 else "up", "2")
            await pilot.resize_terminal(119 + number % 2, 40)
            explainer.may_answer.set()
            await pilot.press("f2")

        assert pilot.app.is_running


@pytest.mark.parametrize("failure", [ChatbotError("pairs: gone [b]away[/b]"), ValueError("pairs: gone")])
async def test_a_question_that_fails_becomes_a_line_and_the_prompt_keeps_its_text(failure: Exception) -> None:
    async with app_with(explainer=ScriptedExplainer(failure)).run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        await pilot.press("h", "i")
        for view in (WORDS.choices, WORDS.candidates, WORDS.evidence, WORDS.occlusion):
            await turn_to(pilot, view)
            assert closed(str(failure)) in await answered(pilot)

        assert "hi" in shown(pilot)
        assert pilot.app.is_running


async def test_a_reply_on_its_way_is_waited_for_and_asked_about_when_it_has_ended() -> None:
    gate, explainer = Semaphore(2), ScriptedExplainer()
    async with app_with(ScriptedResponder(gate=gate), explainer=explainer).run_test(size=(120, 40)) as pilot:
        await turn_to(pilot, WORDS.choices)
        await pilot.press(*"hi", "enter")
        await until(pilot, lambda: closed(ENGLISH.views.waits) in seen(pilot) or bool(explainer.asked))
        gate.release(100)
        await until(pilot, lambda: bool(explainer.asked))

        assert closed(WORDS.likeliest) in await answered(pilot)


async def test_where_nobody_can_say_why_that_is_said() -> None:
    async with app_with().run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        await turn_to(pilot, WORDS.evidence)
        assert closed(WORDS.no_model) in await answered(pilot)

        box_of(pilot).panel.use(ScriptedExplainer(), "another")
        assert closed(WORDS.other_checkpoint.format(checkpoint="scripted")) in await answered(pilot)
        box_of(pilot).panel.use(ScriptedExplainer(), "scripted")
        assert closed(WORDS.copied) in await answered(pilot)


async def test_without_attention_that_is_said_and_the_rest_is_told() -> None:
    responder = ScriptedResponder(has_attention=False)
    async with app_with(responder, explainer=ScriptedExplainer()).run_test(size=(120, 40)) as pilot:
        await say(pilot, CHINESE_PROMPT)
        await turn_to(pilot, WORDS.candidates)
        assert "▸1有空呀，你说吧😀" in await answered(pilot)
        await turn_to(pilot, WORDS.occlusion)
        assert closed(WORDS.no_weights) in await answered(pilot)
        assert "你好–" in seen(pilot)


async def test_a_candidate_that_is_adopted_stands_in_place_of_the_reply_until_that_is_undone(
    tmp_path: Path,
) -> None:
    with opened(tmp_path / "log.db") as log:
        app = app_with(log=log, explainer=ScriptedExplainer())
        async with app.run_test(size=(120, 40)) as pilot:
            view = await say(pilot, WORDY)
            await turn_to(pilot, WORDS.candidates)
            await answered(pilot)
            await pilot.press("up", "3", "9")
            assert closed(WORDS.own_attention.format(number=3)) in seen(pilot)
            assert view.body == WORDY
            await pilot.press("a")
            await pilot.pause()

            assert view.body == "one two"
            assert f"{WORDS.in_place_of} {WORDY}" in shown(pilot)
            assert notices(pilot)[-1] == WORDS.adopted
            assert closed(f"▸3one two-0.30 · -0.10/piece{WORDS.said}") in seen(pilot)
            assert view.turn_id is not None
            logged = log.reviews.reply(view.turn_id)
            assert logged.turn.text == WORDY
            assert logged.review is not None
            assert logged.review.verdict is Verdict.CORRECTED
            assert (logged.review.correction, logged.review.tags) == ("one two", (ADOPTED,))
            later = await say_from_replies(pilot, ENGLISH_PROMPT)
            assert [turn.text for turn in later] == [WORDY, "one two", ENGLISH_PROMPT]
            again = Story(log, checkpoint="scripted")
            again.go_on(log.conversation(1))
            assert [turn.text for turn in again.history][:2] == [WORDY, "one two"]

            await pilot.press("up", "up", "u")
            assert view.body == WORDY
            assert log.reviews.current(view.turn_id) is None
            later = await say_from_replies(pilot, CHINESE_PROMPT)
            assert [turn.text for turn in later][:2] == [WORDY, WORDY]


async def test_the_reply_itself_can_be_taken_back_without_a_log_by_adopting_it() -> None:
    async with app_with(explainer=ScriptedExplainer()).run_test(size=(120, 40)) as pilot:
        view = await say(pilot, WORDY)
        await turn_to(pilot, WORDS.candidates)
        await answered(pilot)
        await pilot.press("up", "2", "a")
        assert view.body == "one two three"
        assert notices(pilot)[-1] == WORDS.adopted_unkept
        await pilot.press("1", "a")

        assert view.body == WORDY
        assert not view.is_adopted


async def test_nothing_is_adopted_while_a_reply_is_on_its_way() -> None:
    gate = Semaphore(100)
    async with app_with(ScriptedResponder(gate=gate), explainer=ScriptedExplainer()).run_test() as pilot:
        view = await say(pilot, WORDY)
        while gate.acquire(blocking=False):
            pass
        await turn_to(pilot, WORDS.candidates)
        await answered(pilot)
        await pilot.press(*"hi", "enter", "up", "up", "2", "a")
        await pilot.pause()

        assert WORDS.adopt_refused in notices(pilot)
        assert view.body == WORDY
        gate.release(100)


@pytest.mark.parametrize(
    ("rank", "blocked", "strategy", "told"),
    [
        (1, "", "beam", WORDS.likeliest),
        (2, "repeats", "greedy", WORDS.permitted),
        (2, "", "beam", WORDS.preferred["beam"]),
        (2, "", "sample", WORDS.preferred["sample"]),
        (30, "repeats", "sample", WORDS.preferred["sample"]),
    ],
)
def test_why_a_piece_was_chosen_is_said(rank: int, blocked: str, strategy: str, told: str) -> None:
    likelier = Alternative("a", "a", 0.5, blocked)
    step = StepChoices("b", 0.2, rank, 1.0, (likelier, Alternative("b", "b", 0.2)))

    assert reason(step, strategy, WORDS) == told


@given(st.floats(-1, 2), st.integers(0, 40))
def test_a_bar_is_as_wide_as_it_is_to_be_and_as_full_as_its_share(share: float, width: int) -> None:
    drawn = bar(share, width)

    assert cell_len(drawn) == width
    full = drawn.count("█") + sum(EIGHTHS.index(last) + 1 for last in drawn.strip(" █")) / len(EIGHTHS)
    assert full == pytest.approx(max(0, min(share, 1)) * width, abs=1 / 16)


async def say_from_replies(pilot: Pilot[None], text: str) -> tuple[Turn, ...]:
    """Say something from wherever the focus is; return the history that was answered."""
    await pilot.press("escape")
    answer = (await say(pilot, text)).answered
    assert answer is not None
    return answer.history
