"""The review screen: one key a decision, and every decision can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from chatbot.errors import LogError
from chatbot.storage.review_records import QueueOrder, QueueRow, ReviewedReply, ReviewFilter, Verdict
from chatbot.text.normalize import printable
from chatbot.tui.review_queue import ReviewQueue
from chatbot.tui.screens.asking import AskLine, AskYesOrNo
from chatbot.tui.screens.help import HelpPage
from chatbot.tui.screens.queue_filter import QueueFilter, QueueWish, wish_in_words
from chatbot.tui.sitting import Sitting
from chatbot.tui.widgets.bars import KeyBar, StatusLine
from chatbot.tui.widgets.editor import Editor
from chatbot.tui.widgets.learning_bar import LearningBar
from chatbot.tui.widgets.queue_list import QueueList
from chatbot.tui.widgets.review_desk import ReviewDesk
from chatbot.tui.widgets.review_progress import ReviewProgress
from chatbot.tui.wording import Wording


class ReviewScreen(Screen[None]):
    """Judge replies one after the other."""

    AUTO_FOCUS = "QueueList"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-medium"), (100, "-wide")]  # noqa: RUF012  # as its base
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, id="review.leave"),
        Binding("f2", "toggle_page", show=False, id="review.view"),
        Binding("left", "choose_word(-1)", show=False, id="review.previous_word"),
        Binding("right", "choose_word(1)", show=False, id="review.next_word"),
        Binding("plus", "rate('good')", show=False, id="review.good"),
        Binding("minus", "rate('bad')", show=False, id="review.bad"),
        Binding("e", "correct", show=False, id="review.correct"),
        Binding("space", "skip", show=False, id="review.skip"),
        Binding("u", "undo", show=False, id="review.undo"),
        Binding("n", "note", show=False, id="review.note"),
        Binding("t", "tag", show=False, id="review.tag"),
        Binding("d", "delete", show=False, id="review.delete"),
        Binding("slash", "search", show=False, id="review.search"),
        Binding("f", "filter", show=False, id="review.filter"),
        Binding("o", "next_order", show=False, id="review.order"),
        Binding("question_mark", "app.help", show=False, id="review.help"),
    ]

    class Left(Message):
        """The reviewer is done."""

    def __init__(self, sitting: Sitting, wording: Wording) -> None:
        """Review the log of a sitting."""
        super().__init__()
        self._sitting = sitting
        self._queue = ReviewQueue(sitting.reviews)
        self._wording = wording
        self._words = wording.review
        self._looked_at: ReviewedReply | None = None
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

    def retell(self) -> None:
        """Say all of it in another language; the same reply stays chosen."""
        self.query_one(KeyBar).hints = self._words.editing_keys if self._edited else self._words.keys
        self._desk.queue.border_title = self._words.title
        self._tell_wish()
        self._count()
        self._look()

    def action_leave(self) -> None:
        """Say that the reviewer is done."""
        self.post_message(self.Left())

    def action_toggle_page(self) -> None:
        """Give the attention the whole place, or take it back."""
        self.query_one(ReviewDesk).toggle_class("-page")

    def action_choose_word(self, step: int) -> None:
        """Choose the word `step` further on in the reply."""
        panel = self._desk.panel
        panel.choose_word(panel.word + step)

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

    def action_skip(self) -> None:
        """Go on without a decision."""
        self._desk.queue.action_move(1)

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

    def action_search(self) -> None:
        """Ask for a text that prompt or reply holds."""
        self._ask(self._words.search, self._queue.wanted.text or "", self._search)

    def action_filter(self) -> None:
        """Ask which replies are to be reviewed."""
        checkpoints: list[str] = []
        if self._attempt(lambda: checkpoints.extend(self._sitting.reviews.checkpoints())):
            wish = QueueWish(self._queue.wanted, self._queue.order)
            self.app.push_screen(QueueFilter(wish, checkpoints, self._words), self._apply)

    def action_next_order(self) -> None:
        """Put the queue in the next order."""
        orders = tuple(QueueOrder)
        self._open(self._queue.wanted, orders[(orders.index(self._queue.order) + 1) % len(orders)])

    @on(QueueList.Chosen)
    def _look(self) -> None:
        """Show all about the chosen row."""
        self._looked_at = None
        if self._row is None:
            is_filtered = self._queue.wanted != ReviewFilter()
            self._desk.say(self._words.none_found if is_filtered else self._words.all_done)
        elif (reply := self._reply()) is not None:
            self._desk.show(reply, place=f"{self._desk.queue.chosen + 1}")
        else:
            self._desk.say(self._words.none_chosen)

    @on(QueueList.NearEnd)
    def _fetch(self) -> None:
        grown: list[bool] = []
        if self._attempt(lambda: grown.append(self._queue.grow())) and grown[0]:
            self._desk.queue.grow()

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

    @property
    def _desk(self) -> ReviewDesk:
        return self.query_one(ReviewDesk)

    @property
    def _row(self) -> QueueRow | None:
        index = self._desk.queue.chosen
        return self._queue.rows[index] if index < len(self._queue.rows) else None

    def _reply(self) -> ReviewedReply | None:
        """Return all about the chosen row, read anew where another row was looked at."""
        row = self._row
        if row is None:
            return None
        if self._looked_at is None or self._looked_at.turn.id != row.turn_id:
            self._looked_at = None
            self._attempt(lambda: self._read(row.turn_id))
        return self._looked_at

    def _read(self, turn_id: int) -> None:
        self._looked_at = self._sitting.reviews.reply(turn_id)

    def _open(self, wanted: ReviewFilter, order: QueueOrder) -> None:
        if self._attempt(lambda: self._queue.open(wanted, order)):
            self._tell_wish()
            self._desk.queue.show(self._queue.rows)
            self._count()

    def _tell_wish(self) -> None:
        wish = wish_in_words(QueueWish(self._queue.wanted, self._queue.order), self._words)
        self.query_one(StatusLine).tell(f"{self._words.title} · {wish}")

    def _apply(self, wish: QueueWish | None) -> None:
        if wish is not None:
            self._open(wish.wanted, wish.order)

    def _search(self, typed: str) -> None:
        self._open(replace(self._queue.wanted, text=typed.strip() or None), self._queue.order)

    def _ask(self, title: str, value: str, answer: Callable[[str], None]) -> None:
        hint = self._words.tags_hint if title == self._words.tags else ""
        question = AskLine(title, value=value, keys=self._words.line_keys, placeholder=hint)
        self.app.push_screen(question, lambda typed: None if typed is None else answer(typed))

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

    def _look_again(self, turn_id: int) -> None:
        """Show the verdict that a reply has now."""
        index = self._queue.index_of(turn_id)
        if index is not None and self._attempt(lambda: self._judge(index, turn_id)):
            self._desk.queue.show(self._queue.rows, chosen=self._desk.queue.chosen)
        self._count()

    def _judge(self, index: int, turn_id: int) -> None:
        review = self._sitting.reviews.current(turn_id)
        self._queue.judge(index, review.verdict if review else None)

    def _count(self) -> None:
        self._attempt(lambda: self.query_one(ReviewProgress).show(self._sitting.reviews.counts()))

    def _attempt(self, act: Callable[[], object]) -> bool:
        """Do something with the log; tell where it could not be done."""
        try:
            act()
        except LogError as error:
            self._warn(self._words.not_saved.format(why=error))
            return False
        return True

    def _say(self, what: str) -> None:
        self.notify(printable(what), markup=False)

    def _warn(self, why: str) -> None:
        self.notify(printable(why), severity="warning", markup=False)
