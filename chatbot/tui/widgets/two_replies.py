"""Two replies side by side; one below the other where there is no room for that."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container

from chatbot.reply import Reply
from chatbot.tui.differences import said
from chatbot.tui.widgets.reply_pane import ReplyPane
from chatbot.tui.wording import Wording

WITH_MAP = "-with-map"
"""The class of the pane whose map is seen where there is room for one."""


class TwoReplies(Container):
    """Hold two panes. Where there is room for one map alone, one of them shows its own."""

    def __init__(self, wording: Wording) -> None:
        """Make two empty panes."""
        super().__init__()
        self._wording = wording
        self.before = ReplyPane(wording, classes=WITH_MAP)
        """The reply as it was, whose map is seen first."""

        self.after = ReplyPane(wording)
        """The other reply."""

    def compose(self) -> ComposeResult:
        """Put them in their order."""
        yield self.before
        yield self.after

    def show(self, before: Reply, after: Reply | None) -> None:
        """Show the reply as it was, compared with the other one where there is one, and that one."""
        self.before.show(before, after)
        self.after.remark("")
        if after is not None:
            self.after.show(after, before)
            self.after.remark(self._wording.what_if.same if said(before) == said(after) else "")

    def choose(self, row: int, column: int | None = None) -> None:
        """Choose the same word of both replies, and maybe a word that was read."""
        self.before.choose(row, column)
        self.after.choose(row, column)

    def toggle_numbers(self) -> None:
        """Tell every weight of both maps as a number, or only the chosen ones in tenths."""
        for pane in (self.before, self.after):
            pane.map.toggle_numbers()
            pane.show_again()

    def toggle_pieces(self) -> None:
        """Show both maps by pieces, or by words."""
        for pane in (self.before, self.after):
            pane.map.toggle_pieces()
            pane.show_again()

    def swap_maps(self) -> None:
        """Show the other one's map, where only one is seen."""
        self.show_map_of(self.before if self.after.has_class(WITH_MAP) else self.after)

    def show_map_of(self, pane: ReplyPane) -> None:
        """Show one pane's map, where only one is seen."""
        for each in (self.before, self.after):
            each.set_class(each is pane, WITH_MAP)
