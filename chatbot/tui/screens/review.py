"""The review screen: one key a decision, and every decision can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from chatbot.storage.review_records import QueueOrder, QueueRow, ReviewedReply, ReviewFilter
from chatbot.storage.verdict import Verdict
from chatbot.tui.notices import keep_over
from chatbot.tui.screens.asking import AskYesOrNo
from chatbot.tui.screens.help import HelpPage
from chatbot.tui.screens.queue import QueueScreen
from chatbot.tui.sitting import Sitting
from chatbot.tui.widgets.bars import KeyBar, StatusLine
from chatbot.tui.widgets.editor import Editor
from chatbot.tui.widgets.learning_bar import LearningBar
from chatbot.tui.widgets.review_desk import ReviewDesk
from chatbot.tui.widgets.review_progress import ReviewProgress
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.explaining import Explainer
    from chatbot.tui.widgets.views.candidates import CandidatesView


class ReviewScreen(QueueScreen):
    """Judge replies one after the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus", "rate('good')", show=False, id="review.good"),
        Binding("minus", "rate('bad')", show=False, id="review.bad"),
        Binding("e", "correct", show=False, id="review.correct"),
        Binding("u", "undo", show=False, id="review.undo"),
        Binding("n", "note", show=False, id="review.note"),
        Binding("t", "tag", show=False, id="review.tag"),
        Binding("d", "delete", show=False, id="review.delete"),
    ]

    def __init__(
        self, sitting: Sitting, wording: Wording, *, explainers: Mapping[str, Explainer] | None = None
    ) -> None:
        """Review the log of a sitting; `explainers` say why, each of one checkpoint's replies."""
        super().__init__(sitting, wording, explainers=explainers)
        # Another row may be clicked on while this one is being corrected.
        self._edited: ReviewedReply | None = None

    def compose(self) -> ComposeResult:
        """Lay out what is reviewed, how far that is, the desk, and the keys."""
        yield StatusLine()
        yield ReviewProgress(self._words)
        yield ReviewDesk(self._wording)
        yield Editor(self._words)
        yield LearningBar(self._wording.learning)
        yield KeyBar()

    @property
    def help_page(self) -> HelpPage:
        """The keys that do something here."""
        return HelpPage(self._words.help_title, self._words.help, self._wording.marks)

    def on_mount(self) -> None:
        """Begin with the least sure of what waits."""
        self.query_one(KeyBar).hints = self._words.keys
        self._open(ReviewFilter(), QueueOrder.LEAST_SURE)
        keep_over(self, self._desk.panel, self._desk)

    def retell(self) -> None:
        """Say all of it in another language; the same reply stays chosen."""
        self.query_one(KeyBar).hints = self._words.editing_keys if self._edited else self._words.keys
        self._desk.queue.border_title = self._words.title
        self._tell_wish()
        self._count()
        self._look()

    def action_rate(self, verdict: str) -> None:
        """Call the reply good or bad, and go on."""
        row = self._row
        if row is not None and self._attempt(lambda: self._sitting.rate(row.turn_id, Verdict(verdict))):
            self._go_on(row.turn_id)

    def action_correct(self) -> None:
        """Open the editor on what the reply said, or on the correction it has."""
        if (reply := self._reply()) is not None:
            self._edited = reply
            self.query_one(KeyBar).hints = self._words.editing_keys
            self.query_one(Editor).open((reply.review and reply.review.correction) or reply.turn.text)

    def action_undo(self) -> None:
        """Take back the newest act, and go to its reply."""
        undone: list[int | None] = []
        if not self._attempt(lambda: undone.append(self._sitting.undo())):
            return
        turn_id = undone[0]
        if turn_id is None:
            self._say(self._words.nothing_to_undo)
        elif (index := self._queue.index_of(turn_id)) is None:
            self._say(self._words.undone_elsewhere)
            self._count()
        else:
            self._desk.queue.choose(index)
            self._look_again(turn_id)
            self._say(self._words.undone)

    def action_note(self) -> None:
        """Ask for a note on the reply."""
        if (reply := self._reply()) is not None:
            note = (reply.review and reply.review.note) or ""
            self._ask(self._words.note, note, lambda typed: self._note(reply.turn.id, typed))

    def action_tag(self) -> None:
        """Ask for the tags of the reply."""
        if (reply := self._reply()) is not None:
            tags = ", ".join(reply.review.tags) if reply.review else ""
            self._ask(self._words.tags, tags, lambda typed: self._tag(reply.turn.id, typed))

    def action_delete(self) -> None:
        """Ask whether the reply is to be deleted."""
        row = self._row
        if row is not None:
            words = self._words
            question = AskYesOrNo(words.delete, words.delete_question, keys=words.delete_keys)
            self.app.push_screen(question, lambda sure: self._delete(row) if sure else None)

    def on_candidates_view_adopted(self, event: CandidatesView.Adopted) -> None:
        """Keep another of the candidates as the correction of the reply it was found for."""
        reply, other = self._reply(), event.reply
        if reply is None or reply.turn.reply is None or reply.turn.reply.reply != event.ballot.answered.reply:
            return
        turn = reply.turn
        if self._attempt(lambda: self._sitting.adopt(turn.id, other.text, said=turn.text)):
            self._look_again(turn.id)
            self._look()
            self._say(self._words.unchanged if other.text == turn.text else self._words.corrected)

    @on(Editor.Saved)
    def _correct(self, event: Editor.Saved) -> None:
        reply, text = self._edited, event.text.strip()
        if reply is None:
            return
        if not text:
            self._warn(self._words.empty_correction)
            return
        turn = reply.turn
        if self._attempt(lambda: self._sitting.correct(turn.id, text, said=turn.text)):
            self._close_editor()
            self._go_on(turn.id)
            self._say(self._words.unchanged if text == turn.text.strip() else self._words.corrected)

    @on(Editor.Left)
    def _close_editor(self) -> None:
        self._edited = None
        self.query_one(Editor).close()
        self.query_one(KeyBar).hints = self._words.keys
        self._desk.queue.focus()

    def _note(self, turn_id: int, typed: str) -> None:
        if self._attempt(lambda: self._sitting.note(turn_id, typed.strip())):
            self._look_again(turn_id)

    def _tag(self, turn_id: int, typed: str) -> None:
        tags = [tag.strip() for tag in typed.replace("，", ",").split(",") if tag.strip()]
        if self._attempt(lambda: self._sitting.tag(turn_id, tags)):
            self._look_again(turn_id)

    def _delete(self, row: QueueRow) -> None:
        index = self._queue.index_of(row.turn_id)
        if index is not None and self._attempt(lambda: self._sitting.delete(row.turn_id)):
            self._queue.remove(index)
            self._desk.queue.show(self._queue.rows, chosen=index)
            self._say(self._words.was_deleted)
            self._count()

    def _go_on(self, turn_id: int) -> None:
        """Show the decision on a reply, and choose the row after it."""
        self._look_again(turn_id)
        if (index := self._queue.index_of(turn_id)) is not None:
            self._desk.queue.choose(index + 1)
