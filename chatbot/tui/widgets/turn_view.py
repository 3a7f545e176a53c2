"""One turn of the conversation as it is shown: what stands where, not yet drawn.

Plain objects, not widgets: a conversation of a thousand turns costs what is seen of it.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from chatbot.text.normalize import printable
from chatbot.tui.wording import Wording

NOTE_WIDTH = 9
"""Cells at the right edge for the time, or for the confidence and the verdict, with space before it."""

MOST_LINES = 20
"""Lines of one turn that are shown; of a pasted book the beginning tells which it was."""


class TurnView:
    """A speaker's label, what was said, and a note at the right edge."""

    def __init__(self, label: str, body: str, *, note: str = "", label_width: int, wording: Wording) -> None:
        """Show a turn; `label_width`, in cells, is the same for every turn."""
        self._speaker = set_cell_size(label, label_width)
        self._body = printable(body)
        self._note = note
        self._wording = wording
        self._drawn: tuple[int, list[Content]] | None = None
        self._read_of: tuple[int, int] | None = None
        self.place = -1
        """Which turn of its conversation it is, from 0."""

        self.changed: Callable[[TurnView], None] = lambda turn: None
        """Told whenever it looks different."""

        self.is_quiet = False
        """Whether nothing was said yet, nothing is left, or another reply has taken its place."""

        self.has_failed = False
        """Whether there is only a reason here why nothing was said."""

        self.is_chosen = False
        """Whether this is the reply whose attention is seen."""

    @property
    def body(self) -> str:
        """What is shown as said."""
        return self._body

    @property
    def note(self) -> str:
        """What stands at the right edge."""
        return self._note

    def call_speaker(self, label: str, *, label_width: int) -> None:
        """Name who speaks, as when it was made."""
        self._speaker = set_cell_size(label, label_width)
        self.redraw()

    def write(self, body: str, *, note: str = "") -> None:
        """Replace what is shown."""
        self._body = printable(body)
        self._note = note
        self.redraw()

    def tell_read(self, read: int, *, unread: int) -> None:
        """Say how many of its words were read, where it was too long for the model."""
        if unread:
            self._read_of = read, read + unread
            self.redraw()

    def redraw(self) -> None:
        """Say that it looks different now."""
        self._drawn = None
        self.changed(self)

    def lines(self, width: int) -> list[Content]:
        """Lay label, body and note side by side in `width` cells, one line each."""
        if self._drawn is None or self._drawn[0] != width:
            self._drawn = width, self._lay_out(width)
        return self._drawn[1]

    def _lay_out(self, width: int) -> list[Content]:
        first, *rest = self._body_lines(width)
        gap = max(0, self._body_width(width) - first.cell_length)
        head = Content.assemble(
            (self._prefix, "$text-muted"), first, " " * gap, (self._edge.rjust(NOTE_WIDTH), "$text-muted")
        )
        indent = Content(" " * cell_len(self._prefix))
        return [head, *(indent + line for line in rest)]

    def _remark(self) -> Content:
        """Return what stands under the body: how much of it was read, where that is not all."""
        if self._read_of is None:
            return Content("")
        read, total = self._read_of
        told = self._wording.prompt.read.format(read=f"{read:,}", all=f"{total:,}")
        return Content.styled(told, "$text-warning")

    @property
    def _edge(self) -> str:
        """What stands at the right edge, as it is laid out."""
        return self._note

    @property
    def _prefix(self) -> str:
        return f"{'▸' if self.is_chosen else ' '} {self._speaker}  "

    def _body_width(self, width: int) -> int:
        return max(2, width - cell_len(self._prefix) - NOTE_WIDTH)

    def _body_lines(self, width: int) -> list[Content]:
        body_width = self._body_width(width)
        # Beyond this no line of it could be shown; wrapping a whole book takes seconds.
        shown = self._body[: body_width * (MOST_LINES + 1)]
        # Tabs have no width of their own; everything here is counted in cells.
        body = Content(shown.expandtabs(4)).wrap(body_width) or [Content("")]
        if len(body) > MOST_LINES or len(shown) < len(self._body):
            hidden = len(self._body) - sum(len(line.plain) for line in body[:MOST_LINES])
            cut = self._wording.hidden.format(characters=f"{max(hidden, 1):,}")
            body = [*body[:MOST_LINES], Content.styled(cut, "$text-muted italic")]
        remark = self._remark()
        # What stands under the body has nothing at its right edge to leave room for.
        return body + (remark.wrap(body_width + NOTE_WIDTH) if remark else [])
