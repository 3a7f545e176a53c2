"""A list of checkpoints, each with what it has said."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from chatbot.text.label import fit, fit_middle, visible_label
from chatbot.text.normalize import printable
from chatbot.tui.compare_wording import CompareWording
from chatbot.tui.comparing import Asked

LEAST_NAME = 12
"""Cells of a name, however little room there is."""

ATTENTION_WIDTH = 10
"""Cells of the kind of attention."""

NUMBER_WIDTH = 7
"""Cells of a number of updates or of nats."""

LEAST_REPLY = 12
"""Cells that names leave to the replies."""

BESIDE_NAMES = 2 + ATTENTION_WIDTH + 2 * NUMBER_WIDTH + 5 + LEAST_REPLY
"""Cells of a row that are no name's: a mark, the columns, the gaps between them."""


class SavedList(OptionList):
    """Show checkpoints in columns, one of them chosen."""

    def __init__(self, wording: CompareWording) -> None:
        """Make an empty list."""
        super().__init__(markup=False)
        self._wording = wording
        self._rows: list[Asked] = []
        self._in_use = ""

    def fill(self, rows: Sequence[Asked], *, in_use: str) -> None:
        """List checkpoints; `in_use` names the one that answers in the chat."""
        self._rows, self._in_use = list(rows), in_use
        self.clear_options()
        self.add_options([Option(self._line(row)) for row in self._rows])
        self.retell()

    def change(self, index: int, row: Asked) -> None:
        """Show what has become of a checkpoint."""
        self._rows[index] = row
        self.replace_option_prompt_at_index(index, self._line(row))

    def on_resize(self) -> None:
        """Give names the room there is now."""
        self.retell()

    def retell(self) -> None:
        """Name list and columns in the language spoken now."""
        name, attention, updates, nats, reply = self._wording.columns
        columns = self._columns(name, attention, updates, nats)
        self.border_title = Content(f" {columns}  {reply}")
        for index, row in enumerate(self._rows):
            self.replace_option_prompt_at_index(index, self._line(row))

    def _line(self, row: Asked) -> Content:
        saved = row.saved
        nll = saved.nll_per_character
        nats = "-" if nll is None else f"{nll:.3f}"
        mark = "*" if saved.name == self._in_use else " "
        columns = self._columns(visible_label(saved.name), saved.attention, f"{saved.updates:,}", nats)
        return Content.assemble((f"{mark} {columns}  ", "$text-muted"), self._said(row))

    def _columns(self, name: str, attention: str, updates: str, nats: str) -> str:
        wanted = max((cell_len(visible_label(row.saved.name)) for row in self._rows), default=0)
        numbers = " ".join(" " * (NUMBER_WIDTH - cell_len(each)) + each for each in (updates, nats))
        room = self.scrollable_content_region.width - BESIDE_NAMES
        width = min(wanted, max(LEAST_NAME, room))
        return f"{fit_middle(name, width)} {fit(attention, ATTENTION_WIDTH)} {numbers}"

    def _said(self, row: Asked) -> Content:
        if row.reply is not None:
            return Content(" ".join(printable(row.reply.text).split()))
        if row.why_failed:
            return Content.styled(printable(self._wording.failed.format(why=row.why_failed)), "$text-error")
        return Content("…" if row.is_asked else "")
