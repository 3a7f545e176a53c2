"""A finished reply, said once more piece by piece, so that every step's whole distribution is at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from chatbot.dialogue import Turn
from chatbot.errors import ChatbotError
from chatbot.inference.frontier import Extension, Frontier, Prediction
from chatbot.inference.hypothesis import Hypothesis
from chatbot.inference.responder import Network, NeuralResponder, device_of
from chatbot.reply import Merging, Reply


@dataclass(frozen=True, slots=True)
class Retraced:
    """A reply as the network that gave it says it."""

    network: Network

    source: tuple[int, ...]
    """The ids that were read."""

    source_words: Merging
    reply_words: Merging
    """Which pieces make one word."""

    hypothesis: Hypothesis
    """The reply itself."""

    predictions: tuple[Prediction, ...]
    """What might have come at each of its steps; each for one hypothesis."""


class Retracer:
    """Finds the ids of replies again, for a reply itself tells its pieces as people read them."""

    def __init__(self, responder: NeuralResponder) -> None:
        self._responder = responder
        self._tokenizer = responder.tokenizer
        # "cat" may start a word or go on with one: several ids can be told by one name.
        self._ids_of: dict[str, list[int]] = defaultdict(list)
        for id_ in range(self._tokenizer.vocabulary_size):
            self._ids_of[self._tokenizer.piece(id_)].append(id_)

    @torch.inference_mode()
    def retrace(self, history: Sequence[Turn], reply: Reply) -> Retraced:
        """Let the network that gave a reply to a history say it once more.

        A log does not keep which of the two networks that was: it is the one that finds the reply's own
        probability again, or comes nearest to it.

        Raises:
            ChatbotError: nothing of this checkpoint can have given this reply to this history.
        """
        source = self._responder.source_of(history)
        source_words = self._tokenizer.words(source)
        if reply.pieces.target_tokens and source_words.labels != reply.attention.source_tokens:
            raise self._foreign("it answers other words than these")
        said = [
            (network, *self._follow(network, source, reply))
            for network in self._networks(history[-1].text, reply)
        ]
        network, hypothesis, predictions = min(said, key=lambda each: abs(each[1].log_prob - reply.log_prob))
        reply_words = self._tokenizer.words(hypothesis.ids)
        is_same_text = self._tokenizer.decode(hypothesis.ids) == reply.text
        if not is_same_text or len(reply_words.spans) != len(reply.attention.target_tokens):
            raise self._foreign("its pieces make another text")
        return Retraced(network, source, source_words, reply_words, hypothesis, predictions)

    def _networks(self, prompt: str, reply: Reply) -> list[Network]:
        """Return the networks that may have given a reply, the checkpoint's own first."""
        taught = self._responder.taught
        if reply.lesson is not None:
            if taught is None:
                raise self._foreign("it was taught")
            return [self._responder.network(taught.model, reply.lesson)]
        responder = self._responder
        own, answering = responder.network(responder.model), responder.network_for(prompt)
        return [own] if answering.lesson is None else [own, answering]

    def _follow(
        self, network: Network, source: tuple[int, ...], reply: Reply
    ) -> tuple[Hypothesis, tuple[Prediction, ...]]:
        """Say a reply step by step; of ids of one name the one is meant that is as likely as was told."""
        frontier = Frontier.of(network.engine, source, device_of(network.model))
        predictions = []
        for piece, told in zip(reply.pieces.target_tokens, reply.token_log_probs, strict=True):
            prediction = frontier.predict(network.engine)
            ids = self._ids_of.get(piece)
            if ids is None:
                raise self._foreign(f"there is no piece {piece!r}")
            log_probs = prediction.log_probs[0, ids]
            token = ids[int((log_probs - told).abs().argmin())]
            predictions.append(prediction)
            frontier = prediction.follow([Extension(0, token)])
        return frontier.hypotheses[0], tuple(predictions)

    def _foreign(self, why: str) -> ChatbotError:
        return ChatbotError(
            f"reply: expected one that {self._responder.name} has given, found another's ({why}); "
            "ask about a reply of the model in use"
        )
