"""The view that tells which training pairs a reply may come from."""

from __future__ import annotations

from textual.content import Content

from chatbot.explaining import Evidence, Neighbour
from chatbot.text.normalize import printable
from chatbot.tui.answered import Answered
from chatbot.tui.inquiry import EVIDENCE
from chatbot.tui.widgets.views.asked import AskedView
from chatbot.tui.widgets.views.layout import beside
from chatbot.tui.wording import Wording


class EvidenceView(AskedView[Evidence]):
    """Show the training pairs nearest to the prompt, and whether the reply is a copy of one's."""

    question = EVIDENCE

    def title(self, wording: Wording) -> str:
        """Name the view."""
        return wording.explaining.evidence

    def about(self, wording: Wording) -> str:
        """Tell what it will show, before there is a reply."""
        return wording.explaining.about_evidence

    def terms(self, wording: Wording) -> str:
        """Tell what its signs and numbers mean."""
        return wording.explaining.evidence_terms

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
        similarity = Content.styled(
            f"{neighbour.similarity:.2f}{'=' if is_same else ' '} ",
            "bold $text-accent" if is_same else "bold",
        )
        told = ((words.prompt, pair.prompt), (words.reply, pair.response))
        return [
            *beside(similarity, Content.styled(_text(pair.source), "$text-muted"), width=width),
            *(
                line
                for label, text in told
                for line in beside(
                    Content.styled(f"  {label}  ", "$text-muted"), Content(_text(text)), width=width
                )
            ),
        ]


def _is_copied(neighbour: Neighbour, answer: Evidence) -> bool:
    return answer.copied is not None and neighbour.pair.response == answer.copied.response


def _text(text: str) -> str:
    return " ".join(printable(text).split())
