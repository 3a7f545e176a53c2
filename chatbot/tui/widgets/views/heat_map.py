"""The view in which every word of the reply is seen beside every word it looked at."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from chatbot.text.label import visible_label
from chatbot.tui.draft import ReplyTrace
from chatbot.tui.widgets.heatmap import HeatMap
from chatbot.tui.widgets.views.view import Subject, View
from chatbot.tui.wording import Wording

MOST_LOOKED_AT = 3
"""How many source words the line under the map names."""


class HeatMapView(View):
    """Show the heat map of a reply, and tell about one of its words."""

    def compose(self) -> ComposeResult:
        """Lay out the map, the line about a word, and what is said where there is no map."""
        yield HeatMap(self.wording.legend)
        yield Static(id="word", markup=False)
        yield Static(id="no-map", markup=False)

    def title(self, wording: Wording) -> str:
        """Name the view."""
        return wording.views.heat_map

    def show(self, subject: Subject, word: int) -> None:
        """Show where each word of a reply looked."""
        trace = subject.trace
        assert trace is not None, "a reply is shown once it has words"
        self.set_class(bool(trace.attention.weights), "-has-map")
        if not trace.attention.weights:
            self.query_one("#no-map", Static).update(Content(self.wording.no_attention))
            return
        heat_map = self.query_one(HeatMap)
        heat_map.legend = self.wording.legend
        heat_map.show(trace.attention, word)
        self.query_one("#word", Static).update(self._about(trace, word))

    def _about(self, trace: ReplyTrace, word: int) -> Content:
        attention = trace.attention
        first = [(visible_label(attention.target_tokens[word]), "bold $text-accent")]
        if trace.probabilities:
            first.append((f"  {self.wording.probability} {trace.probabilities[word]:.2f}", "$text-muted"))
        weights = attention.weights[word]
        ranked = sorted(range(len(weights)), key=weights.__getitem__, reverse=True)[:MOST_LOOKED_AT]
        looked = "  ".join(f"{visible_label(attention.source_tokens[i])} {weights[i]:.2f}" for i in ranked)
        return Content.assemble(*first, f"\n{self.wording.looked_at} ", looked)
