"""A prompt answered again with something changed: its words, where attention looks, how the reply begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chatbot.dialogue import Turn
from chatbot.errors import ChatbotError
from chatbot.explaining import Change
from chatbot.inference.directed import NO_STEPS, NOWHERE, Directed
from chatbot.inference.hypothesis import Found
from chatbot.inference.responder import Network, NeuralResponder
from chatbot.inference.retrace import Retraced
from chatbot.reply import Merging, Reply
from chatbot.text.tokenizer import Tokenizer


@dataclass(frozen=True, slots=True)
class Experiment:
    """A change in the network's own terms: ids and pieces instead of words."""

    network: Network
    source: tuple[int, ...]

    masked: frozenset[int]
    """Source pieces that attention may not look at."""

    beginning: tuple[int, ...]
    """Ids of whole words."""

    pinned: frozenset[int]
    """Source pieces that share all attention of the word after the beginning; none to let it look freely."""

    @classmethod
    def of(
        cls, change: Change, responder: NeuralResponder, history: Sequence[Turn], before: Retraced
    ) -> Experiment:
        """Work out what a change means.

        With the same prompt the network is asked that gave the reply; with another, the one that answers it.

        Raises:
            ChatbotError: it asks for what cannot be.
        """
        network, source = before.network, before.source
        if change.prompt is not None:
            history = (*history[:-1], replace(history[-1], text=change.prompt))
            network, source = responder.network_for(change.prompt), responder.source_of(history)
        words = responder.tokenizer.words(source)
        _require_possible(change, network, words, before.reply_words)
        beginning, pinned = responder.tokenizer.encode(change.beginning), NOWHERE
        if change.pinned is not None:
            reply_word, source_word = change.pinned
            beginning = before.hypothesis.ids[: before.reply_words.spans[reply_word][0]]
            pinned = _pieces(words, {source_word})
        if len(beginning) > responder.search.max_length:
            raise ChatbotError(
                f"beginning: expected at most the {responder.search.max_length} pieces of the longest reply, "
                f"found {len(beginning)}; begin with less"
            )
        return cls(network, source, _pieces(words, change.masked), beginning, pinned)

    def answer(self, responder: NeuralResponder, is_cancelled: Callable[[], bool]) -> Reply:
        """Search for the answer as the responder does."""
        found = self._found(responder, is_cancelled)
        return responder.finished(self.network, self.source, found).reply

    def _found(self, responder: NeuralResponder, is_cancelled: Callable[[], bool]) -> Found:
        """Search, with attention pinned for as many steps as the word after the beginning turns out to have.

        How many pieces a word has is known when the next one begins, so more steps are pinned until all of
        the word's are. The step after it may be one of them where a longer word has become a shorter one.
        """
        steps = 1 if self.pinned else 0
        while True:
            found = self._search(responder, is_cancelled, steps=steps)
            pieces = _pieces_after(self.beginning, found.hypotheses[0].ids, responder.tokenizer)
            if not self.pinned or pieces <= steps:
                return found
            steps = pieces

    def _search(self, responder: NeuralResponder, is_cancelled: Callable[[], bool], *, steps: int) -> Found:
        search = responder.search_for(self.network, self.source, is_cancelled)
        first = len(self.beginning)
        model = Directed(
            self.network.model, self.masked, self.pinned, range(first, first + steps) or NO_STEPS
        )
        # What is to be said before stays as it is: its last word must not grow longer.
        not_after = {self.beginning: _going_on(self.beginning, responder.tokenizer)}
        blocking = replace(search.blocking, not_after=not_after)
        *_, found = replace(search, model=model, blocking=blocking, beginning=self.beginning).run()
        assert isinstance(found, Found)
        return found


def _require_possible(change: Change, network: Network, source: Merging, reply: Merging) -> None:
    """Raise ChatbotError where a change asks for what cannot be."""
    words = range(len(source.spans))
    directs = bool(change.masked) or change.pinned is not None
    if directs and network.model.config.attention == "none":
        raise ChatbotError("attention: expected a model that has some to change, found one without")
    if change.masked and (not change.masked <= set(words) or len(change.masked) == len(words)):
        raise ChatbotError(
            f"masked words: expected some of the {len(words)} words of the prompt, but not all, "
            f"found {sorted(change.masked)}; leave at least one to look at"
        )
    if change.pinned is None:
        return
    reply_word, source_word = change.pinned
    if reply_word not in range(len(reply.spans)) or source_word not in words:
        raise ChatbotError(
            f"pinned word: expected one of {len(reply.spans)} words of the reply and one of {len(words)} of "
            f"the prompt, counted from 0, found {reply_word} and {source_word}"
        )
    if change.beginning or source_word in change.masked:
        raise ChatbotError(
            "pinned word: expected the reply before it as it was and its source word unmasked, found "
            f"{'another beginning' if change.beginning else 'it masked'}; change one of them alone"
        )


def _pieces(words: Merging, chosen: frozenset[int] | set[int]) -> frozenset[int]:
    """Return the places of all pieces of the chosen words."""
    return frozenset(piece for word in chosen for piece in range(*words.spans[word]))


def _pieces_after(beginning: tuple[int, ...], ids: tuple[int, ...], tokenizer: Tokenizer) -> int:
    """Return how many pieces the word after a beginning has; 0 where there is none."""
    return next((end - start for start, end in tokenizer.words(ids).spans if start == len(beginning)), 0)


def _going_on(beginning: tuple[int, ...], tokenizer: Tokenizer) -> tuple[int, ...]:
    """Return the ids that would go on with a beginning's last word; none where nothing has begun."""
    if not beginning:
        return ()
    every = range(tokenizer.vocabulary_size)
    return tuple(id_ for id_ in every if not tokenizer.starts_word(id_, after=beginning[-1]))
