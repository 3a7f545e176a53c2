"""One of two replies that are seen together: its words, its figures and where it looked."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from chatbot.reply import Reply
from chatbot.text.normalize import printable
from chatbot.tui.differences import marked
from chatbot.tui.widgets.marks import confidence_mark
from chatbot.tui.widgets.reply_map import ReplyMap
from chatbot.tui.wording import Wording


class ReplyPane(Vertical):
    """Show a reply beside another one; words that differ are marked."""

    def __init__(self, wording: Wording, *, classes: str = "") -> None:
        """Make an empty pane."""
        super().__init__(classes=classes)
        self._wording = wording
        self._reply: Reply | None = None
        self._row = 0
        self._column: int | None = None
        self.map = ReplyMap(wording.legend)
        """Where it looked."""

    def compose(self) -> ComposeResult:
        """Lay out the reply, its figures, and its map or what is said in place of it."""
        yield Static(classes="text", markup=False)
        yield Static(classes="figures", markup=False)
        yield self.map
        yield Static(classes="no-map", markup=False)

    def title(self, name: str) -> None:
        """Say which reply this is."""
        self.border_title = Content(printable(name))

    def remark(self, what: str) -> None:
        """Say something beside the reply, at the lower edge; nothing with an empty text."""
        self.border_subtitle = Content(printable(what))

    def show(self, reply: Reply, other: Reply | None) -> None:
        """Show a reply, its words compared with those of the other one, if there is one."""
        self._reply = reply
        text = marked(reply, other) if other is not None else Content(printable(reply.text))
        self._say(text if reply.text else Content(self._wording.no_words), self._figures(reply))
        has_map = bool(reply.attention.weights)
        self.set_class(has_map, "-has-map")
        self.query_one(".no-map", Static).update(Content("" if has_map else self._wording.no_attention))
        self.choose(self._row, self._column)

    def say(self, what: str, *, is_error: bool = False) -> None:
        """Say why there is no reply."""
        self._reply = None
        self.remove_class("-has-map")
        self.set_class(is_error, "-failed")
        self._say(Content(printable(what)), "")
        self.query_one(".no-map", Static).update("")

    def choose(self, row: int, column: int | None) -> None:
        """Choose a word of the reply, the nearest one there is, and maybe a word that was read."""
        self._row, self._column = row, column
        if self._reply is None or not self._reply.attention.weights:
            return
        attention = self._reply.attention
        is_there = column is not None and column < len(attention.source_tokens)
        nearest = max(0, min(row, len(attention.target_tokens) - 1))
        self.map.legend = self._wording.legend
        self.map.show_reply(attention, self._reply.pieces, nearest, column if is_there else None)

    def show_again(self) -> None:
        """Show the same, once its map is to look otherwise."""
        self.choose(self._row, self._column)

    def _say(self, text: Content, figures: str) -> None:
        if figures:
            self.remove_class("-failed")
        self.query_one(".text", Static).update(text)
        self.query_one(".figures", Static).update(Content(figures))

    def _figures(self, reply: Reply) -> str:
        words = self._wording.what_if
        mark = confidence_mark(reply.confidence)
        told = [
            f"{words.log_prob} {reply.log_prob:.2f}",
            f"{words.confidence} {reply.confidence:.2f} {mark}",
        ]
        if reply.lesson:
            told.append(f"✎ {self._wording.learning.taught} {reply.lesson}")
        return printable(" · ".join(told))
