"""All there is to know about one reply, to be read before judging it."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from chatbot.text.normalize import printable


@dataclass(frozen=True, slots=True)
class Passage:
    """A label, and what stands beside it."""

    label: str
    text: str
    style: str = ""


class Passages(Widget):
    """Passages one below the other, each beside its label and under nothing else."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._passages: tuple[Passage, ...] = ()

    def show(self, passages: tuple[Passage, ...]) -> None:
        """Show these in place of others."""
        self._passages = passages
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines that the passages take in `width` cells."""
        return max(1, len(self._lines(width)))

    def render(self) -> Content:
        """Lay the passages out."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        label_width = max((cell_len(passage.label) for passage in self._passages), default=0)
        lines = []
        for passage in self._passages:
            gap = 2 if passage.label else 0
            beside = label_width + gap if passage.label else 0
            text = Content.styled(printable(passage.text).expandtabs(4), passage.style)
            label = Content.styled(set_cell_size(passage.label, label_width), "$text-muted")
            for number, line in enumerate(text.wrap(max(2, width - beside)) or [Content("")]):
                head = label + " " * gap if number == 0 and passage.label else Content(" " * beside)
                lines.append(head + line)
        return lines


class ReplyCard(VerticalScroll, can_focus=False):
    """Show passages; what comes last, the reply and its verdict, is in view."""

    def compose(self) -> ComposeResult:
        """Lay out the passages."""
        yield Passages()

    def show(self, *passages: Passage) -> None:
        """Show these in place of others."""
        self.query_one(Passages).show(passages)
        self.scroll_end(animate=False)
