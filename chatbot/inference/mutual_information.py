"""Replies that belong to their prompt, before those that belong to any.

    score(T) = log p(T | S) / |T|^a  +  w log p(S | T) / |S|

"I don't know" is a likely reply to everything, so nobody can tell from it what it answers: a backward
network, which says prompts to replies, gives such a reply a low second term. Li et al. (2016), "A
Diversity-Promoting Objective Function for Neural Conversation Models", section 4.5 (MMI-bidi): candidates are
found by the forward network alone and ranked by both. Both terms are by the piece here, end tokens counted,
so that w means the same for prompts of every length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.inference.likelihood import Ids, log_likelihoods
from chatbot.model.batch import EOS
from chatbot.model.seq2seq import Seq2Seq


@dataclass(frozen=True, slots=True)
class MutualInformation:
    """What the second term adds to the scores of replies to one prompt."""

    backward: Seq2Seq
    """Has learnt to say prompts to replies."""

    prompt: Ids
    """At least one id, without an end token."""

    weight: float
    """w; 0 and more."""

    def bonuses(self, replies: Sequence[Ids]) -> list[float]:
        """Return w log p(S | T) / |S| of each reply, given without its end token."""
        if not replies:
            return []
        # A reply that says nothing is still something to read.
        pairs = [(reply or (EOS,), self.prompt) for reply in replies]
        scale = self.weight / (len(self.prompt) + 1)
        return [scale * log_prob for log_prob in log_likelihoods(self.backward, pairs)]
