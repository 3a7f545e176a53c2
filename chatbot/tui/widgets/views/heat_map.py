"""The view in which every word of the reply is seen beside every word it looked at."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from chatbot.reply import AttentionMap
from chatbot.text.label import visible_label
from chatbot.tui.widgets.heatmap import NONE_CHOSEN, HeatMap
from chatbot.tui.widgets.heatmap_grid import strongest
from chatbot.tui.widgets.views.about_word import about_word
from chatbot.tui.widgets.views.view import Subject, View
from chatbot.tui.word_pieces import piece_spans
from chatbot.tui.wording import Wording


class HeatMapView(View):
    """Show the heat map of a reply, by words or by pieces, and tell about one of its words."""

    def __init__(self, wording: Wording) -> None:
        """Make a view that shows words, and shades without numbers."""
        super().__init__(wording)
        self._subject: Subject | None = None
        self._word = 0
        self._column: int | None = None
        self._has_numbers = False
        self._by_pieces = False

    def compose(self) -> ComposeResult:
        """Lay out the map, the line about a word, and what is said where there is no map."""
        yield HeatMap(self.wording.legend)
        yield Static(id="word", markup=False)
        yield Static(id="no-map", markup=False)

    def title(self, wording: Wording) -> str:
        """Name the view, and say where it shows pieces."""
        words = wording.views
        return f"{words.heat_map} · {words.pieces}" if self._by_pieces else words.heat_map

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
        heat_map = self.query_one(HeatMap)
        heat_map.legend = self.wording.legend
        heat_map.has_numbers = self._has_numbers
        self._draw(heat_map, subject, trace.attention)
        self.query_one("#word", Static).update(
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
        self._has_numbers = not self._has_numbers

    def action_toggle_pieces(self) -> None:
        """Show the pieces that the model reads and writes, or the words that people do."""
        self._by_pieces = not self._by_pieces

    @property
    def _attention(self) -> AttentionMap | None:
        trace = self._subject.trace if self._subject else None
        return trace.attention if trace is not None and trace.attention.weights else None

    def _draw(self, heat_map: HeatMap, subject: Subject, words: AttentionMap) -> None:
        pieces = self._pieces(subject)
        if pieces is None:
            heat_map.show(words, self._word, self._column)
            return
        rows = piece_spans(words.target_tokens, pieces.target_tokens)
        columns = piece_spans(words.source_tokens, pieces.source_tokens)
        chosen = NONE_CHOSEN if self._column is None else columns[self._column]
        heat_map.show_runs(pieces, rows[self._word], chosen)

    def _pieces(self, subject: Subject) -> AttentionMap | None:
        """Return the map by pieces, where it is wished for; of a reply on its way only words are known."""
        if not self._by_pieces or subject.answered is None:
            return None
        return subject.answered.reply.pieces

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
        self.post_message(self.WordChosen(self._word_of(event.row, is_source=False)))

    @on(HeatMap.ColumnClicked)
    def _choose_clicked_column(self, event: HeatMap.ColumnClicked) -> None:
        event.stop()
        self._column = self._word_of(event.column, is_source=True)
        self.post_message(self.WordChosen(self._word))

    def _word_of(self, place: int, *, is_source: bool) -> int:
        """Return which word a row or a column of the map belongs to."""
        words = self._attention
        pieces = self._pieces(self._subject) if self._subject else None
        if words is None or pieces is None:
            return place
        spans = (
            piece_spans(words.source_tokens, pieces.source_tokens)
            if is_source
            else piece_spans(words.target_tokens, pieces.target_tokens)
        )
        return next(word for word, span in enumerate(spans) if place in span)
