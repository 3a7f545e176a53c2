"""The review screen's sidebar: every view of a logged reply, filled by the model that gave it."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from textual.pilot import Pilot

from chatbot.errors import CheckpointError
from chatbot.reply import Responder
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.verdict import ADOPTED, Verdict
from chatbot.tui.review_app import ReviewApp
from chatbot.tui.screens.review import ReviewScreen
from chatbot.tui.sitting import Sitting
from chatbot.tui.widgets.attention_panel import AttentionPanel
from chatbot.tui.widgets.heatmap import HeatMap
from chatbot.tui.widgets.queue_list import QueueList
from chatbot.tui.widgets.views.candidates import CandidatesView
from chatbot.tui.widgets.views.choices import ChoicesView
from chatbot.tui.widgets.views.order import VIEWS
from chatbot.tui.wording import CHINESE, ENGLISH
from tests.doubles import ENGLISH_PROMPT, ScriptedExplainer, ScriptedResponder
from tests.tui.stage import PATIENCE_SECONDS, app_with, notices, opened, say, shown, until
from tests.tui.test_review import current, fill


def panel_of(pilot: Pilot[None]) -> AttentionPanel:
    return pilot.app.screen.query_one(AttentionPanel)


async def turn_to(pilot: Pilot[None], view: type) -> None:
    """Press F2 until a view is seen."""
    while not isinstance(panel_of(pilot).view, view):
        await pilot.press("f2")
    await pilot.pause()


def review_with(log: ConversationLog, load: ScriptedLoader, name: str = "scripted") -> ReviewApp:
    def explainer(responder: Responder) -> ScriptedExplainer:
        assert responder.name == name
        return ScriptedExplainer()

    return ReviewApp(
        Sitting(lambda: log.reviews), make_learner=None, load_responder=load, make_explainer=explainer
    )


class ScriptedLoader:
    """Loads when it may; counts how often it was asked."""

    def __init__(self, error: Exception | None = None, *, name: str = "scripted") -> None:
        self.may_finish = Event()
        self.asked = 0
        self.error = error
        self._name = name

    def __call__(self) -> ScriptedResponder:
        self.asked += 1
        self.may_finish.wait(PATIENCE_SECONDS)
        if self.error is not None:
            raise self.error
        return ScriptedResponder(name=self._name)


async def test_f2_shows_every_view_of_a_logged_reply_and_loads_the_model_once_one_asks(
    tmp_path: Path,
) -> None:
    load = ScriptedLoader()
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_with(log, load).run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            assert ENGLISH.loading not in shown(pilot)

            await turn_to(pilot, ChoicesView)
            assert ENGLISH.loading in shown(pilot)
            load.may_finish.set()
            await until(pilot, lambda: ENGLISH.explaining.likeliest in shown(pilot))

            titles = []
            for _ in VIEWS:
                await pilot.press("f2")
                titles.append(str(panel_of(pilot).border_title))
            await pilot.press("shift+f2")
            assert set(titles) == {view(ENGLISH).title(ENGLISH) for view in VIEWS}
            assert str(panel_of(pilot).border_title) == titles[-2]
            assert load.asked == 1


async def test_a_reply_of_another_checkpoint_is_not_asked_about_and_a_failure_is_told_and_tried_again(
    tmp_path: Path,
) -> None:
    load = ScriptedLoader(CheckpointError("broken: expected weights"), name="newer")
    load.may_finish.set()
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_with(log, load, "newer").run_test(size=(120, 40)) as pilot:
            await turn_to(pilot, ChoicesView)
            await until(pilot, lambda: "no model: broken: expected weights" in shown(pilot))

            load.error = None
            await pilot.press("f2", "shift+f2")
            await until(pilot, lambda: "scripted gave this reply, and another model" in shown(pilot))


async def test_an_adopted_candidate_is_the_correction_and_can_be_taken_back(tmp_path: Path) -> None:
    load = ScriptedLoader()
    load.may_finish.set()
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_with(log, load).run_test(size=(120, 40)) as pilot:
            await turn_to(pilot, CandidatesView)
            await until(pilot, lambda: ENGLISH.explaining.said in shown(pilot))
            await pilot.press("3", "a")
            await until(pilot, lambda: ENGLISH.review.corrected in notices(pilot))

            review = current(log, 4)
            assert (review.verdict, review.correction) == (Verdict.CORRECTED, "are you free")
            assert ADOPTED in review.tags
            assert "✎" in shown(pilot)

            await pilot.press("u")
            await pilot.pause()
            assert log.reviews.current(4) is None


async def test_the_map_keys_are_those_of_the_chat_and_v_gives_the_view_the_whole_place(
    tmp_path: Path,
) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_with(log, ScriptedLoader()).run_test(size=(60, 20)) as pilot:
            await pilot.pause()
            assert not panel_of(pilot).display

            await pilot.press("f2", "#", "p", "]")
            await pilot.pause()
            assert panel_of(pilot).query(HeatMap).first().has_numbers
            assert ENGLISH.views.pieces in str(panel_of(pilot).border_title)
            assert not pilot.app.screen.query_one(QueueList).display

            await pilot.press("escape")
            await pilot.pause()
            assert pilot.app.screen.query_one(QueueList).display
            assert isinstance(pilot.app.screen, ReviewScreen)


async def test_the_chats_model_answers_in_its_review_too(tmp_path: Path) -> None:
    explainer = ScriptedExplainer()
    with opened(tmp_path / "log.db") as log:
        app = app_with(log=log, explainer=explainer, wording=CHINESE)
        async with app.run_test(size=(120, 40)) as pilot:
            await say(pilot, ENGLISH_PROMPT)
            await pilot.press("ctrl+r")
            await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
            await turn_to(pilot, ChoicesView)
            await until(pilot, lambda: CHINESE.explaining.likeliest in shown(pilot))
            assert explainer.asked == ["choices"]
