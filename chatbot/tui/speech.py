"""The language that the interface speaks, which can be changed while it is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast, runtime_checkable

from chatbot.record import Record
from chatbot.tui.wording import Wording


class Speech:
    """Lends its words to every widget; who asks for a word gets it in the language spoken just then.

    So nobody need be handed other words when the language changes. Only what was made of a word before, such
    as a title, has to be made again: see `Retold`.
    """

    def __init__(self, wording: Wording) -> None:
        """Speak with these words."""
        self.spoken = wording
        self.wording = cast(Wording, _Words(lambda: self.spoken))
        """The words, in whichever language is spoken when they are read."""


class _Words:
    """Reads every attribute, at whatever depth, from what is spoken at that moment."""

    def __init__(self, read: Callable[[], object]) -> None:
        self._read = read

    def __getattr__(self, name: str) -> object:
        value = getattr(self._read(), name)
        return _Words(lambda: getattr(self._read(), name)) if isinstance(value, Record) else value


@runtime_checkable
class Retold(Protocol):
    """A widget or a screen that has made something of words."""

    def retell(self) -> None:
        """Make it again, for the language has changed; all else stays as it is."""
        ...
