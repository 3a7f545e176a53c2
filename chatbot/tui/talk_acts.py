"""What is done with the conversations of a log, each act on a thread of its own, which posts its outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from chatbot.errors import LogError
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.records import ConversationSummary
from chatbot.tui.answering import told

PAGE = 50
"""How many conversations are fetched at a time."""

MOST_FOUND = 1_000
"""How many a search finds; whoever finds more types more."""


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """Which conversations are wanted; what comes of a wish that is no longer the newest is dropped."""

    text: str
    """What titles or turns must hold; empty for all."""

    before: int | None = None
    """Only those older than the one of this id."""


class PageRead(Message):
    """Conversations are there."""

    def __init__(self, wish: Wish, rows: tuple[ConversationSummary, ...]) -> None:
        """Carry a page of them."""
        super().__init__()
        self.wish = wish
        self.rows = rows

    @property
    def is_last(self) -> bool:
        """Tell whether there are no more."""
        return bool(self.wish.text) or len(self.rows) < PAGE


class Renamed(Message):
    """A conversation has another title."""

    def __init__(self, conversation_id: int, title: str) -> None:
        """Carry what it is called now."""
        super().__init__()
        self.conversation_id = conversation_id
        self.title = title


class Deleted(Message):
    """A conversation is gone."""

    def __init__(self, conversation_id: int, but: str) -> None:
        """Carry what could not be done beside; empty where all was."""
        super().__init__()
        self.conversation_id = conversation_id
        self.but = but


class LogTrouble(Message):
    """The log could not do it."""

    def __init__(self, why: str) -> None:
        """Carry the reason in words."""
        super().__init__()
        self.why = why


Act = Callable[[ConversationLog], Message]
"""Does something with a log, and returns what is to be posted."""


def do(act: Act, log: ConversationLog, *, post: Callable[[Message], object]) -> None:
    """Do something with a log of one's own; meant for a worker's thread."""
    try:
        with log.reopened() as own:
            outcome = act(own)
    except Exception as error:  # The worker's edge: a damaged log may not close the app.
        outcome = LogTrouble(told(error))
    post(outcome)


def reading(wish: Wish) -> Act:
    """Return what fetches a page."""

    def read(log: ConversationLog) -> Message:
        if wish.text:
            return PageRead(wish, log.conversations_with(wish.text, limit=MOST_FOUND))
        return PageRead(wish, log.conversations(limit=PAGE, before=wish.before))

    return read


def renaming(conversation_id: int, title: str) -> Act:
    """Return what gives a conversation a title."""
    return lambda log: Renamed(conversation_id, log.rename(conversation_id, title))


def deleting(conversation_id: int) -> Act:
    """Return what deletes a conversation; another program may have been faster."""

    def delete(log: ConversationLog) -> Message:
        try:
            log.delete_conversation(conversation_id)
        except LogError as error:
            if log.has_conversation(conversation_id):
                raise
            return Deleted(conversation_id, told(error))
        return Deleted(conversation_id, "")

    return delete
