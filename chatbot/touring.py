"""What a tour of attention shows, as numbers: the seam between a network and the pages that explain it.

All of it is worked out anew by the network in use; positions are pieces of the prompt, one vector each.
"""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.reply import Reply

Vector = tuple[float, ...]

PEOPLE = ((55.0, 160.0), (70.0, 175.0), (85.0, 180.0))
"""Three people's weights in kilograms and heights in centimetres: the keys."""

AGES = (25.0, 38.0, 51.0)
"""Their ages in years: the values."""

FOURTH = (66.0, 171.0)
"""Whose age is to be guessed: the query."""

WIDTH = 10.0
"""σ of the Gaussian kernel, in kilograms and centimetres alike."""


@dataclass(frozen=True, slots=True)
class KernelAverage:
    """The age of a fourth, guessed from three by likeness: Nadaraya (1964) and Watson (1964)."""

    distances: Vector
    """|q - k| of each of the three."""

    scores: Vector
    """-|q - k|² / 2σ², as the gaussian attention scores."""

    weights: Vector
    """Their softmax; sums to 1."""

    guess: float
    """The sum of the ages, each by its weight; years."""


@dataclass(frozen=True, slots=True)
class PlainReply:
    """What a checkpoint without attention has to say."""

    name: str
    text: str
    """Its reply, or why there is none."""


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A long prompt's reply, beside what is left of it where no step may choose where to look."""

    prompt: str
    reply: Reply

    log_prob: float
    """Of the reply, in nats."""

    even_log_prob: float | None
    """The same where every step looks at all pieces evenly, so that one vector tells of the whole prompt;
    None without attention, where it is always so."""

    even_text: str
    """What is said then."""

    plain: PlainReply | None = None
    """What another checkpoint says, which never had attention; None where there is none."""


@dataclass(frozen=True, slots=True)
class AdditiveParts:
    """What an additive score is made of, A numbers each: w_v · tanh(W_q q + W_k k)."""

    query: Vector
    """W_q q."""

    keys: tuple[Vector, ...]
    """W_k k of each position."""

    weights: Vector
    """w_v."""


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step of a reply with every number of its attention: Bahdanau et al. (2015), section 3.1."""

    step: int
    """Which piece of the reply, from 0."""

    source: tuple[str, ...]
    """The pieces that were read; behind them one position of padding, as in a batch."""

    query: Vector
    """(H,) the decoder's state before the step."""

    values: tuple[Vector, ...]
    """(M,) the encoder's state at each position: what is compared as a key, and averaged as a value."""

    scores: Vector
    """Of each position, before the mask."""

    weights: Vector
    """Of each position, after mask and softmax; padding has exactly 0."""

    context: Vector
    """(M,) the sum of the values, each by its weight."""

    probability: float
    """Of the piece that was said, 0 to 1."""

    copied: float | None
    """How much of the step was copying from the prompt, 0 to 1; None in a network that never copies."""

    additive: AdditiveParts | None
    """None where the score is another one."""

    @property
    def chosen(self) -> int:
        """The position that was looked at most."""
        return max(range(len(self.weights)), key=self.weights.__getitem__)


@dataclass(frozen=True, slots=True)
class Tour:
    """All that the pages show."""

    attention: str
    """The network's score function, by its name in `config.ATTENTION_NAMES`."""

    average: KernelAverage
    bottleneck: Bottleneck

    prompt: str
    """A short one, and its reply."""

    reply: Reply

    facts: StepFacts | None
    """Of one step of that reply; None without attention."""
