"""The tour of attention: a page at a time, every number worked out by the model in use."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from chatbot.explaining import Explainer, Shelf
from chatbot.text.normalize import printable
from chatbot.touring import Tour
from chatbot.tui.answering import told
from chatbot.tui.screens.help import HelpPage
from chatbot.tui.tour_guide import worked_out
from chatbot.tui.tour_pages import page_lines, pages_of, place_of
from chatbot.tui.tour_wording import TourWording
from chatbot.tui.widgets.bars import KeyBar, StatusLine


class TourMade(Message):
    """The numbers are there."""

    def __init__(self, unwanted: Event, tour: Tour) -> None:
        """Carry them, and what is set once nobody wants them."""
        super().__init__()
        self.unwanted = unwanted
        self.tour = tour


class TourFailed(Message):
    """There will be no numbers."""

    def __init__(self, unwanted: Event, why: str) -> None:
        """Carry the reason in words."""
        super().__init__()
        self.unwanted = unwanted
        self.why = why


class TourScreen(Screen[None]):
    """Lead through attention, from a weighted average to a word of a real reply."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, id="tour.leave"),
        Binding("enter,right,space", "turn(1)", show=False, id="tour.next"),
        Binding("left", "turn(-1)", show=False, id="tour.previous"),
        Binding("down", "scroll_page(1)", show=False, id="tour.scroll_down"),
        Binding("up", "scroll_page(-1)", show=False, id="tour.scroll_up"),
    ]

    def __init__(self, words: Callable[[], TourWording], shelf: Shelf | None = None) -> None:
        """Wait for a model to lead through.

        `words` returns those of the language spoken now; the shelf may hold a model without attention.
        """
        super().__init__()
        self._words_now = words
        self._shelf = shelf
        self._explainer: Explainer | None = None
        self._why_not = ""
        self._tour: Tour | None = None
        self._number = 0
        self._unwanted = Event()

    def compose(self) -> ComposeResult:
        """Lay out the status, the page and the keys."""
        yield StatusLine()
        with VerticalScroll(id="tour", can_focus=False):
            yield TourPage(self._lines)
        yield KeyBar()

    def on_mount(self) -> None:
        """Say what is awaited."""
        self._show()

    def on_unmount(self) -> None:
        """Leave nothing running behind."""
        self._unwanted.set()

    def retell(self) -> None:
        """Say all of it in the language spoken now; the model is asked in that one too."""
        if self._explainer is None:
            self._show()
        else:
            self.use(self._explainer)

    def use(self, explainer: Explainer) -> None:
        """Lead through this model."""
        self._unwanted.set()
        self._unwanted = Event()
        self._explainer, self._tour, self._why_not = explainer, None, ""
        work = partial(self._work, explainer, self._unwanted)
        self.run_worker(work, thread=True, group="tour", exit_on_error=False)
        self._show()

    def give_up(self, why: str) -> None:
        """Say why there is nothing to be shown."""
        self._why_not = why
        self._show()

    @property
    def is_waiting(self) -> bool:
        """Whether no model has been handed to it yet."""
        return self._explainer is None

    @property
    def help_page(self) -> HelpPage:
        """The keys that do something here."""
        return HelpPage(self._words.help_title, self._words.help)

    def action_leave(self) -> None:
        """Go back to where the tour was begun."""
        self.dismiss()

    def action_turn(self, step: int) -> None:
        """Show the page `step` further on; before the first and after the last there is none."""
        if self._tour is None:
            return
        self._number = max(0, min(self._number + step, len(pages_of(self._tour)) - 1))
        self.query_one("#tour").scroll_home(animate=False)
        self._show()

    def action_scroll_page(self, step: int) -> None:
        """Scroll a page that is longer than the screen."""
        self.query_one("#tour").scroll_relative(y=step, animate=False)

    def on_tour_made(self, event: TourMade) -> None:
        """Show the numbers, unless they are not wanted any more."""
        if event.unwanted is self._unwanted:
            self._tour = event.tour
            self._show()

    def on_tour_failed(self, event: TourFailed) -> None:
        """Say why there are none."""
        if event.unwanted is self._unwanted:
            self.give_up(self._words.failed.format(why=event.why))

    @property
    def _words(self) -> TourWording:
        return self._words_now()

    def _work(self, explainer: Explainer, unwanted: Event) -> None:
        try:
            tour = worked_out(explainer, self._shelf, self._words, unwanted.is_set)
        except Exception as error:  # The worker's edge: nothing a model does may close the app.
            self.post_message(TourFailed(unwanted, told(error)))
        else:
            self.post_message(TourMade(unwanted, tour))

    def _show(self) -> None:
        if not self.is_mounted:
            return
        words = self._words
        self.query_one(StatusLine).tell(words.title, is_error=bool(self._why_not))
        self.query_one("#tour").border_title = (
            "" if self._tour is None else place_of(self._tour, self._number, words)
        )
        self.query_one(KeyBar).hints = self._hints()
        self.query_one(TourPage).refresh(layout=True)

    def _hints(self) -> tuple[str, ...]:
        words = self._words
        if self._tour is None or self._number == len(pages_of(self._tour)) - 1:
            return words.last_keys
        return words.between_keys if self._number else words.first_keys

    def _lines(self, width: int) -> list[Content]:
        if self._tour is not None:
            return page_lines(self._tour, self._number, self._words, width)
        waiting = self._words.loading if self._explainer is None else self._words.working
        return [*Content(printable(self._why_not or waiting)).wrap(max(1, width))]


class TourPage(Widget):
    """Lines that are laid out anew for every width."""

    DEFAULT_CSS = "TourPage { height: auto; }"

    def __init__(self, lines: Callable[[int], list[Content]]) -> None:
        """Show what `lines` lays out in a number of cells."""
        super().__init__()
        self._lines = lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Count the lines in `width` cells."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Lay the lines out."""
        return Content("\n").join(self._lines(self.content_size.width))
