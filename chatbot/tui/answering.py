"""One reply being made on a thread of its own: the worker posts, the screen changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING

from textual.message import Message

from chatbot.errors import ChatbotError
from chatbot.tui.later import Later

if TYPE_CHECKING:
    from chatbot import reply as replies
    from chatbot.dialogue import Turn
    from chatbot.reply import ReplyFinished, Responder
    from chatbot.tui import draft as drafts
    from chatbot.tui.draft import ReplyDraft
    from chatbot.tui.widgets.reply_view import ReplyView
else:
    drafts = Later("chatbot.tui.draft")
    replies = Later("chatbot.reply")


class Answering:
    """A reply that is awaited; messages of one that is no longer awaited are dropped by comparing it."""

    def __init__(self, view: ReplyView, *, unlike: tuple[str, ...] = ()) -> None:
        """Await a reply from now on.

        Args:
            view: Where the reply is shown.
            unlike: What was answered before to the same question, and is not to be answered again.
        """
        self.view = view
        self.unlike = unlike
        self.responder: Responder | None = None
        """What makes it; None before it begins."""

        self.cancelled = Event()
        """Set to end the reply after the token it is at."""

        self.draft: ReplyDraft = drafts.ReplyDraft()
        """What there is so far; changed on the screen's thread alone."""

        self.seconds_to_first_word: float | None = None
        """How long the first word was awaited; None before it."""

        self._asked_at = perf_counter()

    @property
    def seconds(self) -> float:
        """How long it has been awaited."""
        return perf_counter() - self._asked_at

    def grow(self, draft: ReplyDraft) -> None:
        """Take in what there is more of the reply."""
        self.draft = draft
        if self.seconds_to_first_word is None and draft.text:
            self.seconds_to_first_word = self.seconds


class ReplyGrew(Message):
    """There is more of a reply."""

    def __init__(self, answering: Answering, draft: ReplyDraft) -> None:
        """Carry all there is so far."""
        super().__init__()
        self.answering = answering
        self.draft = draft

    def can_replace(self, message: Message) -> bool:
        """Give way to one that carries more, where the screen is behind: a key is not to wait for both."""
        return isinstance(message, ReplyGrew) and message.answering is self.answering


class ReplyEnded(Message):
    """A reply is whole, or was cut short."""

    def __init__(self, answering: Answering, finished: ReplyFinished) -> None:
        """Carry the reply as the responder settled it."""
        super().__init__()
        self.answering = answering
        self.finished = finished


class ReplyFailed(Message):
    """There will be no reply."""

    def __init__(self, answering: Answering, why: str) -> None:
        """Carry the reason in words."""
        super().__init__()
        self.answering = answering
        self.why = why


def answer(
    responder: Responder, history: Sequence[Turn], answering: Answering, *, post: Callable[[Message], object]
) -> None:
    """Make one reply, and post every step; meant for a worker's thread."""
    draft = drafts.ReplyDraft()
    try:
        for event in responder.reply(
            history, unlike=answering.unlike, is_cancelled=answering.cancelled.is_set
        ):
            if isinstance(event, replies.ReplyFinished):
                post(ReplyEnded(answering, event))
            else:
                draft = draft.grown(event)
                draft.trace()  # A responder that breaks its promises fails here, not on the screen's thread.
                post(ReplyGrew(answering, draft))
    except Exception as error:  # The worker's edge: nothing a model does may close the app.
        post(ReplyFailed(answering, told(error)))


def told(error: Exception) -> str:
    """Return an error as one line: its message, after its kind where it is not one of ours to mend."""
    message = " ".join(str(error).split())
    return message if isinstance(error, ChatbotError | OSError) else f"{type(error).__name__}: {message}"
