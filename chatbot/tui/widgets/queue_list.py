"""The queue of replies: a row for each, the prompt above, the reply below."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.binding import Binding, BindingType

from chatbot.storage.review_records import QueueRow
from chatbot.tui.widgets.marks import VERDICT_MARKS, confidence_mark
from chatbot.tui.widgets.row_list import RowList, fitted


class QueueList(RowList[QueueRow], inherit_bindings=False):
    """Show the replies that are up for review."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "queue--prompt",
        "queue--reply",
        "queue--chosen-prompt",
        "queue--chosen-reply",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False, id="review.next"),
        Binding("up,k", "move(-1)", show=False, id="review.previous"),
        Binding("pagedown", "move_page(1)", show=False, id="review.page_down"),
        Binding("pageup", "move_page(-1)", show=False, id="review.page_up"),
        Binding("home", "first", show=False, id="review.first"),
        Binding("end", "last", show=False, id="review.last"),
    ]

    def line_of(self, row: QueueRow, line: int, width: int, *, is_chosen: bool) -> tuple[str, Style]:
        """Return the prompt with how sure the model was, or the reply with its verdict."""
        kind = "reply" if line else "prompt"
        name = f"queue--chosen-{kind}" if is_chosen else f"queue--{kind}"
        text = (_reply_line if line else _prompt_line)(row, width)
        return text, self.get_component_rich_style(name)


def _prompt_line(row: QueueRow, width: int) -> str:
    sure = f" {row.confidence:.2f}"
    return f"{confidence_mark(row.confidence)} {fitted(row.prompt, width - 2 - cell_len(sure))}{sure}"


def _reply_line(row: QueueRow, width: int) -> str:
    mark = VERDICT_MARKS[row.verdict] if row.verdict else " "
    return f"{mark} {fitted(row.reply, width - 2)}"
