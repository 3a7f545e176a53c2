"""What the model says back, and where it looked: the seam between the network and the screen.

A `Responder` turns a history into a stream of events. The stream is always one `ReplyStarted`, any number
of `TokenGenerated`, one `ReplyFinished`; the `text` pieces joined are the reply. No tensor crosses this seam.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp
from typing import Literal, Protocol

from chatbot.config import SearchConfig
from chatbot.dialogue import Turn

END_TOKEN = "</s>"
"""The label of the row in which a reply ends."""

TURN_TOKEN = "<turn>"
"""The label of the column between two turns of the source."""

SURE, FAIRLY_SURE = 0.6, 0.3
"""From these confidences on a reply is said with assurance, and without; below, it is a guess."""

UNTOLD = -1.0
"""Stands for a confidence that nobody has told."""

WEIGHT_TOLERANCE = 1e-3
"""How far the weights of one row may be from summing to 1."""

StopReason = Literal["eos", "length", "cancelled"]


@dataclass(frozen=True, slots=True)
class AttentionMap:
    """How much each reply token looked at each source token.

    A model without attention has tokens and no weights.
    """

    source_tokens: tuple[str, ...]
    target_tokens: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    """One row a target token, one column a source token; every row sums to 1. Empty without attention."""

    def __post_init__(self) -> None:
        """Refuse a shape that does not fit the tokens, and rows that do not sum to 1."""
        if not self.weights:
            return
        if len(self.weights) != len(self.target_tokens):
            raise ValueError(f"expected {len(self.target_tokens)} rows of weights, found {len(self.weights)}")
        for token, row in zip(self.target_tokens, self.weights, strict=True):
            if len(row) != len(self.source_tokens):
                raise ValueError(
                    f"row {token!r}: expected {len(self.source_tokens)} weights, found {len(row)}"
                )
            if abs(sum(row) - 1) > WEIGHT_TOLERANCE:
                raise ValueError(f"row {token!r}: expected weights that sum to 1, found {sum(row)}")

    def merged(self, source: Merging, target: Merging) -> AttentionMap:
        """Join pieces to words: weights are summed over columns and averaged over rows."""
        rows = []
        for start, end in target.spans if self.weights else ():
            block = self.weights[start:end]
            mean = [sum(column) / len(block) for column in zip(*block, strict=True)]
            rows.append(tuple(sum(mean[left:right]) for left, right in source.spans))
        return AttentionMap(source.labels, target.labels, tuple(rows))


@dataclass(frozen=True, slots=True)
class Merging:
    """Which runs of pieces make one word, in order and without gaps."""

    labels: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    """Start and end (exclusive) of each word's pieces."""

    def __post_init__(self) -> None:
        """Refuse spans that leave a gap, overlap or are empty."""
        if len(self.labels) != len(self.spans):
            raise ValueError(f"expected one label a span, found {len(self.labels)} and {len(self.spans)}")
        if any(start >= end for start, end in self.spans):
            raise ValueError(f"expected spans of at least one piece, found {self.spans}")
        if any(left[1] != right[0] for left, right in pairwise(self.spans)):
            raise ValueError(f"expected spans without gaps, found {self.spans}")


@dataclass(frozen=True, slots=True)
class Reply:
    """A finished reply, with all that is known of how it came about."""

    text: str
    """What is shown; the end token is not part of it."""

    attention: AttentionMap
    """By words, as people read them; the last row is `</s>` when the reply ended by itself."""

    pieces: AttentionMap
    """The same by the model's own sub-word pieces."""

    token_log_probs: tuple[float, ...]
    """Natural logarithm of each piece's probability, the end token's last."""

    stop: StopReason

    lesson: str | None = None
    """The prompt of the lesson that the taught network answered; None where the model itself did."""

    confidence: float = UNTOLD
    """How sure the model is of it, 0 to 1; where nothing is told, the `mean_probability` of its pieces."""

    def __post_init__(self) -> None:
        """Work out the confidence where nothing is told."""
        if self.confidence == UNTOLD:
            object.__setattr__(self, "confidence", mean_probability(self.token_log_probs))

    @property
    def log_prob(self) -> float:
        """Natural logarithm of the reply's probability, the end token included."""
        return sum(self.token_log_probs)


def mean_probability(token_log_probs: Sequence[float]) -> float:
    """Return the geometric mean of the pieces' probabilities, 0 to 1; 0 for a reply of no piece."""
    return exp(sum(token_log_probs) / len(token_log_probs)) if token_log_probs else 0.0


@dataclass(frozen=True, slots=True)
class ReplyStarted:
    """The prompt has been read: the columns of the attention are known."""

    source_tokens: tuple[str, ...]
    """The words of the source as people read them."""

    unread: int = 0
    """How many words of the prompt follow that were not read, because it is too long."""


@dataclass(frozen=True, slots=True)
class TokenGenerated:
    """One more piece of a reply, in the order it will be read."""

    token: str
    """As the vocabulary spells it; the label of its row."""

    text: str
    """As the reader sees it, with the space before it if it needs one: the pieces join to the reply."""

    starts_word: bool
    """False when the piece goes on with the word of the piece before."""

    weights: tuple[float, ...]
    """How much each source word was attended to; sums to 1; empty without attention."""

    log_prob: float
    """Natural logarithm of the piece's probability."""


@dataclass(frozen=True, slots=True)
class ReplyFinished:
    """The reply is whole, or was cut short: `reply.stop` says which."""

    reply: Reply

    candidates: tuple[Reply, ...]
    """The best replies found, best first; the first is `reply`."""


ReplyEvent = ReplyStarted | TokenGenerated | ReplyFinished


def never() -> bool:
    """Say no to every question whether to cancel."""
    return False


class Responder(Protocol):
    """Something that answers. The network is one; tests pass a scripted one."""

    @property
    def name(self) -> str:
        """What answers: the checkpoint's name, for titles and for the log."""
        ...

    @property
    def search(self) -> SearchConfig:
        """How replies are searched for; kept with each logged reply."""
        ...

    def with_search(self, search: SearchConfig) -> Responder:
        """Return what answers in the same way, but searches in another."""
        ...

    def unread_words(self, prompt: str) -> int:
        """Return how many words at the end of a prompt are not read, because it is too long."""
        ...

    def reply(
        self,
        history: Sequence[Turn],
        *,
        unlike: Collection[str] = (),
        is_cancelled: Callable[[], bool] = never,
    ) -> Iterator[ReplyEvent]:
        """Answer the last turn of a history, which is the user's.

        `unlike` are replies that were given to it before: another one is given where there is any.
        `is_cancelled` is asked between tokens; after a yes the stream ends with what there is and
        stop="cancelled".

        Raises:
            ChatbotError: nothing can be answered, for example a prompt without a visible character.
        """
        ...
