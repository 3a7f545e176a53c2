"""What was asked before, to be walked through as in a shell."""

from __future__ import annotations

from collections.abc import Callable, Iterable


class PromptHistory:
    """A walk through earlier prompts, newest first, and back to what was being typed.

    What is changed on the way stays changed until the walk ends.
    """

    def __init__(self, recall: Callable[[], Iterable[str]]) -> None:
        """Walk through what `recall` returns, newest first, each once; asked for when a walk begins."""
        self._recall = recall
        self._texts: list[str] = []
        self._place = 0

    def earlier(self, typed: str) -> str | None:
        """Return the prompt before this one; None where there is none."""
        if not self._texts:
            self._texts = [typed, *dict.fromkeys(text for text in self._recall() if text != typed)]
        return self._step(typed, 1)

    def later(self, typed: str) -> str | None:
        """Return the prompt after this one, the draft at last; None behind that."""
        return self._step(typed, -1)

    def end(self) -> None:
        """Walk no longer: the next walk begins with whatever is typed then."""
        self._texts = []
        self._place = 0

    def _step(self, typed: str, by: int) -> str | None:
        place = self._place + by
        if not 0 <= place < len(self._texts):
            return None
        self._texts[self._place] = typed
        self._place = place
        return self._texts[place]
