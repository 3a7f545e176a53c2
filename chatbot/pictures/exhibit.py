"""What a picture is of."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from chatbot.errors import ChatbotError
from chatbot.pictures.wording import ENGLISH, PictureWords
from chatbot.reply import AttentionMap, Reply


class PictureError(ChatbotError):
    """There is nothing to draw, or no way to draw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One reply with all that is told beside it: what every picture and every table is made of."""

    prompt: str
    """What was answered, as it was typed."""

    reply: Reply

    candidates: tuple[Reply, ...] = ()
    """What the search found, best first; empty where nothing was searched."""

    checkpoint: str
    """The name of what answered."""

    score: str = ""
    """The name of its score function, such as "additive"; empty where it is not known."""

    seconds: float | None = None
    """From the question to the last word; None where it was not measured."""

    word_probabilities: tuple[float, ...] = ()
    """One a word of the reply, 0 to 1; empty where they are not known."""

    is_forced: bool = False
    """Whether somebody else chose the reply, and the model only weighed it."""

    by_pieces: bool = False
    """By the model's sub-word pieces instead of words."""

    @property
    def attention(self) -> AttentionMap:
        """The map by words or by pieces."""
        return self.map_of(self.reply)

    def map_of(self, reply: Reply) -> AttentionMap:
        """Return a reply's map by words or by pieces."""
        return reply.pieces if self.by_pieces else reply.attention

    @property
    def probabilities(self) -> tuple[float, ...]:
        """One a row of the map, 0 to 1; empty where they are not known."""
        of_pieces = tuple(map(exp, self.reply.token_log_probs))
        known = of_pieces if self.by_pieces else self.word_probabilities
        return known if len(known) == len(self.attention.target_tokens) else ()

    def require_weights(self) -> None:
        """Refuse what has no attention.

        Raises:
            PictureError: the model has no attention, or the reply has no word.
        """
        if not self.attention.weights:
            raise PictureError(
                f"{self.checkpoint}: expected a reply with attention to draw, found none: "
                "the model has no attention, or the reply was cancelled before its first word"
            )


@dataclass(frozen=True, slots=True)
class Look:
    """How pictures are drawn, whatever is on them."""

    words: PictureWords = ENGLISH

    all_numbers: bool = False
    """A number in every cell, not in the strong ones alone."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as a file holds it."""

    data: bytes

    remark: str = ""
    """What could not be shown as it should; empty where all is there."""
