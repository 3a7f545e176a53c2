"""One turn of the conversation as it is shown."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from chatbot.storage.review_records import Review
from chatbot.text.normalize import printable
from chatbot.tui.answered import Answered
from chatbot.tui.draft import ReplyDraft, ReplyTrace
from chatbot.tui.widgets.marks import UNSURE_MARK, VERDICT_COLOURS, VERDICT_MARKS, confidence_mark
from chatbot.tui.wording import Wording

NOTE_WIDTH = 9
"""Cells at the right edge for the time, or for the confidence and the verdict, with space before it."""


class TurnView(Widget):
    """A speaker's label, what was said, and a note at the right edge."""

    def __init__(self, label: str, body: str, *, note: str = "", label_width: int) -> None:
        """Show a turn; `label_width`, in cells, is the same for every turn."""
        super().__init__()
        self._speaker = set_cell_size(label, label_width)
        self._body = printable(body)
        self._note = note

    @property
    def body(self) -> str:
        """What is shown as said."""
        return self._body

    @property
    def note(self) -> str:
        """What stands at the right edge."""
        return self._note

    def call_speaker(self, label: str, *, label_width: int) -> None:
        """Name who speaks, as when it was made."""
        self._speaker = set_cell_size(label, label_width)
        self.refresh(layout=True)

    def write(self, body: str, *, note: str = "") -> None:
        """Replace what is shown."""
        self._body = printable(body)
        self._note = note
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines the body takes in `width` cells."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Lay label, body and note side by side."""
        width = self.content_size.width
        first, *rest = self._lines(width)
        gap = max(0, self._body_width(width) - first.cell_length)
        head = Content.assemble(
            (self._prefix, "$text-muted"), first, " " * gap, (self._note.rjust(NOTE_WIDTH), "$text-muted")
        )
        indent = Content(" " * cell_len(self._prefix))
        return Content("\n").join([head, *(indent + line for line in rest)])

    def _remark(self) -> Content:
        """Return what stands under the body; nothing here."""
        return Content("")

    @property
    def _prefix(self) -> str:
        return f"{'▸' if self.has_class('-chosen') else ' '} {self._speaker}  "

    def _body_width(self, width: int) -> int:
        return max(2, width - cell_len(self._prefix) - NOTE_WIDTH)

    def _lines(self, width: int) -> list[Content]:
        # Tabs have no width of their own; everything here is counted in cells.
        body = Content(self._body.expandtabs(4)).wrap(self._body_width(width)) or [Content("")]
        remark = self._remark()
        # What stands under the body has nothing at its right edge to leave room for.
        return body + (remark.wrap(self._body_width(width) + NOTE_WIDTH) if remark else [])


class ReplyView(TurnView):
    """The bot's turn: waiting, growing, finished or failed."""

    class Clicked(Message):
        """The reply was clicked."""

        def __init__(self, view: ReplyView) -> None:
            """Say which."""
            super().__init__()
            self.view = view

    def __init__(self, wording: Wording, question: TurnView, *, label_width: int) -> None:
        """Say that the model is waited for; `question` is what is answered."""
        super().__init__(wording.bot, wording.waiting, label_width=label_width)
        self._wording = wording
        self._question = question
        self._trace: ReplyTrace | None = None
        self._answered: Answered | None = None
        self._turn_id: int | None = None
        self._review: Review | None = None
        self._is_unsure = False
        self.add_class("-waiting")

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
        return self._answered.reply.text if self._answered else ""

    @property
    def answered(self) -> Answered | None:
        """The finished reply and what it came from; None before, and after it was deleted."""
        return self._answered

    @property
    def correction(self) -> str | None:
        """What it should have been, where somebody has said so."""
        return self._review.correction if self._review else None

    def keep(self, turn_id: int) -> None:
        """Know which turn of the log it is: it can be judged from now on."""
        self._turn_id = turn_id
        self.refresh(layout=True)

    def judge(self, review: Review | None) -> None:
        """Show a verdict, or none any more."""
        self._review = review
        verdict = review.verdict if review else None
        sure = self._note.rstrip("".join(VERDICT_MARKS.values())).rstrip()
        self.write(self._body, note=f"{sure} {VERDICT_MARKS[verdict]}" if verdict else sure)

    def forget(self) -> None:
        """Say that question and reply were deleted from the log; nothing of them is shown any more."""
        self._turn_id = None
        self._review = None
        self._trace = None
        self._answered = None
        for view in (self._question, self):
            view.add_class("-waiting")
            view.write(self._wording.review.deleted)

    def mark(self, is_chosen: bool) -> None:
        """Show whether this is the reply whose attention is seen."""
        self.set_class(is_chosen, "-chosen")
        self.refresh()

    def await_words(self) -> None:
        """Say that the model is at work."""
        self.write(self._wording.thinking)

    def grow(self, draft: ReplyDraft) -> None:
        """Show what there is so far."""
        if draft.text:
            self._trace = draft.trace()
            self.remove_class("-waiting")
            self.write(f"{draft.text}▌")

    def finish(self, answered: Answered, trace: ReplyTrace) -> None:
        """Show the whole reply, and how sure the model was of it."""
        self._answered = answered
        self._trace = trace
        reply = answered.reply
        is_cancelled = reply.stop == "cancelled"
        self.remove_class("-waiting")
        cut = f" {self._wording.cancelled}" if is_cancelled else ""
        body = f"{reply.text}{cut}".strip() or self._wording.no_words
        mark = confidence_mark(reply.confidence)
        self._is_unsure = mark == UNSURE_MARK and bool(reply.text)
        self.write(body, note=f"{reply.confidence:.2f} {mark}" if reply.text else "")

    def fail(self, why: str) -> None:
        """Show why there is no reply."""
        self.remove_class("-waiting")
        self.add_class("-failed")
        self.write(why)

    def on_click(self, event: events.Click) -> None:
        """Ask to be chosen."""
        self.post_message(self.Clicked(self))

    def _remark(self) -> Content:
        """Return the correction, or the invitation to make one."""
        if self._review is not None and self._review.correction is not None and self._review.verdict:
            mark = VERDICT_MARKS[self._review.verdict]
            text = printable(self._review.correction).expandtabs(4)
            return Content.styled(f"{mark} {text}", VERDICT_COLOURS[self._review.verdict])
        is_judged = self._review is not None and self._review.verdict is not None
        if self._is_unsure and self._turn_id is not None and not is_judged:
            return Content.styled(self._wording.review.invitation, "$text-muted italic")
        return Content("")
