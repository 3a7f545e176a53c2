"""What may not come next in a reply, however likely it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from torch import Tensor

from chatbot.model.batch import EOS


@dataclass(frozen=True, slots=True)
class Blocking:
    """Which ids may not follow a partial reply.

    The end token is blocked while a reply would be empty, and for no other reason; where nothing else is left
    it is free even then.
    """

    never: Collection[int]
    """Ids that no reply holds."""

    says_something: Callable[[Sequence[int]], bool]
    """Whether ids read as visible text; what follows them cannot make it invisible again."""

    no_repeat_ngram: int
    """No run of this many ids comes twice; 0 allows all."""

    prompt: Sequence[int] = ()
    """What is answered."""

    no_copy_ngram: int = 0
    """No run of this many ids is said as the prompt has it: an echo is no answer. 0 allows all."""

    not_after: Mapping[tuple[int, ...], Collection[int]] = field(default_factory=dict)
    """Ids that may not follow these very replies."""

    def permitted(self, log_probs: Tensor, replies: Sequence[tuple[int, ...]]) -> Tensor:
        """Return a copy of log-probabilities (N, V), -inf for what may not follow each of N replies."""
        permitted = log_probs.clone()
        # The same numbers through numpy, which is quicker for a few at a time.
        rows = permitted.numpy()
        rows[:, list(self.never)] = -np.inf
        for row, reply in zip(rows, replies, strict=True):
            row[list(repeating(reply, self.no_repeat_ngram) | self._copying(reply))] = -np.inf
            row[list(self.not_after.get(reply, ()))] = -np.inf
            if not self.says_something(reply):
                row[EOS] = -np.inf
        has_none = rows.max(axis=-1) == -np.inf
        rows[has_none, EOS] = log_probs.numpy()[has_none, EOS]
        return permitted

    def objection(self, token: int, reply: tuple[int, ...]) -> str:
        """Say in a word what speaks against an id: "never", "repeats", "copies", "empty", or nothing."""
        if token in self.never:
            return "never"
        if token in repeating(reply, self.no_repeat_ngram):
            return "repeats"
        if token in self._copying(reply):
            return "copies"
        return "empty" if token == EOS and not self.says_something(reply) else ""

    def _copying(self, reply: Sequence[int]) -> set[int]:
        return completing(reply, self.prompt, self.no_copy_ngram)


def repeating(ids: Sequence[int], length: int) -> set[int]:
    """Return the ids that would complete a run of `length` that is in `ids` already; none for length 0."""
    return completing(ids, ids, length)


def completing(ids: Sequence[int], text: Sequence[int], length: int) -> set[int]:
    """Return the ids that would complete, after `ids`, a run of `length` that is in `text`; none for 0."""
    if length == 0 or length > len(ids) + 1:
        return set()
    begun = tuple(ids[len(ids) - length + 1 :])
    starts = range(len(text) - length + 1)
    return {text[start + length - 1] for start in starts if tuple(text[start : start + length - 1]) == begun}
