"""Text in, events of a reply out: the network as the screen and the command line know it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import nn

from chatbot.config import SearchConfig, TrainConfig
from chatbot.dialogue import Turn
from chatbot.errors import ChatbotError
from chatbot.inference.blocking import Blocking
from chatbot.inference.engines import Engines
from chatbot.inference.forced import follow
from chatbot.inference.frontier import StepwiseModel
from chatbot.inference.hypothesis import Found, Hypothesis, SearchEvent, Step
from chatbot.inference.mutual_information import MutualInformation
from chatbot.inference.otherwise import otherwise
from chatbot.inference.search import Search
from chatbot.model.batch import EOS
from chatbot.model.calibration import Calibration
from chatbot.model.checkpoint import Checkpoint, Taught
from chatbot.model.seq2seq import Seq2Seq
from chatbot.reply import (
    AttentionMap,
    Merging,
    Reply,
    ReplyEvent,
    ReplyFinished,
    ReplyStarted,
    StopReason,
    TokenGenerated,
    mean_probability,
    never,
)
from chatbot.text.normalize import normalize
from chatbot.text.tokenizer import Tokenizer, last_turn

INVISIBLE_CATEGORIES = frozenset({"Zs", "Cf"})
"""Unicode's categories of what can be left of a normalised text and still shows nothing."""


@dataclass(frozen=True, slots=True)
class Network:
    """One of a checkpoint's two networks: its own, or the one that answers lessons."""

    model: Seq2Seq

    engine: StepwiseModel
    """What says its replies: the model itself, or the same made ready for it."""

    lesson: str | None = None
    """The prompt of the lesson that it answers; None for the checkpoint's own."""


@dataclass(frozen=True, slots=True)
class NeuralResponder:
    """Answers with a network; one is as good for many conversations, for it remembers none."""

    model: Seq2Seq
    """Used in the mode it is in: `eval` unless somebody is teaching it."""

    tokenizer: Tokenizer
    name: str
    search: SearchConfig

    training: TrainConfig
    """How the network was taught: it reads as many turns, and as many pieces, as it has learnt to."""

    taught: Taught | None = None
    """What answers lessons in place of the model."""

    calibration: Calibration | None = None
    """How sure the model's own replies are; None leaves it to the mean of their pieces."""

    backward: Seq2Seq | None = None
    """Says prompts to replies, by which the model's own replies are ranked."""

    engines: Engines | None = None
    """What networks are made ready by; None leaves them as they are, for their weights may still change."""

    @classmethod
    def from_checkpoint(cls, checkpoint: Checkpoint, search: SearchConfig) -> NeuralResponder:
        """Answer with a saved model."""
        return cls(
            checkpoint.model,
            checkpoint.tokenizer,
            checkpoint.name,
            search,
            checkpoint.card.training,
            checkpoint.taught,
            checkpoint.card.calibration,
            checkpoint.backward,
        )

    def with_search(self, search: SearchConfig) -> NeuralResponder:
        """Return a responder that shares the model and searches in another way."""
        return replace(self, search=search)

    def made_ready(self) -> NeuralResponder:
        """Return a responder that answers sooner, and nearly the same; no weight may change from now on."""
        return replace(self, engines=Engines())

    def excess_pieces(self, prompt: str) -> int:
        """Return how many pieces at the end of a prompt are not read, because it is too long."""
        return max(0, len(self.tokenizer.encode(prompt)) - self.training.max_pieces)

    def reply(
        self,
        history: Sequence[Turn],
        *,
        unlike: Collection[str] = (),
        is_cancelled: Callable[[], bool] = never,
    ) -> Iterator[ReplyEvent]:
        """Answer the last turn of a history, with as many turns before it as the network has learnt to read.

        If `unlike` are given, the best candidate that reads as none of them, where there is one.

        Raises:
            ChatbotError: the last turn has no visible character.
        """
        source = self.source_of(history)
        network = self.network_for(history[-1].text)
        unread = self.unread_words(history[-1].text)
        search = self.search_for(network, source, is_cancelled)
        steps = otherwise(search, lambda found: self._text(found) in unlike) if unlike else search.run()
        yield from self._told(source, steps, network, unread)

    def forced(self, history: Sequence[Turn], text: str) -> Iterator[ReplyEvent]:
        """Tell a given reply to the last turn of a history as if the network had said it.

        Raises:
            ChatbotError: the last turn or the text has no visible character.
        """
        source = self.source_of(history)
        if not is_visible(text):
            raise ChatbotError("reply: expected some text to explain, found no visible character")
        network = self.network_for(history[-1].text)
        ids = (*self.tokenizer.encode(text), EOS)
        steps = follow(network.model, source, ids, device_of(network.model))
        yield from self._told(source, steps, network)

    def _told(
        self, source: tuple[int, ...], events: Iterator[SearchEvent], network: Network, unread: int = 0
    ) -> Iterator[ReplyEvent]:
        """Tell in words what a search tells in ids."""
        words = self.tokenizer.words(source)
        yield ReplyStarted(words.labels, unread)
        ids: tuple[int, ...] = ()
        for event in events:
            if isinstance(event, Found):
                yield self.finished(network, source, event)
            else:
                yield self._generated(ids, event, words)
                ids = (*ids, event.token)

    def source_of(self, history: Sequence[Turn]) -> tuple[int, ...]:
        """Return the ids of what is read of a history.

        Raises:
            ChatbotError: the last turn has no visible character.
        """
        texts = [turn.text for turn in history[-self.training.context - 1 :]]
        if not texts or not is_visible(texts[-1]):
            raise ChatbotError("prompt: expected some text to answer, found no visible character")
        return self.tokenizer.encode_turns(texts, limit=self.training.max_pieces)

    def network_for(self, prompt: str) -> Network:
        """Return what answers a prompt."""
        found = self.taught.scope.find(prompt) if self.taught else None
        if self.taught is None or found is None:
            return self.network(self.model)
        return self.network(self.taught.model, self.taught.scope.lessons[found.lesson])

    def network(self, model: Seq2Seq, lesson: str | None = None) -> Network:
        """Return one of the two networks, ready to answer."""
        engine = self.engines.of(model, self.search.weights) if self.engines else model
        return Network(model, engine, lesson)

    def search_for(
        self, network: Network, source: tuple[int, ...], is_cancelled: Callable[[], bool] = never
    ) -> Search:
        """Return the search for a network's answer to what it reads."""
        blocking, device = self.blocking_for(network, source), device_of(network.model)
        information = self.information_for(network, source)
        return Search(network.engine, source, self.search, blocking, is_cancelled, device, information)

    def information_for(self, network: Network, source: Sequence[int]) -> MutualInformation | None:
        """Return what ranks a network's replies to what it reads; a lesson is said as it was taught."""
        if self.backward is None or not self.search.mmi or network.lesson is not None:
            return None
        return MutualInformation(self.backward, last_turn(source), self.search.mmi)

    def blocking_for(self, network: Network, source: Sequence[int]) -> Blocking:
        """Return what may not come next in a network's reply to what it reads."""
        search, is_lesson = self.search, network.lesson is not None
        return Blocking(
            never=self.tokenizer.never_generated,
            says_something=self._says_something,
            # A lesson is said as it was taught, whatever it repeats.
            no_repeat_ngram=0 if is_lesson else search.no_repeat_ngram,
            prompt=last_turn(source),
            no_copy_ngram=0 if is_lesson else search.no_copy_ngram,
        )

    def finished(self, network: Network, source: tuple[int, ...], found: Found) -> ReplyFinished:
        """Tell in words what a search has found."""
        cut_by: StopReason = "cancelled" if found.was_cancelled else "length"
        replies = tuple(
            self._reply(network, source, hypothesis, "eos" if hypothesis.is_finished else cut_by)
            for hypothesis in found.hypotheses
        )
        return ReplyFinished(replies[0], replies)

    def unread_words(self, prompt: str) -> int:
        """Return how many words begin behind what is read of a prompt."""
        ids = self.tokenizer.encode(prompt)
        behind = range(self.training.max_pieces, len(ids))
        return sum(self.tokenizer.starts_word(ids[place], after=ids[place - 1]) for place in behind)

    def _says_something(self, ids: Sequence[int]) -> bool:
        """Tell whether ids read as visible text; short starts are asked first, for they nearly always do."""
        return any(is_visible(self.tokenizer.decode(ids[:end])) for end in range(1, len(ids) + 1))

    def _generated(self, before: tuple[int, ...], step: Step, source_words: Merging) -> TokenGenerated:
        """Tell a step in words; decoding only ever adds to the end, so what it adds is the step's text."""
        text = self.tokenizer.decode((*before, step.token))
        return TokenGenerated(
            token=self.tokenizer.piece(step.token),
            text=text[len(self.tokenizer.decode(before)) :],
            starts_word=self.tokenizer.starts_word(step.token, after=before[-1] if before else None),
            weights=tuple(sum(step.weights[start:end]) for start, end in source_words.spans if step.weights),
            log_prob=step.log_prob,
        )

    def _text(self, hypothesis: Hypothesis) -> str:
        return self.tokenizer.decode(hypothesis.ids)

    def _reply(
        self, network: Network, source: tuple[int, ...], hypothesis: Hypothesis, stop: StopReason
    ) -> Reply:
        tokenizer = self.tokenizer
        rows = tuple(step.weights for step in hypothesis.steps if step.weights)
        pieces = AttentionMap(
            tuple(map(tokenizer.piece, source)), tuple(map(tokenizer.piece, hypothesis.ids)), rows
        )
        log_probs = tuple(step.log_prob for step in hypothesis.steps)
        return Reply(
            text=self._text(hypothesis),
            attention=pieces.merged(tokenizer.words(source), tokenizer.words(hypothesis.ids)),
            pieces=pieces,
            token_log_probs=log_probs,
            stop=stop,
            lesson=network.lesson,
            confidence=self._confidence(network, log_probs, stop),
        )

    def _confidence(self, network: Network, log_probs: Sequence[float], stop: StopReason) -> float:
        """Return how sure a reply is; what was calibrated are the model's own replies, said to their end."""
        if self.calibration is None or network.lesson is not None or stop == "cancelled":
            return mean_probability(log_probs)
        return self.calibration.confidence(log_probs)


def is_visible(text: str) -> bool:
    """Tell whether a text shows anything; a character of a newer Unicode than ours counts as visible."""
    return any(unicodedata.category(character) not in INVISIBLE_CATEGORIES for character in normalize(text))


def device_of(module: nn.Module) -> torch.device:
    """Return where a module computes."""
    return next(module.parameters()).device
