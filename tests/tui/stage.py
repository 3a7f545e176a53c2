"""The app on a stage: real keys in, what the screen shows out."""

from __future__ import annotations

from asyncio import timeout
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from textual import events
from textual.pilot import Pilot

from chatbot.cli.wishes import Wishes
from chatbot.explaining import Explainer, Shelf
from chatbot.learning import Learner
from chatbot.reply import Responder
from chatbot.storage.conversation_log import ConversationLog
from chatbot.tui.app import ChatbotApp
from chatbot.tui.personal import keep_nothing
from chatbot.tui.story import Story
from chatbot.tui.widgets.glass_box import GlassBox
from chatbot.tui.widgets.heatmap import HeatMap
from chatbot.tui.widgets.prompt import Prompt
from chatbot.tui.widgets.reply_view import ReplyView
from chatbot.tui.wording import ENGLISH, WORDINGS, Wording
from tests.doubles import ScriptedResponder

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

SIZES = [(80, 24), (60, 20), (120, 40)]

PATIENCE_SECONDS = 10


def opened(path: Path) -> ConversationLog:
    return ConversationLog(path, clock=lambda: NOON)


def app_with(
    responder: Responder | None = None,
    *,
    log: ConversationLog | None = None,
    wording: Wording = ENGLISH,
    learner: Learner | None = None,
    explainer: Explainer | None = None,
    shelf: Shelf | None = None,
    continued: int | None = None,
    wishes: Wishes | None = None,
) -> ChatbotApp:
    """Make an app whose responder is there at once, and its learner, if it has one, when it is asked for."""
    chosen = responder or ScriptedResponder()
    return app_loading(
        lambda: chosen,
        log=log,
        wording=wording,
        learner=learner,
        explainer=explainer,
        shelf=shelf,
        continued=continued,
        wishes=wishes,
    )


def app_loading(
    load: Callable[[], Responder],
    *,
    log: ConversationLog | None = None,
    wording: Wording = ENGLISH,
    learner: Learner | None = None,
    explainer: Explainer | None = None,
    shelf: Shelf | None = None,
    continued: int | None = None,
    wishes: Wishes | None = None,
) -> ChatbotApp:
    """Make an app; what its user wishes for goes before the `wording`."""
    return ChatbotApp(
        load,
        story=Story(log, checkpoint="scripted"),
        now=lambda: NOON,
        make_learner=None if learner is None else lambda responder: learner,
        make_explainer=None if explainer is None else lambda responder: explainer,
        shelf=shelf,
        continued=continued,
        wording=WORDINGS[wishes.language] if wishes else wording,
        personal=wishes.personal() if wishes else None,
        keep=wishes.keep if wishes else keep_nothing,
    )


class SlowLoader:
    """Loads when it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.may_finish = Event()
        self._error = error

    def __call__(self) -> Responder:
        self.may_finish.wait(PATIENCE_SECONDS)
        if self._error is not None:
            raise self._error
        return ScriptedResponder()


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Wait until something is true; fail after some seconds."""
    async with timeout(PATIENCE_SECONDS):
        while not condition():
            await pilot.pause(0.01)


async def type_in(pilot: Pilot[None], text: str) -> None:
    """Type as a terminal sends it; `Pilot.press` loses full-width punctuation and emoji."""
    for character in text:
        pilot.app.post_message(events.Key(character, character))
    await pilot.pause()


async def say(pilot: Pilot[None], text: str) -> ReplyView:
    """Type a turn, send it, and wait until its reply has settled; return the reply's view."""
    before = len(replies_of(pilot))
    await type_in(pilot, text)
    await pilot.press("enter")
    await until(pilot, lambda: len(replies_of(pilot)) > before)
    view = replies_of(pilot)[-1]
    await until(pilot, lambda: bool(view.note) or view.has_failed)
    return view


def replies_of(pilot: Pilot[None]) -> tuple[ReplyView, ...]:
    return box_of(pilot).conversation.replies


def box_of(pilot: Pilot[None]) -> GlassBox:
    return pilot.app.screen.query_one(GlassBox)


def prompt_of(pilot: Pilot[None]) -> Prompt:
    return pilot.app.screen.query_one(Prompt)


def map_rows(pilot: Pilot[None]) -> list[str]:
    """Return the heat map's lines, header first, without what fills them up."""
    heat_map = pilot.app.screen.query_one(HeatMap)
    lines = heat_map.render_lines(heat_map.size.region)
    return [line.text.rstrip() for line in lines if line.text.strip()]


def shown(pilot: Pilot[None]) -> str:
    """Return everything on the screen, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def notices(pilot: Pilot[None]) -> list[str]:
    return [notification.message for notification in pilot.app._notifications]
