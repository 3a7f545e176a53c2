"""A few kept-out dialogues, answered at every evaluation, so that one watches the model learn to talk."""

from __future__ import annotations

from collections.abc import Iterator

from chatbot.config import SearchConfig
from chatbot.dialogue import Conversation, Turn
from chatbot.inference.responder import NeuralResponder
from chatbot.model.checkpoint import Checkpoint
from chatbot.reply import Reply, ReplyFinished
from chatbot.text.language import language_of
from chatbot.text.tokenizer import TURN, Tokenizer
from chatbot.training.dataset import PairStore
from chatbot.training.events import Sample
from chatbot.training.validation import spread

SAMPLES_PER_LANGUAGE = 2

LOOKED_THROUGH = 400
"""Pairs among which samples are looked for."""

MOST_CHARACTERS = 40
"""Longest prompt and longest reference that are shown."""


class Sampler:
    """Answer the same few prompts again and again."""

    def __init__(self, checkpoint: Checkpoint, store: PairStore) -> None:
        """Choose up to two prompts in Chinese and two in English."""
        self._model = checkpoint.model
        self._responder = NeuralResponder.from_checkpoint(checkpoint, SearchConfig(strategy="greedy"))
        self._chosen = _choose(checkpoint.tokenizer, store)

    def samples(self) -> tuple[Sample, ...]:
        """Answer every chosen prompt as the model stands now; it is left in the mode it was found in."""
        was_training = self._model.training
        self._model.eval()
        samples = tuple(
            Sample(turns[-1].text, self._answer(turns), reference, language)
            for language, turns, reference in self._chosen
        )
        self._model.train(was_training)
        return samples

    def _answer(self, turns: tuple[Turn, ...]) -> Reply:
        *_, finished = self._responder.reply(turns)
        assert isinstance(finished, ReplyFinished)
        return finished.reply


def _choose(tokenizer: Tokenizer, store: PairStore) -> list[tuple[str, tuple[Turn, ...], str]]:
    """Return (language, turns up to the prompt, reference) of short pairs, Chinese ones first."""
    chosen: dict[str, list[tuple[str, tuple[Turn, ...], str]]] = {"zh": [], "en": []}
    for number in spread(len(store), LOOKED_THROUGH).tolist():
        source = store.source(number).tolist()
        texts = [tokenizer.decode(ids) for ids in split_turns(source)]
        reference = tokenizer.decode(store.reply(number).tolist())
        language = language_of(f"{texts[-1]} {reference}")
        found = chosen.get(language, [])
        is_short = max(len(texts[-1]), len(reference)) <= MOST_CHARACTERS
        if is_short and language in chosen and len(found) < SAMPLES_PER_LANGUAGE:
            found.append((language, Conversation.alternating(texts, "sample").turns, reference))
    return [*chosen["zh"], *chosen["en"]]


def split_turns(ids: list[int]) -> Iterator[list[int]]:
    """Yield the turns of a source, the oldest first, without the marks between them."""
    turn: list[int] = []
    for id_ in ids:
        if id_ == TURN:
            yield turn
            turn = []
        else:
            turn.append(id_)
    yield turn
