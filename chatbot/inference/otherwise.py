"""An answer that was not given before, where a search finds one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from chatbot.inference.hypothesis import Found, Hypothesis, SearchEvent
from chatbot.inference.search import Search

DRAWS = 5
"""How often is drawn by chance before the same answer is given again."""


def otherwise(search: Search, is_known: Callable[[Hypothesis], bool]) -> Iterator[SearchEvent]:
    """Search, and answer with the best that is not known, or with the best where all is.

    It is told once it is settled: an answer that turns out to be known must not be begun.
    """
    found = _found(search)
    for _ in range(1, DRAWS if _is_drawn(search) else 1):
        if found.was_cancelled or not all(map(is_known, found.hypotheses)):
            break
        found = _found(search)
    new_first = sorted(found.hypotheses, key=is_known)
    yield from new_first[0].spoken
    yield replace(found, hypotheses=tuple(new_first))


def _found(search: Search) -> Found:
    *_, found = search.run()
    assert isinstance(found, Found), "a search ends with what it has found"
    return found


def _is_drawn(search: Search) -> bool:
    return search.config.strategy == "sample" and search.config.seed is None
