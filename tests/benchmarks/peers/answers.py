"""Answers and how long they took; ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter

import torch

from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker, Turn
from chatbot.inference.blocking import Blocking
from chatbot.inference.frontier import StepwiseModel
from chatbot.inference.search import Search
from chatbot.reply import Responder, TokenGenerated

SEARCHES = {
    "greedy": SearchConfig(strategy="greedy", beam_size=1),
    "beam 5": SearchConfig(strategy="beam", beam_size=5),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """The times of one program with one way of searching, prompt by prompt."""

    first: Sequence[float]
    """Seconds to the first word."""

    whole: Sequence[float]
    """Seconds to the whole reply."""

    steps: Sequence[int]
    """How often the network was asked what comes next, the end counted."""

    @classmethod
    def of(cls, replies: Iterable[tuple[float, float, int]]) -> Answers:
        return cls(*zip(*replies, strict=True))

    def __add__(self, other: Answers) -> Answers:
        return Answers((*self.first, *other.first), (*self.whole, *other.whole), (*self.steps, *other.steps))

    @property
    def seconds_a_step(self) -> float:
        """The median over the prompts, reading them included."""
        return median(seconds / steps for seconds, steps in zip(self.whole, self.steps, strict=True))


class StepCounter:
    """Never cancels a search, which asks before every step."""

    def __init__(self) -> None:
        self.steps = 0

    def __call__(self) -> bool:
        self.steps += 1
        return False


def our_answers(responder: Responder, prompts: Sequence[str]) -> Answers:
    """Answer every prompt, text to text."""
    return Answers.of(_answer(responder, prompt) for prompt in prompts)


def _answer(responder: Responder, prompt: str) -> tuple[float, float, int]:
    counter = StepCounter()
    begun = perf_counter()
    first = None
    for event in responder.reply([Turn(Speaker.USER, prompt)], is_cancelled=counter):
        if first is None and isinstance(event, TokenGenerated) and event.text:
            first = perf_counter() - begun
    whole = perf_counter() - begun
    return (whole if first is None else first), whole, counter.steps


def our_forced_answers(
    model: StepwiseModel, sources: Sequence[Sequence[int]], search: SearchConfig, *, steps: int
) -> Answers:
    """Make a model of any weights say replies of so many steps."""
    torch.set_num_threads(1)
    # Nothing that it says counts as text, so it may not end; the step behind the longest reply is the last.
    blocking = Blocking(never=(), says_something=lambda ids: False, no_repeat_ngram=search.no_repeat_ngram)
    config = SearchConfig(strategy=search.strategy, beam_size=search.beam_size, max_length=steps - 1)
    return Answers.of(_search(Search(model, source, config, blocking)) for source in sources)


def _search(search: Search) -> tuple[float, float, int]:
    counter = StepCounter()
    begun = perf_counter()
    for _ in replace(search, is_cancelled=counter).run():
        pass
    whole = perf_counter() - begun
    return whole, whole, counter.steps
