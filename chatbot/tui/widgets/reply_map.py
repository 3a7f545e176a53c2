"""The heat map of a reply, by the words that people read or by the pieces that the model does."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.reply import AttentionMap
from chatbot.tui.widgets.heatmap import NONE_CHOSEN, HeatMap
from chatbot.tui.word_pieces import piece_spans


class ReplyMap(HeatMap):
    """Show one reply; what is chosen, and what is clicked, are words either way."""

    by_pieces = False
    """Whether pieces are shown where they are known; changed before the map is shown anew."""

    _row_spans: Sequence[range] = ()
    _column_spans: Sequence[range] = ()

    def show_reply(
        self, words: AttentionMap, pieces: AttentionMap | None, row: int, column: int | None = None
    ) -> None:
        """Show a reply that has weights, with one of its words chosen, and maybe one that was read.

        `pieces` are known of a finished reply only.
        """
        if not self.by_pieces or pieces is None:
            self._row_spans = self._column_spans = ()
            self.show(words, row, column)
            return
        self._row_spans = piece_spans(words.target_tokens, pieces.target_tokens)
        self._column_spans = piece_spans(words.source_tokens, pieces.source_tokens)
        chosen = NONE_CHOSEN if column is None else self._column_spans[column]
        self.show_runs(pieces, self._row_spans[row], chosen)

    def toggle_numbers(self) -> None:
        """Tell every weight as a number, or only the chosen ones in tenths."""
        self.has_numbers = not self.has_numbers

    def toggle_pieces(self) -> None:
        """Show the pieces that the model reads and writes, or the words that people do."""
        self.by_pieces = not self.by_pieces

    def word_of_row(self, row: int) -> int:
        """Return the word of the reply that a row belongs to."""
        return _word_of(row, self._row_spans)

    def word_of_column(self, column: int) -> int:
        """Return the word that was read that a column belongs to."""
        return _word_of(column, self._column_spans)


def _word_of(place: int, spans: Sequence[range]) -> int:
    return next((word for word, span in enumerate(spans) if place in span), place)
