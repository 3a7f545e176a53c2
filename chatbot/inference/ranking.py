"""Finished replies in the order in which they are offered; the first is said."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.config import SearchConfig
from chatbot.inference.hypothesis import Hypothesis
from chatbot.inference.mutual_information import MutualInformation


def likeliest_first(replies: Sequence[Hypothesis], config: SearchConfig) -> list[Hypothesis]:
    """Order replies by their log-probabilities, lengths taken into account."""
    return sorted(replies, key=lambda reply: -reply.score(config.length_penalty))


def best_first(
    replies: Sequence[Hypothesis], config: SearchConfig, information: MutualInformation | None
) -> list[Hypothesis]:
    """Order replies by their scores, and by what can be told from them of the prompt; each once."""
    distinct = list({reply.ids: reply for reply in replies}.values())
    scores = [reply.score(config.length_penalty) for reply in distinct]
    if information is not None:
        bonuses = information.bonuses([[step.token for step in reply.spoken] for reply in distinct])
        scores = [score + bonus for score, bonus in zip(scores, bonuses, strict=True)]
    order = sorted(range(len(distinct)), key=lambda place: -scores[place])
    return [distinct[place] for place in order]
