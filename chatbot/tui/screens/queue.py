"""The replies of the log, looked through: which of them, in which order, and all about the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

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
from chatbot.tui.view_keys import PANEL_KEYS
from chatbot.tui.widgets.bars import StatusLine
from chatbot.tui.widgets.queue_list import QueueList
from chatbot.tui.widgets.review_desk import ReviewDesk
from chatbot.tui.widgets.review_progress import ReviewProgress
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.explaining import Explainer


class QueueScreen(Screen[None]):
    """Look through replies; a subclass lays out the screen, and says what is done with them."""

    AUTO_FOCUS = "QueueList"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-medium"), (100, "-wide")]  # noqa: RUF012  # as its base
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, id="review.leave"),
        Binding("f2", "turn_view(1)", show=False, id="review.view"),
        # Many terminals send F14 for Shift+F2.
        Binding("shift+f2,f14", "turn_view(-1)", show=False, id="review.previous_view"),
        Binding("v", "toggle_page", show=False, id="review.page"),
        Binding("greater_than_sign", "view('scroll', 1)", show=False, id="review.scroll_down"),
        Binding("less_than_sign", "view('scroll', -1)", show=False, id="review.scroll_up"),
        Binding("left", "choose_word(-1)", show=False, id="review.previous_word"),
        Binding("right", "choose_word(1)", show=False, id="review.next_word"),
        Binding("space", "skip", show=False, id="review.skip"),
        Binding("slash", "search", show=False, id="review.search"),
        Binding("f", "filter", show=False, id="review.filter"),
        Binding("o", "next_order", show=False, id="review.order"),
        Binding("question_mark", "app.help", show=False, id="review.help"),
        *PANEL_KEYS,
    ]

    class Left(Message):
        """The reviewer is done."""

    class ModelWanted(Message):
        """A view is looked at that only a model can fill."""

    def __init__(
        self, sitting: Sitting, wording: Wording, *, explainers: Mapping[str, Explainer] | None = None
    ) -> None:
        """Look through the log of a sitting.

        `explainers` say, each of the checkpoint by whose name it goes, why that answered as it did.
        """
        super().__init__()
        self._sitting = sitting
        self._explainers = dict(explainers or {})
        self._queue = ReviewQueue(sitting.reviews)
        self._wording = wording
        self._words = wording.review
        self._looked_at: ReviewedReply | None = None
        self._readiness: Worker[None] | None = None

    def action_leave(self) -> None:
        """Go back from the page to the queue; from there say that the reviewer is done."""
        if self._desk.has_class("-page"):
            self.action_toggle_page()
        else:
            self.post_message(self.Left())

    def on_mount(self) -> None:
        """Let the views ask whom there is to ask."""
        for checkpoint, explainer in self._explainers.items():
            self.use(explainer, checkpoint)

    def use(self, explainer: Explainer, checkpoint: str) -> None:
        """Ask this one from now on why the replies of a checkpoint are as they are."""
        self._desk.panel.use(explainer, checkpoint)

    def do_without_model(self, why: str) -> None:
        """Tell in place of what a model would say why there is none."""
        self._desk.panel.do_without_model(why)

    def action_turn_view(self, step: int) -> None:
        """Show the reply in another view; where there is no sidebar, first give it a page of its own."""
        if self._desk.panel.display:
            self._desk.panel.turn(step)
            self.post_message(self.ModelWanted())
        else:
            self.action_toggle_page()

    def action_toggle_page(self) -> None:
        """Give the view the whole place, or take it back."""
        self._desk.toggle_class("-page")

    def action_view(self, act: str, *what: int) -> None:
        """Let the view that is seen do what it alone understands."""
        self._desk.panel.act(act, *what)

    def action_adopt(self) -> None:
        """Let the candidate that is looked at be the correction of the reply."""
        self.action_view("adopt")

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
