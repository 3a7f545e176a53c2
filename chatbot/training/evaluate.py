"""How good a checkpoint is on dialogue pairs: how likely the true replies are to it, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp

import torch

from chatbot.dialogue import DialoguePair, Speaker, Turn
from chatbot.errors import ChatbotError
from chatbot.inference.likelihood import Ids, log_likelihoods
from chatbot.inference.responder import NeuralResponder
from chatbot.reply import Reply
from chatbot.text.normalize import normalize
from chatbot.training.metrics import (
    bleu,
    chrf,
    commonest_share,
    distinct,
    entropy,
    language_match,
    repetition,
)

CANDIDATES = 20
"""The true reply and others it is to be told from."""

LENGTHS = (1, 6, 11, 16, 21, 31, 61)
"""Where the classes of source lengths begin, in words; the last is open."""

SEED = 12345
"""Of the drawing of other replies."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One pair as the model sees it."""

    reference: str
    """The true reply, normalised."""

    reply: str
    """What the model says."""

    nats: float
    """Negative log-likelihood of the true reply, its end token included."""

    pieces: int
    """Of the true reply, its end token included."""

    is_hit: bool
    """Whether the true reply is ranked first of `CANDIDATES`: by its log-likelihood a piece and, where the
    search has a backward network, by what it tells of the prompt."""

    source_words: int
    """How long the source is, as the segmenter cuts it."""

    entropies: tuple[float, ...] = ()
    """Of the weights for each piece the model says, its end included, in nats; none without attention."""


@dataclass(frozen=True, slots=True)
class LengthClass:
    """The pairs of like source lengths."""

    begin: int
    end: int | None
    """First and last number of words; None where there is no last."""

    measured: tuple[Measured, ...]

    @property
    def nll_per_character(self) -> float:
        """Nats a character of the true replies."""
        return nll_per_character(self.measured)

    @property
    def bleu(self) -> float:
        """Corpus BLEU of what the model says."""
        return corpus_bleu(self.measured)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a model makes of all pairs."""

    measured: tuple[Measured, ...]
    words: tuple[tuple[str, ...], ...]
    """The model's replies as the segmenter cuts them."""

    @property
    def characters(self) -> int:
        """Of all normalised true replies."""
        return sum(len(each.reference) for each in self.measured)

    @property
    def scores(self) -> dict[str, float]:
        """Every figure by its name; those of the contract first."""
        replies = [each.reply for each in self.measured]
        references = [each.reference for each in self.measured]
        pieces = sum(each.pieces for each in self.measured)
        return {
            "nll_per_character": nll_per_character(self.measured),
            "perplexity_per_token": exp(min(700.0, sum(each.nats for each in self.measured) / pieces)),
            "bleu": corpus_bleu(self.measured),
            "chrf": float(chrf().corpus_score(replies, [references]).score),
            "distinct_1": distinct(self.words, 1),
            "distinct_2": distinct(self.words, 2),
            "hits_at_1_of_20": sum(each.is_hit for each in self.measured) / len(self.measured),
            "language_match": language_match(replies, references),
            "commonest_10_share": commonest_share(replies),
            "repetition": repetition(self.words),
        }

    @property
    def alignment_entropy(self) -> float | None:
        """How widely the model looks, the mean over all it says in nats; None without attention."""
        entropies = [each for one in self.measured for each in one.entropies]
        return sum(entropies) / len(entropies) if entropies else None

    @property
    def by_source_length(self) -> tuple[LengthClass, ...]:
        """The pairs by the length of their sources, in the usual classes."""
        return self.by_length(LENGTHS)

    def by_length(self, begins: Sequence[int]) -> tuple[LengthClass, ...]:
        """Return the pairs by the length of their sources; empty classes are left out.

        Each class goes from its number of words to the next one; the last is open.
        """
        ends = [*(begin - 1 for begin in begins[1:]), None]
        classes = []
        for begin, end in zip(begins, ends, strict=True):
            within = tuple(
                each for each in self.measured if begin <= max(1, each.source_words) <= (end or 10**9)
            )
            if within:
                classes.append(LengthClass(begin, end, within))
        return tuple(classes)


def nll_per_character(measured: Sequence[Measured]) -> float:
    """Return nats a character: comparable across tokenizers and toolkits."""
    return sum(each.nats for each in measured) / max(1, sum(len(each.reference) for each in measured))


def corpus_bleu(measured: Sequence[Measured]) -> float:
    """Return corpus BLEU of what the model says against the true replies."""
    return float(
        bleu().corpus_score([each.reply for each in measured], [[each.reference for each in measured]]).score
    )


class Evaluator:
    """Measures pair after pair, so that somebody can watch and stop."""

    def __init__(
        self, responder: NeuralResponder, pairs: Sequence[DialoguePair], *, candidates: int = CANDIDATES
    ) -> None:
        """Measure a responder's own model, without what it has learnt from lessons, on at least one pair.

        With 1 candidate nothing is to be told from the true reply, which saves time.
        """
        self._responder = responder
        self._pairs = pairs
        self._others = other_replies(pairs, candidates=candidates)

    def run(self) -> Iterator[Measured]:
        """Yield what is measured, in the order of the pairs."""
        for pair, others in zip(self._pairs, self._others, strict=True):
            yield self._measure(pair, others)

    def evaluation(self, measured: Sequence[Measured]) -> Evaluation:
        """Put together what was measured of at least one pair."""
        segment = self._responder.tokenizer.segmenter.segment
        return Evaluation(tuple(measured), tuple(tuple(segment(normalize(each.reply))) for each in measured))

    def _measure(self, pair: DialoguePair, others: Sequence[str]) -> Measured:
        tokenizer, training = self._responder.tokenizer, self._responder.training
        heard = (*pair.context, pair.prompt)
        source = tokenizer.encode_turns(heard, limit=training.max_pieces)
        replies = [tokenizer.encode(text) for text in (pair.response, *others)]
        log_probs = log_likelihoods(self._responder.model, [(source, reply) for reply in replies])
        scores = self._scores(source, replies, log_probs)
        said = self._said(heard)
        return Measured(
            reference=normalize(pair.response),
            reply="" if said is None else said.text,
            nats=-log_probs[0],
            pieces=len(replies[0]) + 1,
            is_hit=all(scores[0] > each for each in scores[1:]),
            source_words=sum(len(list(tokenizer.segmenter.segment(normalize(text)))) for text in heard),
            entropies=() if said is None else tuple(map(entropy, said.pieces.weights)),
        )

    def _scores(self, source: Ids, replies: Sequence[Ids], log_probs: Sequence[float]) -> list[float]:
        """Return what replies to one source are ranked by: log-likelihood a piece, and mutual information."""
        own = [each / (len(reply) + 1) for each, reply in zip(log_probs, replies, strict=True)]
        information = self._responder.information_for(self._responder.network(self._responder.model), source)
        if information is None:
            return own
        return [score + bonus for score, bonus in zip(own, information.bonuses(replies), strict=True)]

    def _said(self, heard: Sequence[str]) -> Reply | None:
        """Return the reply; none to what cannot be answered."""
        try:
            *_, finished = self._responder.reply([Turn(Speaker.USER, text) for text in heard])
        except ChatbotError:
            return None
        return finished.reply  # type: ignore[union-attr]  # the stream always ends with it


def other_replies(pairs: Sequence[DialoguePair], *, candidates: int = CANDIDATES) -> list[tuple[str, ...]]:
    """Draw for each pair other replies of the same pairs, none equal to its own or to another drawn one.

    With its own they are `candidates` at most.
    """
    distinct_replies = list(dict.fromkeys(normalize(pair.response) for pair in pairs))
    chance = torch.Generator().manual_seed(SEED)
    drawn = []
    for pair in pairs:
        own = normalize(pair.response)
        wanted = min(candidates - 1, len(distinct_replies) - 1)
        found: dict[str, None] = {}
        while len(found) < wanted:
            other = distinct_replies[int(torch.randint(len(distinct_replies), (), generator=chance))]
            if other != own:
                found[other] = None
        drawn.append(tuple(found))
    return drawn
