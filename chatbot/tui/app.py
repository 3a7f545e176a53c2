"""The terminal app: loads the model behind the first paint, and holds what screens share."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from datetime import datetime
from threading import Thread
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.message import Message

from chatbot.reply import Responder
from chatbot.text.normalize import printable
from chatbot.tui.answering import told
from chatbot.tui.screens.chat import ChatScreen
from chatbot.tui.screens.help import HelpScreen
from chatbot.tui.sitting import Sitting
from chatbot.tui.story import Story
from chatbot.tui.wording import ENGLISH, Wording


class ChatbotApp(App[None]):
    """Talk with a responder that is loaded while one already types."""

    TITLE = "chatbot"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", show=False, priority=True),
        Binding("ctrl+t", "toggle_lightness", show=False, priority=True),
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

    def __init__(
        self,
        load_responder: Callable[[], Responder],
        *,
        story: Story,
        now: Callable[[], datetime],
        wording: Wording = ENGLISH,
    ) -> None:
        """Make the app.

        Args:
            load_responder: Called once, on a thread of its own, after the first paint; may take seconds.
            story: The conversation to be had; its log is used from this thread alone.
            now: The time of day, for the screen.
            wording: The language of the interface.
        """
        super().__init__()
        self._load_responder = load_responder
        sitting = Sitting(story.log.reviews) if story.log else None
        self._chat = ChatScreen(story, sitting=sitting, now=now, wording=wording)
        self._wording = wording
        self._loading: Thread | None = None
        self.load_error: Exception | None = None
        """Why there is no model, once that is known."""

    @property
    def is_loading(self) -> bool:
        """Tell whether the loader's thread still runs, which nothing can stop."""
        return self._loading is not None and self._loading.is_alive()

    async def on_mount(self) -> None:
        """Show the conversation, and load the model once it is seen."""
        await self.push_screen(self._chat)
        self._chat.call_after_refresh(self._start_loading)

    def action_help(self) -> None:
        """Show the keys, or put them away."""
        if isinstance(self.screen, HelpScreen):
            self.pop_screen()
        else:
            self.push_screen(HelpScreen(self._wording))

    def action_toggle_lightness(self) -> None:
        """Change between the light and the dark theme."""
        self.theme = "textual-light" if self.current_theme.dark else "textual-dark"

    def on_chatbot_app_responder_ready(self, event: ResponderReady) -> None:
        """Let the conversation begin."""
        self._chat.use(event.responder)

    def on_chatbot_app_responder_unavailable(self, event: ResponderUnavailable) -> None:
        """Say why there is no model; what was typed stays."""
        self.load_error = event.error
        self._chat.give_up(printable(told(event.error)))

    def _start_loading(self) -> None:
        # Not a Textual worker: those are waited for when the app ends, and an import cannot be cancelled.
        self._loading = Thread(
            target=copy_context().run, args=(self._load,), daemon=True, name="load responder"
        )
        self._loading.start()

    def _load(self) -> None:
        try:
            responder = self._load_responder()
        except Exception as error:  # The thread's edge: a failure is told on the screen.
            self.post_message(self.ResponderUnavailable(error))
        else:
            self.post_message(self.ResponderReady(responder))
