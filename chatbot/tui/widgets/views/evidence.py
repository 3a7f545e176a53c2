"""The view that tells which training pairs a reply may come from."""

from __future__ import annotations

from textual.content import Content

from chatbot.explaining import Evidence, Neighbour
from chatbot.text.normalize import printable
from chatbot.tui.answered import Answered
from chatbot.tui.inquiry import EVIDENCE
from chatbot.tui.widgets.views.asked import AskedView
from chatbot.tui.wording import Wording


class EvidenceView(AskedView[Evidence]):
    """Show the training pairs nearest to the prompt, and whether the reply is a copy of one's."""

    question = EVIDENCE

    def title(self, wording: Wording) -> str:
        """Name the view."""
        return wording.explaining.evidence

    def lines(self, answered: Answered, answer: Evidence, word: int, width: int) -> list[Content]:
        """Lay out the verdict, and the pairs below it."""
        words = self.wording.explaining
        if not answer.searched:
            return [*Content(words.nothing_searched).wrap(width)]
        lines = self._verdict(answer, width)
        lines += [
            Content(""),
            *Content.styled(words.nearest.format(searched=answer.searched), "$text-muted").wrap(width),
        ]
        for neighbour in answer.neighbours:
            lines += self._pair(neighbour, width, is_same=_is_copied(neighbour, answer))
        return lines

    def _verdict(self, answer: Evidence, width: int) -> list[Content]:
        words = self.wording.explaining
        if answer.copied is None:
            return [*Content.styled(words.own_words.format(searched=answer.searched), "bold").wrap(width)]
        source = Content.styled(printable(answer.copied.source), "$text-accent")
        return [*Content.styled(words.copied, "bold").wrap(width), *source.wrap(width)]

    def _pair(self, neighbour: Neighbour, width: int, *, is_same: bool) -> list[Content]:
        words, pair = self.wording.explaining, neighbour.pair
        mark = "=" if is_same else " "
        head = Content.styled(f"{neighbour.similarity:5.2f}{mark} ", "$text-accent" if is_same else "")
        texts = (
            Content.assemble((f"{words.prompt}  ", "$text-muted"), _text(pair.prompt)),
            Content.assemble((f"{words.reply}  ", "$text-muted"), _text(pair.response)),
            Content.styled(_text(pair.source), "$text-muted"),
        )
        indent = Content(" " * head.cell_length)
        lines = [line for text in texts for line in text.wrap(max(2, width - head.cell_length))]
        return [(indent if number else head) + line for number, line in enumerate(lines)]


def _is_copied(neighbour: Neighbour, answer: Evidence) -> bool:
    return answer.copied is not None and neighbour.pair.response == answer.copied.response


def _text(text: str) -> str:
    return " ".join(printable(text).split())
