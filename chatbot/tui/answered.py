"""A reply that has been given, with all that can be asked about it later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatbot.config import SearchConfig
from chatbot.dialogue import Turn
from chatbot.reply import Reply

if TYPE_CHECKING:
    from chatbot.storage.records import LoggedReply


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply and what it came from."""

    history: tuple[Turn, ...]
    """What was said before it; the last turn is the user's."""

    reply: Reply

    candidates: tuple[Reply, ...]
    """What the search found, best first; at least the reply."""

    checkpoint: str
    """The name of what answered."""

    search: SearchConfig

    seconds: float | None
    """From the question to the last word; None where it was not measured."""

    seconds_to_first_word: float | None
    """From the question to the first word that was shown; None where it was not measured."""


def answered_of_logged(history: tuple[Turn, ...], logged: LoggedReply) -> Answered:
    """Return what the log knows of a reply: neither other candidates nor when its first word came."""
    return Answered(
        history, logged.reply, (logged.reply,), logged.checkpoint, logged.search, logged.seconds, None
    )
