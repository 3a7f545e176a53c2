"""The words that were read, in a row: one is chosen, some may be hidden from attention."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from chatbot.text.label import shortened, visible_label

MOST_LINES = 4
"""Of more lines those about the chosen word are shown."""

LONGEST_WORD = 24
"""In cells."""


class SourceWords(Widget):
    """Show words, wrapped; the chosen one is reversed, a hidden one stands ~struck~."""

    class Clicked(Message):
        """A word was clicked."""

        def __init__(self, word: int) -> None:
            """Say which."""
            super().__init__()
            self.word = word

    def __init__(self) -> None:
        """Make an empty row."""
        super().__init__()
        self._labels: tuple[str, ...] = ()
        self._masked: frozenset[int] = frozenset()
        self._chosen = 0

    def show(self, words: Sequence[str], *, chosen: int, masked: frozenset[int]) -> None:
        """Show words with one of them chosen, and some hidden."""
        labels = (shortened(visible_label(word), LONGEST_WORD) for word in words)
        self._labels = tuple(f"~{each}~" if i in masked else each for i, each in enumerate(labels))
        self._chosen, self._masked = chosen, masked
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines are needed, at most `MOST_LINES`."""
        return max(1, min(MOST_LINES, len(self._lines(width))))

    def render(self) -> Content:
        """Lay out the lines in view."""
        lines = self._in_view()
        return Content("\n").join(Content(" ").join(map(self._word, line)) for line in lines)

    def on_click(self, event: events.Click) -> None:
        """Tell which word was clicked."""
        place = event.get_content_offset(self)
        lines = self._in_view()
        if place is None or place.y >= len(lines):
            return
        right = 0
        for word in lines[place.y]:
            right += cell_len(self._labels[word]) + 1
            if place.x < right:
                self.post_message(self.Clicked(word))
                return

    def _word(self, word: int) -> Content:
        style = "reverse bold" if word == self._chosen else "$foreground"
        hidden = " strike" if word in self._masked else ""
        return Content.styled(self._labels[word], f"{style}{hidden}")

    def _in_view(self) -> list[range]:
        lines = self._lines(self.content_size.width)
        at = next((place for place, line in enumerate(lines) if self._chosen in line), 0)
        first = max(0, min(at - MOST_LINES // 2, len(lines) - MOST_LINES))
        return lines[first : first + MOST_LINES]

    def _lines(self, width: int) -> list[range]:
        """Return which words stand on each line of so many cells."""
        lines, start, used = [], 0, 0
        for word, label in enumerate(self._labels):
            used += cell_len(label) + (word > start)
            if used > width and word > start:
                lines.append(range(start, word))
                start, used = word, cell_len(label)
        return [*lines, range(start, len(self._labels))] if self._labels else []
