"""The bot's turn as it is shown: waiting, growing, finished, judged, or another one adopted in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.content import Content

from chatbot.reply import Reply
from chatbot.text.normalize import printable
from chatbot.tui.answered import Answered
from chatbot.tui.draft import ReplyDraft, ReplyTrace, trace_of_finished
from chatbot.tui.widgets.marks import UNSURE_MARK, VERDICT_COLOURS, VERDICT_MARKS, confidence_mark
from chatbot.tui.widgets.turn_view import TurnView
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.storage.review_records import Review


class ReplyView(TurnView):
    """The bot's turn: waiting, growing, finished or failed."""

    def __init__(self, wording: Wording, question: TurnView, *, label_width: int) -> None:
        """Say that the model is waited for; `question` is what is answered."""
        super().__init__(wording.bot, wording.waiting, label_width=label_width, wording=wording)
        self._question = question
        self._trace: ReplyTrace | None = None
        self._answered: Answered | None = None
        self._given: Answered | None = None
        """As the model gave it, whatever was adopted in its place."""

        self._turn_id: int | None = None
        self._review: Review | None = None
        self._is_unsure = False
        self.is_aside = False
        """Whether the conversation goes on with another reply to the same question."""

        self.is_quiet = True

    @property
    def question(self) -> TurnView:
        """What is answered."""
        return self._question

    @property
    def asked(self) -> str:
        """The words of the question; empty where they are gone, or seen nowhere."""
        return "" if self._question.is_quiet else self._question.body

    @property
    def trace(self) -> ReplyTrace | None:
        """Where it looked; None before the first word."""
        return self._trace

    @property
    def turn_id(self) -> int | None:
        """The turn of the log it is; None where it is not kept."""
        return self._turn_id

    @property
    def said(self) -> str:
        """The whole reply as the model gave it; empty before it has."""
        return self._given.reply.text if self._given else ""

    @property
    def answered(self) -> Answered | None:
        """The finished reply, or what was adopted in its place, and what it came from.

        None before it is finished, and after it was deleted.
        """
        return self._answered

    @property
    def is_adopted(self) -> bool:
        """Tell whether another reply stands in place of what the model gave."""
        return self._answered is not self._given

    @property
    def correction(self) -> str | None:
        """What it should have been, where somebody has said so."""
        return self._review.correction if self._review else None

    def keep(self, turn_id: int) -> None:
        """Know which turn of the log it is: it can be judged from now on."""
        self._turn_id = turn_id
        self.redraw()

    def judge(self, review: Review | None) -> None:
        """Show a verdict, or none any more."""
        self._review = review
        if self._given is not None and self.is_adopted and self.correction != self._shown_text:
            self._show(self._given, trace_of_finished(self._given.reply))
        verdict = review.verdict if review else None
        sure = self._note.rstrip("".join(VERDICT_MARKS.values())).rstrip()
        self.write(self._body, note=f"{sure} {VERDICT_MARKS[verdict]}" if verdict else sure)

    def forget(self) -> None:
        """Say that question and reply were deleted from the log; nothing of them is shown any more."""
        self._turn_id = None
        self._review = None
        self._trace = None
        self._answered = self._given = None
        for view in (self._question, self):
            view.is_quiet = True
            view.write(self._wording.review.deleted)

    def mark(self, is_chosen: bool) -> None:
        """Show whether this is the reply whose attention is seen."""
        self.is_chosen = is_chosen
        self.redraw()

    def await_words(self) -> None:
        """Say that the model is at work."""
        self.write(self._wording.thinking)

    def grow(self, draft: ReplyDraft) -> None:
        """Show what there is so far."""
        self._question.tell_read(len(draft.source_tokens), unread=draft.unread)
        if draft.text:
            self._trace = draft.trace()
            self.is_quiet = False
            self.write(f"{draft.text}▌")

    def finish(self, answered: Answered, trace: ReplyTrace) -> None:
        """Show the whole reply, and how sure the model was of it."""
        self._given = answered
        self._show(answered, trace)

    def adopt(self, reply: Reply, candidates: tuple[Reply, ...]) -> None:
        """Show another reply that was found in place of what the model gave; or that again."""
        given = self._given
        assert given is not None, "nothing stands in place of what is not finished"
        is_given = reply.text == given.reply.text
        answered = given if is_given else replace(given, reply=reply, candidates=candidates)
        self._show(answered, trace_of_finished(answered.reply))

    def _show(self, answered: Answered, trace: ReplyTrace) -> None:
        self._answered = answered
        self._trace = trace
        reply = answered.reply
        is_cancelled = reply.stop == "cancelled"
        self.is_quiet = False
        cut = f" {self._wording.cancelled}" if is_cancelled else ""
        body = f"{reply.text}{cut}".strip() or self._wording.no_words
        mark = confidence_mark(reply.confidence)
        self._is_unsure = mark == UNSURE_MARK and bool(reply.text)
        self.write(body, note=f"{reply.confidence:.2f} {mark}" if reply.text else "")

    def tell(self, text: str) -> None:
        """Show a reply of which only the words are known."""
        self.is_quiet = False
        self.write(text or self._wording.no_words)

    @property
    def _edge(self) -> str:
        # The verdict has a column of its own, so that confidences stand one below the other.
        is_judged = self._note.endswith(tuple(VERDICT_MARKS.values()))
        return self._note if is_judged or not self._note else f"{self._note}  "

    @property
    def _shown_text(self) -> str:
        return self._answered.reply.text if self._answered else ""

    def set_aside(self) -> None:
        """Show that another reply was asked for in its place: the conversation goes on without it."""
        self.is_aside = True
        self.is_quiet = True
        self.redraw()

    def fail(self, why: str) -> None:
        """Show why there is no reply."""
        self.is_quiet = False
        self.has_failed = True
        self.write(why)

    def _remark(self) -> Content:
        """Return what was adopted instead, the correction, or the invitation to make one."""
        if self.is_adopted:
            told = f"{self._wording.explaining.in_place_of} {printable(self.said).expandtabs(4)}"
            return Content.styled(told, "$text-muted italic")
        if self._review is not None and self._review.correction is not None and self._review.verdict:
            mark = VERDICT_MARKS[self._review.verdict]
            text = printable(self._review.correction).expandtabs(4)
            return Content.styled(f"{mark} {text}", VERDICT_COLOURS[self._review.verdict])
        is_judged = self._review is not None and self._review.verdict is not None
        if self._is_unsure and self._turn_id is not None and not is_judged:
            return Content.styled(self._wording.review.invitation, "$text-muted italic")
        return Content("")
