"""Learning now: behind the conversation, told on the screen, and undone."""

from __future__ import annotations

from pathlib import Path
from threading import Semaphore

import pytest
from textual.pilot import Pilot

from chatbot.errors import ChatbotError
from chatbot.learning import Learner
from chatbot.storage.conversation_log import ConversationLog
from chatbot.tui.review_app import ReviewApp
from chatbot.tui.screens.review import ReviewScreen
from chatbot.tui.sitting import Sitting
from chatbot.tui.teaching_app import TeachingApp
from chatbot.tui.widgets.learning_bar import LearningBar
from chatbot.tui.wording import CHINESE, ENGLISH, Wording
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, ScriptedLearner, ScriptedResponder
from tests.tui.stage import (
    SlowLoader,
    app_loading,
    app_with,
    notices,
    opened,
    replies_of,
    say,
    shown,
    type_in,
    until,
)
from tests.tui.test_review import fill

BOTH = pytest.mark.parametrize("wording", [ENGLISH, CHINESE])


def bar_of(pilot: Pilot[None]) -> LearningBar:
    return pilot.app.screen.query_one(LearningBar)


def bar_text(pilot: Pilot[None]) -> str:
    return str(bar_of(pilot).render()) if bar_of(pilot).display else ""


def last_notice(pilot: Pilot[None]) -> str:
    return (notices(pilot) or [""])[-1]


async def correct(pilot: Pilot[None], prompt: str, correction: str) -> None:
    """Say something, put a correction in place of the reply, and go back to the prompt."""
    await say(pilot, prompt)
    await pilot.press("up", "e")
    await pilot.pause()
    await pilot.press("ctrl+u")
    await type_in(pilot, correction)
    await pilot.press("enter")
    await pilot.pause()
    await pilot.press("escape")
    await pilot.pause()


def told_as_learnt(wording: Wording, lessons: int) -> str:
    return wording.learning.accepted.format(
        recalled=lessons, lessons=lessons, before=2.31, after=2.312, folder="checkpoints/scripted+"
    )


@BOTH
async def test_a_correction_is_learnt_and_the_new_model_answers(tmp_path: Path, wording: Wording) -> None:
    learner = ScriptedLearner()
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, learner=learner, wording=wording).run_test() as pilot:
            await correct(pilot, CHINESE_PROMPT, "没空，sorry")
            await pilot.press("ctrl+l")
            await until(pilot, lambda: last_notice(pilot) == told_as_learnt(wording, 1))
            await say(pilot, ENGLISH_PROMPT)

            assert not bar_of(pilot).display
            assert "scripted+" in shown(pilot).splitlines()[0]
        answered = log.conversation(1).turns[-1].reply
        lessons = log.reviews.lessons(learner.lineage)

    assert answered is not None
    assert answered.checkpoint == "scripted+"
    assert [(lesson.pair.prompt, lesson.pair.response) for lesson in learner.taught] == [
        (CHINESE_PROMPT, "没空，sorry")
    ]
    assert [lesson.is_new for lesson in lessons] == [False]


@pytest.mark.parametrize(("size", "wording"), [((80, 24), ENGLISH), ((60, 20), CHINESE)])
async def test_one_keeps_chatting_while_a_bar_tells_how_far_learning_is(
    tmp_path: Path, wording: Wording, size: tuple[int, int]
) -> None:
    gate = Semaphore(0)
    learner = ScriptedLearner(gate=gate)
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, learner=learner, wording=wording).run_test(size=size) as pilot:
            await correct(pilot, CHINESE_PROMPT, "没空")
            await correct(pilot, ENGLISH_PROMPT, "No 不")
            await pilot.press("ctrl+l")
            gate.release()
            recalled = wording.learning.recalled.format(recalled=1, lessons=2)
            await until(pilot, lambda: recalled in bar_text(pilot))
            view = await say(pilot, "meanwhile 好")

            assert view.body == "meanwhile 好"
            assert recalled in shown(pilot).splitlines()[-2]
            gate.release()
            await until(pilot, lambda: last_notice(pilot) == told_as_learnt(wording, 2))


async def test_the_model_is_not_swapped_within_a_reply(tmp_path: Path) -> None:
    gate = Semaphore(20)
    with opened(tmp_path / "log.db") as log:
        app = app_with(ScriptedResponder(gate=gate), log=log, learner=ScriptedLearner())
        async with app.run_test() as pilot:
            await correct(pilot, CHINESE_PROMPT, "没空 no")
            while gate.acquire(blocking=False):
                pass
            await type_in(pilot, ENGLISH_PROMPT)
            await pilot.press("enter")
            await pilot.press("ctrl+l")
            await until(pilot, lambda: "Learnt:" in last_notice(pilot))
            gate.release(20)
            await until(pilot, lambda: replies_of(pilot)[-1].note != "")
            await say(pilot, "再来 again")
        names = [turn.reply.checkpoint for turn in log.conversation(1).turns if turn.reply]

    assert names == ["scripted", "scripted", "scripted+"]


@BOTH
async def test_learning_is_undone_with_a_key(tmp_path: Path, wording: Wording) -> None:
    learner = ScriptedLearner()
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, learner=learner, wording=wording).run_test() as pilot:
            await correct(pilot, CHINESE_PROMPT, "没空 no")
            await pilot.press("ctrl+l")
            await until(pilot, lambda: last_notice(pilot) == told_as_learnt(wording, 1))
            await pilot.press("up", "ctrl+z")
            await until(pilot, lambda: last_notice(pilot) == wording.learning.undone.format(name="scripted"))
            await pilot.press("ctrl+z")
            await until(pilot, lambda: last_notice(pilot) == wording.learning.nothing_to_undo)

            assert "scripted+" not in shown(pilot).splitlines()[0]
        assert learner.lineage == ("scripted",)


async def test_undo_works_from_the_empty_prompt_and_leaves_what_is_typed(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, learner=ScriptedLearner()).run_test() as pilot:
            await correct(pilot, CHINESE_PROMPT, "没空 no")
            await pilot.press("ctrl+l")
            await until(pilot, lambda: "Learnt:" in last_notice(pilot))
            await pilot.press("好", "ctrl+z", "ctrl+z")
            await until(pilot, lambda: "answers again" in last_notice(pilot))


@BOTH
async def test_what_the_gate_refuses_is_told_with_its_reason(tmp_path: Path, wording: Wording) -> None:
    learner = ScriptedLearner(why_refused="held-out [b]worse[/b] by 3 %")
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, learner=learner, wording=wording).run_test() as pilot:
            await correct(pilot, ENGLISH_PROMPT, "不 no")
            await pilot.press("ctrl+l")
            told = wording.learning.kept_old.format(why="held-out [b]worse[/b] by 3 %")
            await until(pilot, lambda: last_notice(pilot) == told)

        assert [lesson.is_new for lesson in log.reviews.lessons(learner.lineage)] == [True]


@BOTH
async def test_nothing_new_is_said_to_be_so(tmp_path: Path, wording: Wording) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, learner=ScriptedLearner(), wording=wording).run_test() as pilot:
            await say(pilot, ENGLISH_PROMPT)
            await pilot.press("ctrl+l")
            await until(pilot, lambda: last_notice(pilot) == wording.learning.nothing_new)

            assert not bar_of(pilot).display


async def test_escape_in_the_prompt_cancels_learning(tmp_path: Path) -> None:
    learner = ScriptedLearner(gate=Semaphore(0))
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, learner=learner).run_test() as pilot:
            await correct(pilot, ENGLISH_PROMPT, "不 no")
            await pilot.press("ctrl+l")
            await until(pilot, lambda: bool(learner.taught))
            await pilot.press("escape")
            await until(pilot, lambda: last_notice(pilot) == ENGLISH.learning.cancelled)

            assert not bar_of(pilot).display


async def test_a_second_wish_to_learn_is_told_to_wait(tmp_path: Path) -> None:
    learner = ScriptedLearner(gate=Semaphore(0))
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, learner=learner).run_test() as pilot:
            await correct(pilot, ENGLISH_PROMPT, "不 no")
            await pilot.press("ctrl+l", "ctrl+l")
            await until(pilot, lambda: last_notice(pilot) == ENGLISH.learning.busy)


@pytest.mark.parametrize(
    "failure", [RuntimeError("out of memory"), MemoryError(), ChatbotError("no corpora")]
)
async def test_a_learner_that_breaks_leaves_the_app_running(tmp_path: Path, failure: Exception) -> None:
    learner = ScriptedLearner(failure=failure)
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, learner=learner).run_test() as pilot:
            await correct(pilot, ENGLISH_PROMPT, "不 no")
            await pilot.press("ctrl+l")
            await until(pilot, lambda: last_notice(pilot).startswith("Learning failed"))
            learner.failure = None
            await pilot.press("ctrl+l")
            await until(pilot, lambda: "Learnt:" in last_notice(pilot))


async def test_there_is_nothing_to_teach_before_the_model_is_loaded(tmp_path: Path) -> None:
    loader = SlowLoader()
    with opened(tmp_path / "log.db") as log:
        async with app_loading(loader, log=log, learner=ScriptedLearner()).run_test() as pilot:
            await pilot.press("ctrl+l")
            await until(pilot, lambda: last_notice(pilot) == ENGLISH.learning.no_model)
            loader.may_finish.set()
            await until(pilot, lambda: "scripted" in shown(pilot))


async def test_without_a_log_or_a_learner_it_is_said_why_nothing_is_learnt(tmp_path: Path) -> None:
    async with app_with(learner=ScriptedLearner()).run_test() as pilot:
        await until(pilot, lambda: "scripted" in shown(pilot))
        await pilot.press("ctrl+l")
        await until(pilot, lambda: last_notice(pilot) == ENGLISH.review.not_kept)
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log).run_test() as pilot:
            await until(pilot, lambda: "scripted" in shown(pilot))
            await pilot.press("ctrl+l")
            await until(pilot, lambda: last_notice(pilot) == ENGLISH.learning.no_learner)


async def test_leaving_while_learning_cancels_it(tmp_path: Path) -> None:
    learner = ScriptedLearner(gate=Semaphore(0))
    with opened(tmp_path / "log.db") as log:
        app = app_with(log=log, learner=learner)
        async with app.run_test() as pilot:
            await correct(pilot, ENGLISH_PROMPT, "不 no")
            await pilot.press("ctrl+l")
            await until(pilot, lambda: bool(learner.taught))
            await pilot.press("ctrl+q")
        for _ in range(100):
            if not app.is_working:
                break
            Semaphore(0).acquire(timeout=0.02)

    assert not app.is_working


def review_with(log: ConversationLog, learner: Learner) -> ReviewApp:
    return ReviewApp(Sitting(lambda: log.reviews), make_learner=lambda: learner)


async def test_the_review_screen_learns_as_well(tmp_path: Path) -> None:
    learner = ScriptedLearner()
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_with(log, learner).run_test() as pilot:
            await pilot.press("+", "-", "ctrl+l")
            await until(pilot, lambda: last_notice(pilot) == told_as_learnt(ENGLISH, 1))
            await pilot.press("ctrl+z")
            await until(pilot, lambda: "answers again" in last_notice(pilot))

    assert [lesson.kind for lesson in learner.taught] == ["good"]


async def test_escape_in_the_review_cancels_learning_before_it_leaves(tmp_path: Path) -> None:
    learner = ScriptedLearner(gate=Semaphore(0))
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_with(log, learner).run_test() as pilot:
            await pilot.press("+", "ctrl+l")
            await until(pilot, lambda: bool(learner.taught))
            await pilot.press("escape")
            await until(pilot, lambda: last_notice(pilot) == ENGLISH.learning.cancelled)

            assert isinstance(pilot.app.screen, ReviewScreen)


async def test_learning_goes_on_from_the_chat_into_the_review(tmp_path: Path) -> None:
    gate = Semaphore(0)
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, learner=ScriptedLearner(gate=gate)).run_test() as pilot:
            await correct(pilot, ENGLISH_PROMPT, "不 no")
            await pilot.press("ctrl+l", "ctrl+r")
            await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
            await until(pilot, lambda: bool(bar_text(pilot)))
            gate.release()
            await until(pilot, lambda: "Learnt:" in last_notice(pilot))

            assert not bar_of(pilot).display


@BOTH
async def test_the_palette_offers_what_the_keys_do(tmp_path: Path, wording: Wording) -> None:
    with opened(tmp_path / "log.db") as log:
        app: TeachingApp = app_with(log=log, wording=wording)
        async with app.run_test() as pilot:
            titles = [command.title for command in app.get_system_commands(pilot.app.screen)]

    names = ("app.review", "app.learn", "app.undo_learning")
    assert {wording.personal.actions[name] for name in names} <= set(titles)
