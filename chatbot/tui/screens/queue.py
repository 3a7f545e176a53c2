"""The replies of the log, looked through: which of them, in which order, and all about the chosen one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerError

from chatbot.errors import LogError
from chatbot.storage.review_records import QueueOrder, QueueRow, ReviewedReply, ReviewFilter
from chatbot.text.normalize import printable
from chatbot.tui.review_queue import ReviewQueue
from chatbot.tui.screens.asking import AskLine
from chatbot.tui.screens.queue_filter import QueueFilter, QueueWish, wish_in_words
from chatbot.tui.sitting import Sitting
from chatbot.tui.widgets.bars import StatusLine
from chatbot.tui.widgets.queue_list import QueueList
from chatbot.tui.widgets.review_desk import ReviewDesk
from chatbot.tui.widgets.review_progress import ReviewProgress
from chatbot.tui.wording import Wording


class QueueScreen(Screen[None]):
    """Look through replies; a subclass lays out the screen, and says what is done with them."""

    AUTO_FOCUS = "QueueList"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-medium"), (100, "-wide")]  # noqa: RUF012  # as its base
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, id="review.leave"),
        Binding("f2", "toggle_page", show=False, id="review.view"),
        Binding("left", "choose_word(-1)", show=False, id="review.previous_word"),
        Binding("right", "choose_word(1)", show=False, id="review.next_word"),
        Binding("space", "skip", show=False, id="review.skip"),
        Binding("slash", "search", show=False, id="review.search"),
        Binding("f", "filter", show=False, id="review.filter"),
        Binding("o", "next_order", show=False, id="review.order"),
        Binding("question_mark", "app.help", show=False, id="review.help"),
    ]

    class Left(Message):
        """The reviewer is done."""

    def __init__(self, sitting: Sitting, wording: Wording) -> None:
        """Look through the log of a sitting."""
        super().__init__()
        self._sitting = sitting
        self._queue = ReviewQueue(sitting.reviews)
        self._wording = wording
        self._words = wording.review
        self._looked_at: ReviewedReply | None = None
        self._readiness: Worker[None] | None = None

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

    def action_skip(self) -> None:
        """Go on without a decision."""
        self._desk.queue.action_move(1)

    def action_search(self) -> None:
        """Ask for a text that prompt or reply holds; what cuts it into words is loaded while one types."""
        if self._readiness is None:
            get_ready = self._sitting.reviews.get_ready_to_search
            self._readiness = self.run_worker(get_ready, thread=True, exit_on_error=False)
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
        # Not at once: a text that is found nowhere as it stands is cut into words, which takes a dictionary.
        self.run_worker(self._search_when_ready(typed), exclusive=True, group="search", exit_on_error=False)

    async def _search_when_ready(self, typed: str) -> None:
        if self._readiness is not None:
            try:
                await self._readiness.wait()
            except WorkerError as error:
                self._readiness = None
                self._warn(self._words.not_saved.format(why=error))
                return
        self._open(replace(self._queue.wanted, text=typed.strip() or None), self._queue.order)

    def _ask(self, title: str, value: str, answer: Callable[[str], None]) -> None:
        hint = self._words.tags_hint if title == self._words.tags else ""
        keys = self._words.search_keys if title == self._words.search else self._words.line_keys
        question = AskLine(title, value=value, keys=keys, placeholder=hint)
        self.app.push_screen(question, lambda typed: None if typed is None else answer(typed))

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
