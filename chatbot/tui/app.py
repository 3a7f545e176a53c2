"""The terminal app: loads the model behind the first paint, and holds what screens share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextvars import copy_context
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.actions import ActionParseResult
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.events import Event, Key, Paste
from textual.message import Message
from textual.screen import Screen

from chatbot.config import SearchConfig
from chatbot.errors import ChatbotError, LogError
from chatbot.preferences import Keep
from chatbot.text.normalize import printable
from chatbot.tui.answering import told
from chatbot.tui.guiding_app import GuidingApp
from chatbot.tui.later import Later, import_all
from chatbot.tui.personal import Personal, keep_nothing
from chatbot.tui.screens.chat import ChatScreen
from chatbot.tui.sitting import Sitting
from chatbot.tui.story import Story
from chatbot.tui.widgets.glass_box import GlassBox
from chatbot.tui.wording import ENGLISH, Wording

if TYPE_CHECKING:
    from chatbot.explaining import Explainer, Shelf
    from chatbot.learning import Learner
    from chatbot.reply import Responder
    from chatbot.tui import visitor_wording
    from chatbot.tui.answered import Answered
    from chatbot.tui.screens import compare, what_if
else:
    visitor_wording = Later("chatbot.tui.visitor_wording")
    compare = Later("chatbot.tui.screens.compare")
    what_if = Later("chatbot.tui.screens.what_if")

LATER_CSS = Path(__file__).with_name("later.tcss")
"""The styles of what the first frame does not show: parsing them takes as long as those of the rest."""

SOON_SECONDS = 0.3
"""After which the model is loaded whether or not the conversation was seen."""


class ChatbotApp(GuidingApp):
    """Talk with a responder that is loaded while one already types."""

    CSS_PATH = ["app.tcss"]  # noqa: RUF012  # as its base
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8", "compare", show=False, id="app.compare"),
        Binding("f9", "watch", show=False, id="app.watch"),
    ]

    class ResponderReady(Message):
        """The model can answer."""

        def __init__(self, responder: Responder) -> None:
            """Carry what answers."""
            super().__init__()
            self.responder = responder

    class ResponderUnavailable(Message):
        """The model cannot be loaded."""

        def __init__(self, error: Exception) -> None:
            """Carry the reason."""
            super().__init__()
            self.error = error

    class EverythingImported(Message):
        """What the first frame has not shown can be."""

    class LogUnavailable(Message):
        """The log cannot be opened."""

        def __init__(self, error: ChatbotError) -> None:
            """Carry the reason."""
            super().__init__()
            self.error = error

    def __init__(
        self,
        load_responder: Callable[[], Responder],
        *,
        story: Story,
        now: Callable[[], datetime],
        make_learner: Callable[[Responder], Learner] | None = None,
        make_explainer: Callable[[Responder], Explainer] | None = None,
        shelf: Shelf | None = None,
        continued: int | None = None,
        visitor: bool = False,
        wording: Wording = ENGLISH,
        personal: Personal | None = None,
        keep: Keep = keep_nothing,
    ) -> None:
        """Make the app.

        Args:
            load_responder: Called once, on a thread of its own, after the first paint; may take seconds.
            story: The conversation to be had; its log is opened on the loader's thread, and then used from
                this one alone.
            now: The time of day, for the screen.
            make_learner: Makes what teaches the model that answers; called on a worker's thread.
            make_explainer: Makes what says why a responder answers as it does; called on the screen's
                thread, so it must be quick.
            shelf: The checkpoints to compare with.
            continued: The conversation of the log to go on with; None begins another.
            visitor: Whether a stranger talks here: what others said, and what the model learns, is not his.
            wording: The language of the interface at first.
            personal: The user's wishes; None where there are none.
            keep: Writes down what is changed on the screen; may raise, which is told.
        """
        sitting = Sitting(lambda: story.reviews) if story.is_logged and not visitor else None
        teacher = None if make_learner is None else partial(self._learner, make_learner)
        super().__init__(sitting, make_learner=teacher, wording=wording, personal=personal, keep=keep)
        self.visitor = visitor
        """Whether a stranger talks here, to whom nothing is offered that is the host's."""
        self._story = story
        self._load_responder = load_responder
        self._make_explainer = make_explainer
        self.shelf = shelf
        self._chat = ChatScreen(
            story,
            sitting=sitting,
            now=now,
            recall=story.asked_here if visitor else story.asked,
            continued=continued,
            wording=self._wording,
        )
        self._responder: Responder | None = None
        self._loading: Thread | None = None
        self.load_error: Exception | None = None
        """Why there is no model, or no log, once that is known."""

    @property
    def is_working(self) -> bool:
        """Tell whether the loader's thread or the learner's still runs, which nothing can stop at once."""
        is_loading = self._loading is not None and self._loading.is_alive()
        return is_loading or super().is_working

    def get_default_screen(self) -> Screen[None]:
        """Return the conversation: the first screen, with no empty one to be laid out below it."""
        return self._chat

    def on_ready(self) -> None:
        """Load the model once the conversation is seen: while an app is mounted it paints nothing."""
        self._chat.call_after_refresh(self._start_loading)
        # A page that covers it at once keeps it from being refreshed.
        self.set_timer(SOON_SECONDS, self._start_loading)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer in the palette what the keys do; to a visitor what every program of Textual's offers."""
        if not self.visitor:
            return super().get_system_commands(screen)
        offered = App.get_system_commands(self, screen)
        # A picture would be a file on the host's disk.
        return (command for command in offered if command.title != "Screenshot")

    async def on_event(self, event: Event) -> None:
        """Let the chat turn to its prompt before what is typed for it is sent on.

        Only here: where a widget hears a key, the next one may be on its way to the same widget.
        """
        if isinstance(event, Key | Paste) and not event.is_forwarded and self.screen is self._chat:
            self._chat.make_way_for(event)
        await super().on_event(event)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key stands for; tell a visitor what is not his to do, whichever widget has the key."""
        if self.visitor and visitor_wording.is_hosts(action):
            self._say(self._wording.review.not_kept)
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def use(self, responder: Responder) -> None:
        """Answer with another responder from the next reply on, searching as it was last chosen."""
        if self._chosen_search is not None:
            responder = responder.with_search(self._chosen_search)
        self._responder = responder
        explainer = None if self._make_explainer is None else self._make_explainer(responder)
        self._chat.use(responder, explainer)
        if explainer is not None:
            self.explain_review(explainer, responder.name)
        self.guide_with(explainer)

    @property
    def explainers(self) -> Mapping[str, Explainer]:
        """Who can say why a reply is as it is: the model that answers, and those before it."""
        return self._chat.query_one(GlassBox).panel.inquiry.explainers

    @property
    def search(self) -> SearchConfig:
        """How the next reply will be searched for."""
        return super().search if self._responder is None else self._responder.search

    def choose_search(self, search: SearchConfig) -> None:
        """Search in another way from the next reply on, whatever model answers."""
        super().choose_search(search)
        if self._responder is not None:
            self.use(self._responder)

    def action_learn(self) -> None:
        """Learn, once there is a model that can."""
        if self.load_error is not None:
            self._say(self._wording.not_loaded.format(why=told(self.load_error)))
        elif self._responder is None:
            self._say(self._wording.learning.no_model)
        else:
            super().action_learn()

    def action_compare(self) -> None:
        """Ask other checkpoints what the chosen reply has answered."""
        self._compare(of_run=False)

    def action_watch(self) -> None:
        """Ask the checkpoints along a training run what the chosen reply has answered."""
        self._compare(of_run=True)

    def _compare(self, *, of_run: bool) -> None:
        screen = self.screen
        answered: Answered | None
        if isinstance(screen, what_if.WhatIfScreen | compare.CompareScreen):
            answered = screen.answered
        elif screen is self._chat:
            answered = self._chat.query_one(GlassBox).answered
        else:
            return
        if self.shelf is None:
            self._say(self._wording.compare.no_shelf)
        elif answered is None:
            self._say(self._wording.compare.no_reply)
        else:
            if isinstance(screen, compare.CompareScreen):
                self.pop_screen()
            self.push_screen(compare.CompareScreen(answered, self.shelf, self._wording, of_run=of_run))

    @on(GlassBox.WhatIfWanted)
    def _ask_what_if(self, event: GlassBox.WhatIfWanted) -> None:
        words = self._wording.what_if
        if self._chat.explainer is None:
            self._say(words.no_explainer)
        elif event.view.answered is None:
            self._say(words.not_finished)
        else:
            self.push_screen(what_if.WhatIfScreen(event.view.answered, self._chat.explainer, self._wording))

    def on_chatbot_app_responder_ready(self, event: ResponderReady) -> None:
        """Let the conversation begin, unless the screen is being taken down."""
        if self.is_running:
            self.use(event.responder)

    async def on_chatbot_app_everything_imported(self) -> None:
        """Lay out what can be seen only once there is a reply."""
        if self.is_running:
            self.stylesheet.add_source(LATER_CSS.read_text(encoding="utf-8"), read_from=(str(LATER_CSS), ""))
            for screen in self.screen_stack:
                self.stylesheet.update(screen)
            await self._chat.get_ready()
            self._show_learning()

    def on_chatbot_app_log_unavailable(self, event: LogUnavailable) -> None:
        """Leave: whoever wants what is said kept must not talk in vain."""
        self.load_error = event.error
        self.exit()

    def on_chatbot_app_responder_unavailable(self, event: ResponderUnavailable) -> None:
        """Say why there is no model; what was typed stays."""
        self.load_error = event.error
        if self.is_running:
            why = printable(told(event.error))
            self._chat.give_up(why)
            self.guide_with(None, self._wording.not_loaded.format(why=why))

    def _learner(self, make_learner: Callable[[Responder], Learner]) -> Learner:
        assert self._responder is not None, "nothing is learnt before there is a model"
        return make_learner(self._responder)

    def _start_loading(self) -> None:
        if self._loading is not None:
            return
        # Not a Textual worker: those are waited for when the app ends, and an import cannot be cancelled.
        self._loading = Thread(
            target=copy_context().run, args=(self._load,), daemon=True, name="load responder"
        )
        self._loading.start()

    def _load(self) -> None:
        try:
            self._story.open()
            import_all()
            self.post_message(self.EverythingImported())
            responder = self._load_responder()
        except LogError as error:
            self.post_message(self.LogUnavailable(error))
        except Exception as error:  # The thread's edge: a failure is told on the screen.
            self.post_message(self.ResponderUnavailable(error))
        else:
            self.post_message(self.ResponderReady(responder))
