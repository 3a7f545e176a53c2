"""The view that tells what a word of the reply was chosen among."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from textual.content import Content

from chatbot.explaining import Alternative, StepChoices
from chatbot.text.label import fit, visible_label
from chatbot.tui.answered import Answered
from chatbot.tui.explaining_wording import ExplainingWording
from chatbot.tui.inquiry import CHOICES
from chatbot.tui.widgets.views.asked import AskedView
from chatbot.tui.widgets.views.meter import bar
from chatbot.tui.wording import Wording

WIDEST_LABEL = 20
"""Cells that a piece and its word take at most."""

BESIDE_LABEL = 18
"""Cells for what stands beside them: a mark, a probability, and an objection or the best of a bar."""


class ChoicesView(AskedView[tuple[tuple[StepChoices, ...], ...]]):
    """Show the likeliest pieces at each step of the chosen word, and why one of them was said."""

    question = CHOICES

    def title(self, wording: Wording) -> str:
        """Name the view."""
        return wording.explaining.choices

    def about(self, wording: Wording) -> str:
        """Tell what it will show, before there is a reply."""
        return wording.explaining.about_choices

    def terms(self, wording: Wording) -> str:
        """Tell what its signs and numbers mean."""
        return wording.explaining.choices_terms

    def lines(
        self, answered: Answered, answer: tuple[tuple[StepChoices, ...], ...], word: int, width: int
    ) -> list[Content]:
        """Lay out the steps that made the chosen word."""
        words = self.wording.explaining
        if word >= len(answer):
            return [Content(words.empty)]
        label = visible_label(answered.reply.attention.target_tokens[word])
        lines = [Content.styled(label, "bold $text-accent").truncate(width, ellipsis=True)]
        for number, step in enumerate(answer[word], start=1):
            if len(answer[word]) > 1:
                heading = words.step.format(number=number, pieces=len(answer[word]))
                lines += [Content(""), Content(f"{heading} · {visible_label(step.piece)}")]
            lines += _step(step, answered.search.strategy, words, width)
        return lines


def _step(step: StepChoices, strategy: str, words: ExplainingWording, width: int) -> Iterator[Content]:
    numbers = words.step_numbers.format(probability=step.probability, rank=step.rank, entropy=step.entropy)
    yield from Content.styled(numbers, "$text-muted").wrap(width)
    yield from Content(reason(step, strategy, words)).wrap(width)
    labels = [_label(each) for each in step.alternatives]
    widest = max(map(cell_len, labels), default=0)
    label_width = min(widest, WIDEST_LABEL, max(2, width - BESIDE_LABEL))
    for each, label in zip(step.alternatives, labels, strict=True):
        is_chosen = each.piece == step.piece and each.probability == step.probability
        yield _row(fit(label, label_width), each, words, width, is_chosen=is_chosen)
    if step.rank > len(step.alternatives):
        chosen = Alternative(step.piece, step.piece, step.probability)
        yield Content.styled("  …", "$text-muted")
        yield _row(fit(_label(chosen), label_width), chosen, words, width, is_chosen=True)


def _row(label: str, each: Alternative, words: ExplainingWording, width: int, *, is_chosen: bool) -> Content:
    head = f"{'▸' if is_chosen else ' '} {label} {each.probability:.3f} "
    space = max(0, width - cell_len(head))
    style = "bold $text-accent" if is_chosen else ""
    if each.blocked:
        objection = words.objections.get(each.blocked, each.blocked)
        return Content.assemble((head, "$text-muted"), (fit(f"✗ {objection}", space), "$text-warning"))
    return Content.assemble((head, style), (bar(each.probability, space), "$text-accent"))


def _label(each: Alternative) -> str:
    """Return a piece, and the word that it would begin or go on with where that is another."""
    piece, word = visible_label(each.piece), visible_label(each.word)
    return piece if piece == word else f"{piece} → {word}"


def reason(step: StepChoices, strategy: str, words: ExplainingWording) -> str:
    """Say why a piece was chosen, in words."""
    if step.rank == 1:
        return words.likeliest
    likelier = step.alternatives[: step.rank - 1]
    if len(likelier) == step.rank - 1 and all(each.blocked for each in likelier):
        return words.permitted
    return words.preferred[strategy]
