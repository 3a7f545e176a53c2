"""Which lesson a prompt asks for: the nearest one, if it is nearer than anything else the model knows.

A model that was taught in seconds answers its lessons, and would answer much else worse. So it is asked only
within the scope of its lessons; the model it was made from answers the rest. The idea is SERAC's: Mitchell
et al. (2022), "Memory-Based Model Editing at Scale", section 3; their scope is a trained network, ours can
be worked out by hand: the cosine of weighted bags of features, rare ones counting more (inverse document
frequency, Spärck Jones 1972), and a competition between the lessons and the prompts known before.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt

import regex

from chatbot.errors import CheckpointError
from chatbot.text.normalize import normalize

NEAR = 0.25
"""The least similarity with a lesson; tried on 120 lessons, 50 paraphrases and 200 other prompts."""

ADVANTAGE = 1.2
"""How many times more similar to a known prompt than to the lesson it must be, to be none of the lesson's."""

STEM = 4
"""Letters at a word's beginning that count beside the word: meet, meets, meeting."""

_RUN = regex.compile(r"(?P<han>\p{Han}+)|[[\p{L}\p{M}\p{Nd}_'’]--\p{Han}]+", regex.VERSION1)


@dataclass(frozen=True, slots=True)
class InScope:
    """A prompt is one of a lesson's."""

    lesson: int
    """Which one, counted from 0."""

    similarity: float
    """With the lesson's prompt, 0 to 1."""


class Scope:
    """Tells lessons' prompts from all others; holds nothing but bags of features."""

    def __init__(self, lessons: Iterable[str], known: Iterable[str]) -> None:
        """Take the prompts of the lessons, and prompts that the model knew before."""
        self._lessons = tuple(lessons)
        self._known = tuple(known)
        self._exact = {normalize(prompt): number for number, prompt in enumerate(self._lessons)}
        bags = [features(prompt) for prompt in self._known]
        self._frequencies = Counter(feature for bag in bags for feature in bag)
        self._lesson_index = _Index(map(features, self._lessons), self._weight)
        self._known_index = _Index(bags, self._weight)

    @property
    def lessons(self) -> tuple[str, ...]:
        """The lessons' prompts."""
        return self._lessons

    def find(self, prompt: str) -> InScope | None:
        """Return the lesson that a prompt asks for; None if it asks for something else."""
        if (same := self._exact.get(normalize(prompt))) is not None:
            return InScope(same, 1.0)
        bag = features(prompt)
        lesson, similarity = self._lesson_index.nearest(bag)
        if similarity < NEAR:
            return None
        _, known = self._known_index.nearest(bag)
        return InScope(lesson, similarity) if similarity * ADVANTAGE >= known else None

    def to_json(self) -> str:
        """Write down all that is needed to make an equal scope."""
        return json.dumps({"lessons": self._lessons, "known": self._known}, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Scope:
        """Make the scope that `to_json` has written down.

        Raises:
            CheckpointError: something else wrote it, or it is damaged.
        """
        try:
            document = json.loads(text)
            return cls(_prompts(document["lessons"]), _prompts(document["known"]))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise CheckpointError(f"expected lessons and known prompts, found {error}") from error

    def _weight(self, feature: str) -> float:
        """Return a feature's squared inverse document frequency."""
        rarity = log((len(self._known) + 1) / (self._frequencies[feature] + 0.5))
        return max(rarity, 0.0) ** 2


def _prompts(found: object) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(prompt, str) for prompt in found):
        raise TypeError("something else than a list of texts")
    return found


class _Index:
    """Bags by the features they hold, so that only those with something in common are compared."""

    def __init__(self, bags: Iterable[frozenset[str]], weight: Callable[[str], float]) -> None:
        self._weight = weight
        self._squares: list[float] = []
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, bag in enumerate(bags):
            # In the same order as `nearest` adds them up, so that equal bags have a cosine of exactly 1.
            self._squares.append(sum(map(weight, sorted(bag))))
            for feature in bag:
                self._holders[feature].append(number)

    def nearest(self, bag: frozenset[str]) -> tuple[int, float]:
        """Return the most similar bag, the newest among equals, and its cosine with this one; 0 for none."""
        shared: dict[int, float] = defaultdict(float)
        square = 0.0
        for feature in sorted(bag):
            weight = self._weight(feature)
            square += weight
            for number in self._holders.get(feature, ()):
                shared[number] += weight
        cosines = _cosines(shared, square, self._squares)
        similarity, number = max(((cosine, number) for number, cosine in cosines.items()), default=(0.0, -1))
        return number, similarity


def _cosines(shared: Mapping[int, float], square: float, squares: list[float]) -> dict[int, float]:
    return {
        number: common / sqrt(square * squares[number])
        for number, common in shared.items()
        if square and squares[number]
    }


@lru_cache(maxsize=1 << 14)
def features(text: str) -> frozenset[str]:
    """Return what a prompt is compared by.

    Of Chinese every character and every two neighbours; of other scripts every word and its first letters.
    Punctuation does not count.
    """
    found: set[str] = set()
    for match in _RUN.finditer(normalize(text).casefold()):
        run = match[0]
        if match["han"]:
            found.update(run)
            found.update(map("".join, pairwise(run)))
        else:
            found.add(run)
            if len(run) > STEM:
                found.add(f"{run[:STEM]}*")
    return frozenset(found)
