"""The view that tells what the reply might have been: other replies that the search found."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Static

from chatbot.reply import Reply
from chatbot.tui.answered import Answered
from chatbot.tui.differences import marked
from chatbot.tui.inquiry import CANDIDATE_REPLIES
from chatbot.tui.widgets.heatmap import HeatMap
from chatbot.tui.widgets.reply_map import ReplyMap
from chatbot.tui.widgets.views.account import Account
from chatbot.tui.widgets.views.asked import AskedView
from chatbot.tui.widgets.views.layout import beside
from chatbot.tui.widgets.views.view import Subject
from chatbot.tui.wording import Wording


@dataclass(frozen=True, slots=True)
class Ballot:
    """A reply beside the others that might have been said."""

    answered: Answered

    replies: tuple[Reply, ...]
    """What there is to choose from, best first; the reply itself is among them."""

    @classmethod
    def of(cls, answered: Answered, found: tuple[Reply, ...]) -> Ballot:
        """Put the reply before what was found, unless it was found."""
        is_found = any(each.text == answered.reply.text for each in found)
        return cls(answered, found if is_found else (answered.reply, *found))

    @property
    def said(self) -> int:
        """Which of them is the reply."""
        return next(place for place, each in enumerate(self.replies) if each.text == self.answered.reply.text)


class CandidatesView(AskedView[tuple[Reply, ...]]):
    """List the best replies that were found; one is looked at more closely, and may be adopted."""

    question = CANDIDATE_REPLIES

    class Adopted(Message):
        """A candidate is to stand in place of the reply."""

        def __init__(self, ballot: Ballot, place: int) -> None:
            """Say which."""
            super().__init__()
            self.ballot = ballot
            self.reply = ballot.replies[place]

    _ballot: Ballot | None = None
    _chosen = 0
    _word = 0

    def compose(self) -> ComposeResult:
        """Lay out the list, and where the chosen candidate looked."""
        yield from super().compose()
        yield Static(id="candidate", markup=False)
        yield ReplyMap(self.wording.legend)

    def title(self, wording: Wording) -> str:
        """Name the view."""
        return wording.explaining.candidates

    def about(self, wording: Wording) -> str:
        """Tell what it will show, before there is a reply."""
        return wording.explaining.about_candidates

    def terms(self, wording: Wording) -> str:
        """Tell what its signs and numbers mean."""
        return wording.explaining.candidates_terms

    def show(self, subject: Subject, word: int) -> None:
        """List what the search has found; where it kept the reply alone, ask for more."""
        answered = subject.answered
        if self._ballot is not None and (answered is None or self._ballot.answered != answered):
            self._ballot = None
            self._show_map()
        if answered is not None and len(answered.candidates) > 1:
            self.inquiry.leave()
            self.tell(answered, answered.candidates, word)
        else:
            super().show(subject, word)

    def tell(self, answered: Answered, answer: tuple[Reply, ...], word: int) -> None:
        """List the candidates, the reply chosen among them at first."""
        self._word = word
        if self._ballot is None:
            self._ballot = Ballot.of(answered, answer)
            self._chosen = self._ballot.said
            self.call_after_refresh(self._bring_into_view)
        super().tell(answered, answer, word)
        self._show_map()

    def lines(self, answered: Answered, answer: tuple[Reply, ...], word: int, width: int) -> list[Content]:
        """Lay out the candidates, the words marked in which each differs from the reply."""
        # Not the ballot chosen from now: the list stays seen for a moment when another reply is looked at.
        ballot = Ballot.of(answered, answer)
        words = self.wording.explaining
        lines = [] if len(ballot.replies) > 1 else [Content(words.no_candidates)]
        for place in range(len(ballot.replies)):
            lines += self._candidate(ballot, place, width)
        return lines

    def action_choose(self, number: int) -> None:
        """Look at candidate `number`, from 1, more closely; ring where there are not so many."""
        if self._ballot is None or number > len(self._ballot.replies):
            self.app.bell()
            return
        self._chosen = number - 1
        self.query_one(Account).refresh()
        self._bring_into_view()
        self._show_map()

    def action_adopt(self) -> None:
        """Say that the candidate looked at is to stand in place of the reply."""
        if self._ballot is not None:
            self.post_message(self.Adopted(self._ballot, self._chosen))

    def action_toggle_numbers(self) -> None:
        """Tell every weight as a number, or only the chosen ones in tenths."""
        self.query_one(ReplyMap).toggle_numbers()

    def action_toggle_pieces(self) -> None:
        """Show the pieces that the model reads and writes, or the words that people do."""
        self.query_one(ReplyMap).toggle_pieces()

    @on(HeatMap.RowClicked)
    def _keep_to_itself(self, event: HeatMap.RowClicked) -> None:
        # A row of a candidate's map is no word of the reply.
        event.stop()

    def _bring_into_view(self) -> None:
        """Scroll to the candidate looked at."""
        if self._ballot is not None:
            width = self.query_one(Account).content_size.width
            *above, height = (
                len(self._candidate(self._ballot, place, width)) for place in range(self._chosen + 1)
            )
            region = Region(0, sum(above), width, height)
            self.query_one(VerticalScroll).scroll_to_region(region, animate=False)

    def _candidate(self, ballot: Ballot, place: int, width: int) -> list[Content]:
        words, reply = self.wording.explaining, ballot.replies[place]
        mark = "▸" if place == self._chosen else " "
        head = Content.styled(f"{mark}{place + 1} ", "bold $text-accent" if mark == "▸" else "$text-muted")
        pieces = max(1, len(reply.token_log_probs))
        scores = words.candidate_score.format(sum=reply.log_prob, piece=reply.log_prob / pieces)
        said = f" {words.said}" if place == ballot.said else ""
        texts = (marked(reply, ballot.answered.reply), Content.styled(f"{scores}{said}", "$text-muted"))
        return beside(head, *texts, width=width)

    def _show_map(self) -> None:
        reply = self._ballot.replies[self._chosen] if self._ballot else None
        heading, heat_map = self.query_one("#candidate", Static), self.query_one(ReplyMap)
        has_map = reply is not None and bool(reply.attention.weights)
        heading.display, heat_map.display = reply is not None, has_map
        words = self.wording.explaining
        looked = words.own_attention.format(number=self._chosen + 1)
        heading.update(Content(" · ".join((*[looked] * has_map, *words.candidates_keys))))
        if reply is not None and has_map:
            heat_map.legend = self.wording.legend
            word = min(self._word, len(reply.attention.target_tokens) - 1)
            heat_map.show_reply(reply.attention, reply.pieces, word)
