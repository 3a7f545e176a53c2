"""A reply on its way: what has been said so far, joined to the words a reader sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp

from chatbot.reply import AttentionMap, Merging, Reply, ReplyStarted, TokenGenerated
from chatbot.tui.word_pieces import spelled_spans


@dataclass(frozen=True, slots=True)
class ReplyTrace:
    """A reply as the sidebar shows it: its words, where each looked, and how likely each was."""

    attention: AttentionMap

    probabilities: tuple[float, ...]
    """One a word of the reply, 0 to 1; empty where they are not known."""

    lesson: str | None = None
    """The lesson that was answered, by its prompt; None where the model itself answered."""

    def __post_init__(self) -> None:
        """Refuse probabilities that do not belong to the words."""
        words = len(self.attention.target_tokens)
        if self.probabilities and len(self.probabilities) != words:
            raise ValueError(f"expected {words} probabilities, found {len(self.probabilities)}")


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """What a responder has told so far. Each event gives a new draft; none is changed."""

    source_tokens: tuple[str, ...] = ()

    unread: int = 0
    """Words of the prompt behind those, which were not read."""

    tokens: tuple[TokenGenerated, ...] = ()

    def grown(self, event: ReplyStarted | TokenGenerated) -> ReplyDraft:
        """Return the draft with one more event."""
        if isinstance(event, ReplyStarted):
            return ReplyDraft(event.source_tokens, event.unread)
        return replace(self, tokens=(*self.tokens, event))

    @property
    def text(self) -> str:
        """The reply so far."""
        return "".join(token.text for token in self.tokens)

    def trace(self) -> ReplyTrace:
        """Return the words so far: their pieces' weights averaged, their probabilities multiplied."""
        words = self._words()
        source = Merging(self.source_tokens, tuple((i, i + 1) for i in range(len(self.source_tokens))))
        return ReplyTrace(self._pieces().merged(source, words), self._probabilities(words))

    def cancelled(self) -> Reply:
        """Return what there is as a reply that was cut short."""
        return Reply(
            text=self.text,
            attention=self.trace().attention,
            pieces=self._pieces(),
            token_log_probs=tuple(token.log_prob for token in self.tokens),
            stop="cancelled",
        )

    def trace_of(self, reply: Reply) -> ReplyTrace:
        """Return the finished reply's own attention, with the probabilities that only the stream could tell.

        The end token may not have been streamed; its probability is the reply's last.
        """
        probabilities = self._probabilities(self._words())
        if len(reply.token_log_probs) == len(self.tokens) + 1:
            probabilities = (*probabilities, exp(reply.token_log_probs[-1]))
        fits = len(probabilities) == len(reply.attention.target_tokens)
        return ReplyTrace(reply.attention, probabilities if fits else (), reply.lesson)

    def _pieces(self) -> AttentionMap:
        has_weights = bool(self.tokens) and all(token.weights for token in self.tokens)
        weights = tuple(token.weights for token in self.tokens) if has_weights else ()
        return AttentionMap(self.source_tokens, tuple(token.token for token in self.tokens), weights)

    def _words(self) -> Merging:
        starts = [i for i, token in enumerate(self.tokens) if token.starts_word or i == 0]
        spans = tuple(pairwise([*starts, len(self.tokens)]))
        return Merging(tuple(self._label(start, end) for start, end in spans), spans)

    def _label(self, start: int, end: int) -> str:
        text = "".join(token.text for token in self.tokens[start:end]).strip()
        return text or "".join(token.token for token in self.tokens[start:end])

    def _probabilities(self, words: Merging) -> tuple[float, ...]:
        return tuple(
            exp(sum(token.log_prob for token in self.tokens[start:end])) for start, end in words.spans
        )


def trace_of_finished(reply: Reply) -> ReplyTrace:
    """Return what is known without the stream: a word's probability where its pieces spell it."""
    spans = spelled_spans(reply.attention.target_tokens, reply.pieces.target_tokens)
    log_probs = reply.token_log_probs
    if spans is None or len(log_probs) != len(reply.pieces.target_tokens):
        return ReplyTrace(reply.attention, (), reply.lesson)
    probabilities = tuple(exp(sum(log_probs[span.start : span.stop])) for span in spans)
    return ReplyTrace(reply.attention, probabilities, reply.lesson)
