"""Why a reply is as it is, and what it might have been: the seam between a network and whoever questions it.

Every question is about a reply to a history; words are counted as in the reply's `attention`, steps as in its
`pieces`. An `Explainer` may be asked from several worker's threads; it answers one question at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from chatbot.dialogue import DialoguePair, Turn
from chatbot.reply import Reply, Responder, never
from chatbot.touring import Tour

MOST_ALTERNATIVES = 10
"""How many of the likeliest pieces a step names."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What might have come at one step."""

    piece: str
    """As the vocabulary spells it."""

    word: str
    """The word as people read it that the piece begins or goes on with, completed greedily."""

    probability: float
    """The piece's own, 0 to 1, before anything was blocked or filtered."""

    blocked: str = ""
    """Why it was not permitted, for example "repeats"; empty where it was."""


@dataclass(frozen=True, slots=True)
class StepChoices:
    """One step of a reply: what was chosen among what."""

    piece: str
    """What was chosen, as the vocabulary spells it."""

    probability: float
    """Its probability, 0 to 1."""

    rank: int
    """1 where it was the likeliest of the whole vocabulary."""

    entropy: float
    """Of the whole distribution, in nats."""

    alternatives: tuple[Alternative, ...]
    """The `MOST_ALTERNATIVES` likeliest pieces, likeliest first; the chosen one may be among them."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A training pair whose prompt the encoder reads much like this one."""

    pair: DialoguePair
    """Its `source` says file and line, where they are known."""

    similarity: float
    """Cosine of the two encoder states, -1 to 1."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of the training a reply may come from."""

    neighbours: tuple[Neighbour, ...]
    """Nearest first."""

    copied: DialoguePair | None
    """A training pair with this very reply, the nearest one; None where the reply is the model's own."""

    searched: int
    """How many training pairs were looked at."""


@dataclass(frozen=True, slots=True)
class Occlusion:
    """Each source word left out in turn, beside how much it was looked at (after Zeiler and Fergus, 2014)."""

    drops: tuple[float, ...]
    """By how many nats the reply's log-probability falls without the word; negative where it rises."""

    weights: tuple[float, ...]
    """The mean attention to each source word; empty without attention."""

    rank_correlation: float | None
    """Kendall's tau-b of the two, -1 to 1 (Jain and Wallace, 2019); None where one of them has no order."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is different when a prompt is answered again; nothing, where all is left as it is."""

    prompt: str | None = None
    """Other words in place of the prompt's."""

    masked: frozenset[int] = frozenset()
    """Source words, from 0, that attention may not look at; not all of them."""

    beginning: str = ""
    """The first words of the reply, as they are to be."""

    pinned: tuple[int, int] | None = None
    """A word of the reply and the source word that all its attention goes to.

    What the reply says before that word stays as it was.
    """


class Explainer(Protocol):
    """Something that can say why. The network's is one; tests pass a scripted one.

    Every method may take seconds, and raises ChatbotError where the question cannot be answered. Cancelled,
    `candidates` and `what_if` return what there is, as a responder does; the others raise Unanswered.
    """

    def choices(self, history: Sequence[Turn], reply: Reply) -> tuple[tuple[StepChoices, ...], ...]:
        """Return, for each word of the reply, the steps that made it; the end token's at last."""
        ...

    def candidates(
        self, history: Sequence[Turn], *, count: int, is_cancelled: Callable[[], bool] = never
    ) -> tuple[Reply, ...]:
        """Return the best replies that a beam finds, best first."""
        ...

    def evidence(
        self, history: Sequence[Turn], reply: Reply, *, is_cancelled: Callable[[], bool] = never
    ) -> Evidence:
        """Return the training pairs nearest to the prompt."""
        ...

    def what_if(
        self,
        history: Sequence[Turn],
        reply: Reply,
        change: Change,
        *,
        is_cancelled: Callable[[], bool] = never,
    ) -> Reply:
        """Answer again with something changed."""
        ...

    def occlusion(
        self, history: Sequence[Turn], reply: Reply, *, is_cancelled: Callable[[], bool] = never
    ) -> Occlusion:
        """Leave out each source word in turn, and measure what the reply loses."""
        ...

    def tour(self, question: str, long_question: str, *, is_cancelled: Callable[[], bool] = never) -> Tour:
        """Answer two prompts, and tell in numbers what attention does, and what is lost without it."""
        ...


@dataclass(frozen=True, slots=True)
class Saved:
    """A checkpoint that can be asked as well."""

    name: str
    """What it is loaded by."""

    attention: str
    """Its score function, by its name in `config.ATTENTION_NAMES`."""

    run: str
    """The training run whose state it is: equal for the checkpoints saved along one run."""

    updates: int
    """How many updates it has learnt from: the order within a run."""

    nll_per_character: float | None
    """Nats a character of held-out pairs, where measured."""


class Shelf(Protocol):
    """The checkpoints that can be compared with the one in use."""

    def saved(self) -> tuple[Saved, ...]:
        """List them, the runs in the order of their names, each run by updates."""
        ...

    def load(self, name: str) -> Responder:
        """Load one; takes a moment, and may be called from a worker's thread.

        Raises:
            ChatbotError: it is missing or damaged.
        """
        ...
