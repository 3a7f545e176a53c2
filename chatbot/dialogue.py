"""What was said: the only words that corpus, training and storage share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle


class Speaker(StrEnum):
    """The two sides of a conversation."""

    USER = "user"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns in the order they were said."""

    turns: tuple[Turn, ...]

    source: str
    """Where it was read: `file:line`, `file[record]`, or a log id."""

    is_scripted: bool = False
    """Whether it was written for a bot: what the user says in it is no reply to learn."""

    is_held_out: bool | None = None
    """Whether its writer keeps it for measuring; None where what was said decides."""

    @classmethod
    def alternating(cls, utterances: Iterable[str], source: str) -> Conversation:
        """Make a conversation of texts that two speakers say in turn, the user first."""
        speakers = cycle((Speaker.USER, Speaker.BOT))
        return cls(
            tuple(Turn(speaker, text) for speaker, text in zip(speakers, utterances, strict=False)), source
        )

    @classmethod
    def scripted(cls, utterances: Iterable[str], source: str, *, is_held_out: bool) -> Conversation:
        """Make a conversation that was written for a bot, the user first."""
        said = cls.alternating(utterances, source)
        return cls(said.turns, source, is_scripted=True, is_held_out=is_held_out)

    @classmethod
    def between(cls, utterances: Iterable[tuple[str, str]], source: str) -> Conversation:
        """Make a conversation of (speaker's name, text); what one speaker says in a row becomes one turn.

        However many speakers there are, each turn answers the one before: the sides alternate.
        """
        joined: list[tuple[str, str]] = []
        for name, text in utterances:
            if joined and joined[-1][0] == name:
                joined[-1] = (name, f"{joined[-1][1]} {text}".strip())
            else:
                joined.append((name, text))
        return cls.alternating((text for _, text in joined), source)


@dataclass(frozen=True, slots=True)
class DialoguePair:
    """A prompt and the response to learn for it."""

    context: tuple[str, ...]
    """The turns before the prompt, oldest first; may be empty."""

    prompt: str
    response: str

    source: str
    """Where it was read: `file:line`, `file[record]`, or a log id."""
