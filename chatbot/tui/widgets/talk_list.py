"""The conversations of a log: a row for each, the title above, when and with which model below."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message

from chatbot.storage.records import ConversationSummary
from chatbot.tui.moments import local_minute
from chatbot.tui.talks_wording import TalksWording
from chatbot.tui.widgets.row_list import RowList, fitted

OPEN_MARK = "▸"
"""Before the conversation that the chat has open."""


class TalkList(RowList[ConversationSummary], inherit_bindings=False):
    """Show conversations, the newest first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "talks--title",
        "talks--about",
        "talks--chosen-title",
        "talks--chosen-about",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False, id="conversations.next"),
        Binding("up,k", "move_up", show=False, id="conversations.previous"),
        Binding("pagedown", "move_page(1)", show=False, id="conversations.page_down"),
        Binding("pageup", "move_page(-1)", show=False, id="conversations.page_up"),
        Binding("home", "first", show=False, id="conversations.first"),
        Binding("end", "last", show=False, id="conversations.last"),
    ]

    class LeftUpwards(Message):
        """The reader has gone up from the first row."""

    def __init__(self, words: TalksWording, *, open_id: int | None) -> None:
        """Make an empty list; `open_id` is the conversation that the chat has open."""
        super().__init__(words.title)
        self._words = words
        self._open_id = open_id

    def action_move_up(self) -> None:
        """Choose the row above; from the first one leave the list."""
        if self.chosen == 0:
            self.post_message(self.LeftUpwards())
        else:
            self.action_move(-1)

    def line_of(
        self, row: ConversationSummary, line: int, width: int, *, is_chosen: bool
    ) -> tuple[str, Style]:
        """Return the title, or when it began, how long it is, and what answered."""
        kind = "about" if line else "title"
        style = self.get_component_rich_style(f"talks--chosen-{kind}" if is_chosen else f"talks--{kind}")
        if line:
            turns = self._words.turns.format(turns=row.turns)
            about = f"{local_minute(row.started_at)} · {turns} · {row.checkpoint}"
            return f"  {fitted(about, width - 2)}", style
        mark = OPEN_MARK if row.id == self._open_id else " "
        return f"{mark} {fitted(row.title, width - 2)}", style
