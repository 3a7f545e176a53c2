"""The view in which every word of the reply is seen beside every word it looked at."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from chatbot.reply import AttentionMap
from chatbot.text.label import visible_label
from chatbot.tui.widgets.heatmap import HeatMap
from chatbot.tui.widgets.heatmap_grid import strongest
from chatbot.tui.widgets.reply_map import ReplyMap
from chatbot.tui.widgets.views.about_word import AboutWord, about_word
from chatbot.tui.widgets.views.view import Subject, View
from chatbot.tui.wording import Wording


class HeatMapView(View):
    """Show the heat map of a reply, by words or by pieces, and tell about one of its words."""

    def __init__(self, wording: Wording) -> None:
        """Make a view that shows words, and shades without numbers."""
        super().__init__(wording)
        self._subject: Subject | None = None
        self._word = 0
        self._column: int | None = None
        self._map = ReplyMap(wording.legend)

    def compose(self) -> ComposeResult:
        """Lay out the map, the line about a word, and what is said where there is no map."""
        yield self._map
        yield AboutWord()
        yield Static(id="no-map", markup=False)

    def title(self, wording: Wording) -> str:
        """Name the view, and say where it shows pieces."""
        words = wording.views
        return f"{words.heat_map} · {words.pieces}" if self._map.by_pieces else words.heat_map

    def about(self, wording: Wording) -> str:
        """Tell what it will show, before there is a reply."""
        return wording.no_reply

    def show(self, subject: Subject, word: int) -> None:
        """Show where each word of a reply looked."""
        trace = subject.trace
        assert trace is not None, "a reply is shown once it has words"
        if subject is not self._subject:
            self._column = None
        self._subject, self._word = subject, word
        self.set_class(bool(trace.attention.weights), "-has-map")
        if not trace.attention.weights:
            self.query_one("#no-map", Static).update(Content(self.wording.no_attention))
            return
        self._map.legend = self.wording.legend
        # Of a reply on its way only words are known.
        pieces = subject.answered.reply.pieces if subject.answered is not None else None
        self._map.show_reply(trace.attention, pieces, word, self._column)
        self.query_one(AboutWord).tell(
            about_word(trace, word, self.wording) + self._about_column(trace.attention, word)
        )

    def action_choose_column(self, step: int) -> None:
        """Choose the source word `step` further on; at first the one that was looked at most."""
        attention = self._attention
        if attention is None:
            return
        if self._column is None:
            self._column = strongest(attention.weights[self._word])
        else:
            self._column = max(0, min(self._column + step, len(attention.source_tokens) - 1))

    def action_toggle_numbers(self) -> None:
        """Tell every weight as a number, or only the chosen ones in tenths."""
        self._map.toggle_numbers()

    def action_toggle_pieces(self) -> None:
        """Show the pieces that the model reads and writes, or the words that people do."""
        self._map.toggle_pieces()

    @property
    def _attention(self) -> AttentionMap | None:
        trace = self._subject.trace if self._subject else None
        return trace.attention if trace is not None and trace.attention.weights else None

    def _about_column(self, attention: AttentionMap, word: int) -> Content:
        """Tell of the chosen source word how much it was looked at, here and by the whole reply."""
        if self._column is None:
            return Content("")
        weights = [row[self._column] for row in attention.weights]
        told = self.wording.views.column.format(weight=weights[word], mean=sum(weights) / len(weights))
        label = visible_label(attention.source_tokens[self._column])
        return Content.assemble("\n", (label, "bold $text-accent"), (f"  {told}", "$text-muted"))

    @on(HeatMap.RowClicked)
    def _choose_clicked_row(self, event: HeatMap.RowClicked) -> None:
        event.stop()
        self.post_message(self.WordChosen(event.row))

    @on(HeatMap.ColumnClicked)
    def _choose_clicked_column(self, event: HeatMap.ColumnClicked) -> None:
        event.stop()
        self._column = event.column
        self.post_message(self.WordChosen(self._word))
