"""What is told of the chosen word below a picture of where it looked."""

from __future__ import annotations

from textual.content import Content
from textual.css.styles import RulesMap
from textual.widgets import Static

from chatbot.reply import END_TOKEN
from chatbot.text.label import visible_label
from chatbot.tui.draft import ReplyTrace
from chatbot.tui.wording import Wording

MOST_LOOKED_AT = 3
"""How many source words are named."""


class AboutWord(Static):
    """A few lines about the chosen word; where they have become fewer they keep their room.

    So the map above does not jump from word to word, and nothing is laid out anew but for more lines.
    """

    def __init__(self) -> None:
        """Say nothing yet."""
        super().__init__(id="word", markup=False)
        self._most = 0
        self._width = 0

    def tell(self, about: Content) -> None:
        """Show what there is to say."""
        lines = about.get_height(RulesMap(), self.content_size.width or self.app.size.width)
        needs_more = lines > self._most
        if needs_more:
            self._most = lines
            self.styles.min_height = lines + self.gutter.height
        self.update(about, layout=needs_more)

    def on_resize(self) -> None:
        """Count anew in another width; its own growth is none."""
        width = self.content_size.width
        if isinstance(self.content, Content) and width != self._width:
            self._width, self._most = width, 0
            self.tell(self.content)


def about_word(trace: ReplyTrace, word: int, wording: Wording) -> Content:
    """Tell how likely a word of a reply was, and at what it looked most."""
    attention = trace.attention
    first = [(visible_label(attention.target_tokens[word]), "bold $text-accent")]
    if attention.target_tokens[word] == END_TOKEN:
        first.append((f" {wording.views.end}", "$text-muted"))
    if trace.probabilities:
        first.append((f"  {wording.probability} {trace.probabilities[word]:.2f}", "$text-muted"))
    weights = attention.weights[word]
    ranked = sorted(range(len(weights)), key=weights.__getitem__, reverse=True)[:MOST_LOOKED_AT]
    looked = "  ".join(f"{visible_label(attention.source_tokens[i])} {weights[i]:.2f}" for i in ranked)
    return Content.assemble(*first, f"\n{wording.looked_at} ", looked)
