"""The sidebar: where the chosen reply looked."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from chatbot.text.label import visible_label
from chatbot.text.normalize import printable
from chatbot.tui.draft import ReplyTrace
from chatbot.tui.widgets.heatmap import HeatMap
from chatbot.tui.wording import Wording

MOST_LOOKED_AT = 3
"""How many source words the line under the map names."""


class AttentionPanel(Vertical, can_focus=True):
    """Show the heat map of one reply and tell about one of its words."""

    def __init__(self, wording: Wording) -> None:
        """Make a panel that shows nothing yet."""
        super().__init__()
        self._wording = wording
        self._trace: ReplyTrace | None = None
        self._word = 0
        self._place = ""
        self.border_title = wording.attention

    def compose(self) -> ComposeResult:
        """Lay out the map, the line about a word, and what is said when there is no map."""
        yield HeatMap(self._wording.legend)
        yield Static(id="word", markup=False)
        yield Static(self._wording.no_reply, id="nothing", markup=False)

    def on_mount(self) -> None:
        """Begin empty."""
        self.show(None)

    @property
    def word(self) -> int:
        """Which word of the reply is chosen, from 0."""
        return self._word

    def show(self, trace: ReplyTrace | None, *, word: int = 0, place: str = "") -> None:
        """Show a reply with one of its words chosen; None before there is any.

        `place` says which of the replies it is.
        """
        self._trace = trace
        self._place = place
        self.border_subtitle = ""
        self.border_title = self._title(trace)
        has_map = trace is not None and bool(trace.attention.weights)
        self.set_class(has_map, "-has-map")
        if trace is not None and has_map:
            self.choose_word(word)
        else:
            nothing = self._wording.no_reply if trace is None else self._wording.no_attention
            self.query_one("#nothing", Static).update(Content(nothing))

    def retell(self) -> None:
        """Say all of it in another language."""
        self.query_one(HeatMap).legend = self._wording.legend
        self.show(self._trace, word=self._word, place=self._place)

    def _title(self, trace: ReplyTrace | None) -> Content:
        """Name the panel; a reply that was learnt from a lesson says from which."""
        lesson = trace.lesson if trace else None
        name = self._wording.attention
        return Content(printable(f"{name} · ✎ {self._wording.learning.taught} {lesson}" if lesson else name))

    def choose_word(self, word: int) -> None:
        """Choose a word of the reply, the nearest one there is."""
        if self._trace is None or not self._trace.attention.weights:
            return
        words = len(self._trace.attention.target_tokens)
        self._word = max(0, min(word, words - 1))
        self.border_subtitle = self._wording.place.format(reply=self._place, word=f"{self._word + 1}/{words}")
        self.query_one(HeatMap).show(self._trace.attention, self._word)
        self.query_one("#word", Static).update(self._about(self._trace, self._word))

    @on(HeatMap.RowClicked)
    def _choose_clicked(self, event: HeatMap.RowClicked) -> None:
        event.stop()
        self.choose_word(event.row)

    def _about(self, trace: ReplyTrace, word: int) -> Content:
        attention = trace.attention
        first = [(visible_label(attention.target_tokens[word]), "bold $text-accent")]
        if trace.probabilities:
            first.append((f"  {self._wording.probability} {trace.probabilities[word]:.2f}", "$text-muted"))
        weights = attention.weights[word]
        ranked = sorted(range(len(weights)), key=weights.__getitem__, reverse=True)[:MOST_LOOKED_AT]
        looked = "  ".join(f"{visible_label(attention.source_tokens[i])} {weights[i]:.2f}" for i in ranked)
        return Content.assemble(*first, f"\n{self._wording.looked_at} ", looked)
