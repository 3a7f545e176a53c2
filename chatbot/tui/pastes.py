"""Long texts in the prompt: each stands there as one short mark, and is sent whole."""

from __future__ import annotations

import re

from chatbot.tui.prompt_wording import PromptWording

LONGEST_SHOWN = 2_000
"""Characters of a paste that is shown as it is; with a longer line under the cursor, keys would be slow."""


class Pastes:
    """The texts that marks in the prompt stand for. A mark that is changed is a text like any other."""

    def __init__(self, wording: PromptWording) -> None:
        """Begin without any."""
        self._wording = wording
        self._texts: dict[str, str] = {}

    def folded(self, text: str) -> str:
        """Return what to show of a text: all of it, or a mark where it is long."""
        if len(text) <= LONGEST_SHOWN:
            return text
        for mark, known in self._texts.items():
            if known == text:
                return mark
        mark = self._wording.pasted.format(number=len(self._texts) + 1, characters=f"{len(text):,}")
        self._texts[mark] = text
        return mark

    def whole(self, shown: str) -> str:
        """Return a text with what its marks stand for."""
        if not self._texts:
            return shown
        marks = "|".join(map(re.escape, self._texts))
        return re.sub(marks, lambda found: self._texts[found[0]], shown)

    def mark_at_end(self, shown: str) -> str:
        """Return the mark that a text ends with; nothing where it ends with none."""
        return next((mark for mark in self._texts if shown.endswith(mark)), "")

    def forget(self) -> None:
        """Let every text go: no mark of them is left."""
        self._texts.clear()
