"""The view that asks whether what a reply looked at is what it needed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from chatbot.explaining import Occlusion
from chatbot.text.label import fit, visible_label
from chatbot.tui.answered import Answered
from chatbot.tui.inquiry import OCCLUSION
from chatbot.tui.widgets.views.asked import AskedView
from chatbot.tui.widgets.views.meter import bar
from chatbot.tui.wording import Wording

AGREE, PARTLY = 0.5, 0.2
"""From these rank correlations on attention and need agree, or agree in part; below they do not."""

WIDEST_WORD = 16
"""Cells of a source word at most; and never more than a third of the view."""

WEIGHT_WIDTH, DROP_WIDTH = 4, 6
"""Cells of the two numbers: 0.39 and +12.34."""


class OcclusionView(AskedView[Occlusion]):
    """Show how much each source word was looked at, beside what the reply loses without it."""

    question = OCCLUSION

    def title(self, wording: Wording) -> str:
        """Name the view."""
        return wording.explaining.occlusion

    def about(self, wording: Wording) -> str:
        """Tell what it will show, before there is a reply."""
        return wording.explaining.about_occlusion

    def lines(self, answered: Answered, answer: Occlusion, word: int, width: int) -> list[Content]:
        """Lay out the verdict, the words, and what is measured."""
        words = self.wording.explaining
        verdict = Content.styled(self._verdict(answer), "bold")
        measures = Content.styled(words.occlusion_measures, "$text-muted")
        rows = self._rows(answered.reply.attention.source_tokens, answer, width)
        return [*verdict.wrap(width), Content(""), *rows, Content(""), *measures.wrap(width)]

    def _verdict(self, answer: Occlusion) -> str:
        words, tau = self.wording.explaining, answer.rank_correlation
        if not answer.weights:
            return words.no_weights
        if tau is None:
            return words.no_order
        told = words.agree if tau >= AGREE else words.partly if tau >= PARTLY else words.disagree
        return told.format(tau=tau)

    def _rows(self, tokens: Sequence[str], answer: Occlusion, width: int) -> list[Content]:
        labels = [visible_label(token) for token in tokens]
        head = self.wording.explaining.occlusion_head
        widest = max(map(cell_len, (*labels, head[0])))
        label_width = min(widest, WIDEST_WORD, max(2, width // 3))
        bars = max(0, width - label_width - WEIGHT_WIDTH - DROP_WIDTH - 4)
        weight_bar = bars // 2 if answer.weights else 0
        drop_bar = bars - weight_bar
        columns = (label_width, WEIGHT_WIDTH + 1 + weight_bar, DROP_WIDTH + 1 + drop_bar)
        lines = [Content.styled(_row(*map(fit, head, columns)), "$text-muted")]
        greatest = max(map(abs, answer.drops), default=0.0) or 1.0
        for place, (label, drop) in enumerate(zip(labels, answer.drops, strict=True)):
            weight = answer.weights[place] if answer.weights else None
            looked = "–" if weight is None else f"{weight:.2f} {bar(weight, weight_bar)}"
            colour = "$text-warning" if drop < 0 else "$text-success"
            lines.append(
                Content.assemble(
                    f"{fit(label, label_width)} ",
                    (f"{fit(looked, columns[1])} ", "$text-accent"),
                    (fit(f"{drop:+6.2f} {_drop_bar(drop / greatest, drop_bar)}", columns[2]), colour),
                )
            )
        return lines


def _drop_bar(share: float, width: int) -> str:
    """Return a bar of a share from -1 to 1; less than nothing is hollow, to be seen without colours."""
    if share >= 0:
        return bar(share, width)
    return ("░" * max(1, round(-share * width))).ljust(width)


def _row(*cells: str) -> str:
    return " ".join(cells)
