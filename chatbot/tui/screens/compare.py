"""The same prompt answered by other checkpoints: by any of them, or by those kept along one training run."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from chatbot.explaining import Shelf
from chatbot.reply import Reply
from chatbot.text.label import shortened, visible_label
from chatbot.tui.answered import Answered
from chatbot.tui.comparing import (
    Asked,
    ListingFailed,
    SavedListed,
    along_a_run,
    list_saved,
    reply_of,
    runs_first,
)
from chatbot.tui.screens.help import HelpPage
from chatbot.tui.screens.two_replies import TwoRepliesScreen
from chatbot.tui.widgets.bars import KeyBar, StatusLine
from chatbot.tui.widgets.heatmap import HeatMap
from chatbot.tui.widgets.saved_list import SavedList
from chatbot.tui.widgets.two_replies import TwoReplies
from chatbot.tui.wording import Wording

LONGEST_PROMPT = 40
"""Cells of the prompt that the status line names."""


class CompareScreen(TwoRepliesScreen):
    """Ask checkpoints what another one has answered; the chosen one's reply stands beside the first."""

    AUTO_FOCUS = "SavedList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, id="compare.leave"),
        Binding("left", "choose_word(-1)", show=False, id="compare.previous_word"),
        Binding("right", "choose_word(1)", show=False, id="compare.next_word"),
        Binding("a", "ask_all", show=False, id="compare.ask_all"),
    ]

    def __init__(self, answered: Answered, shelf: Shelf, wording: Wording, *, of_run: bool) -> None:
        """Compare with a reply that has been given.

        Args:
            answered: the reply, and what it answers.
            shelf: what else can be asked.
            wording: the language of the interface.
            of_run: whether to list one training run alone, and to ask all of it at once.
        """
        super().__init__(answered, wording)
        self._shelf = shelf
        self._words = wording.compare
        self._of_run = of_run
        self._rows: list[Asked] = []
        self._to_ask: deque[int] = deque()
        self._asking = -1
        self._word = 0

    def compose(self) -> ComposeResult:
        """Lay out the checkpoints, the two replies and the keys."""
        yield StatusLine()
        yield SavedList(self._words)
        yield TwoReplies(self._wording)
        yield KeyBar()

    def on_mount(self) -> None:
        """Look which checkpoints there are."""
        self._list.display = False
        self.retell()
        self._panes.after.say(self._words.listing)
        work = partial(list_saved, self._shelf, post=self.post_message)
        self.run_worker(work, thread=True, group="listing", exit_on_error=False)

    def retell(self) -> None:
        """Say all of it in the language spoken now."""
        name = self._words.watch if self._of_run else self._words.compare
        prompt = shortened(visible_label(self.answered.history[-1].text), LONGEST_PROMPT)
        self.query_one(StatusLine).tell(f"{name} · {prompt}")
        self.query_one(KeyBar).hints = self._words.keys if self._rows else self._words.keys_of_nothing
        self._panes.before.title(self.answered.checkpoint)
        self._panes.show(self.answered.reply, None)
        self._show()

    @property
    def help_page(self) -> HelpPage:
        """The keys that do something here."""
        return HelpPage(self._words.help_title, self._words.help, self._words.note)

    def action_choose_word(self, step: int) -> None:
        """Choose the word of the replies `step` further on."""
        last = len(self.answered.reply.attention.target_tokens) - 1
        self._choose_word(max(0, min(self._word + step, last)))

    def action_ask_all(self) -> None:
        """Ask every checkpoint that was not asked yet, in the order of the list."""
        self._to_ask.extend(index for index in range(len(self._rows)) if index not in self._to_ask)
        self._ask_next()

    @property
    def _list(self) -> SavedList:
        return self.query_one(SavedList)

    @on(SavedListed)
    def _fill(self, event: SavedListed) -> None:
        in_use = self.answered.checkpoint
        saved = along_a_run(event.saved, in_use) if self._of_run else runs_first(event.saved)
        if not any(each.name != in_use for each in saved):
            self._panes.after.say(self._words.no_run if self._of_run else self._words.no_others)
            return
        self._rows = [Asked(each) for each in saved]
        self._list.display = True
        self._list.focus()
        self.query_one(KeyBar).hints = self._words.keys
        self._list.fill(self._rows, in_use=in_use)
        if self._of_run:
            self._list.highlighted = 0
            self.action_ask_all()
        else:
            others = (index for index, each in enumerate(saved) if each.name != in_use)
            self._list.highlighted = next(others)

    @on(ListingFailed)
    def _tell_failure(self, event: ListingFailed) -> None:
        self._panes.after.say(self._words.failed.format(why=event.why), is_error=True)

    @on(OptionList.OptionHighlighted)
    def _choose(self) -> None:
        self._show()

    @on(OptionList.OptionSelected)
    def _ask_chosen(self, event: OptionList.OptionSelected) -> None:
        if event.option_index not in self._to_ask:
            self._to_ask.appendleft(event.option_index)
        self._ask_next()

    @on(HeatMap.RowClicked)
    def _choose_clicked(self, event: HeatMap.RowClicked) -> None:
        self._choose_word(event.row)

    def _take(self, reply: Reply) -> None:
        self._settle(self._rows[self._asking].answered(reply))

    def _take_failure(self, why: str) -> None:
        self._settle(self._rows[self._asking].failed(why))

    def _settle(self, row: Asked) -> None:
        """Show what has become of the checkpoint that was asked, and ask the next one."""
        self._change(self._asking, row)
        if self._of_run and self._list.highlighted == self._asking - 1:
            # Whoever looks at the newest reply sees the next one come.
            self._list.highlighted = self._asking
        self._ask_next()

    def _ask_next(self) -> None:
        """Ask the next checkpoint, one at a time: each takes memory, and what there is of the machine."""
        while self._trial is None and self._to_ask:
            index = self._to_ask.popleft()
            if not self._rows[index].is_settled:
                self._start(index)

    def _start(self, index: int) -> None:
        name = self._rows[index].saved.name
        self._asking = index
        self._make(partial(reply_of, self._shelf, name, self.answered))
        self._change(index, Asked(self._rows[index].saved, is_asked=True))

    def _change(self, index: int, row: Asked) -> None:
        self._rows[index] = row
        self._list.change(index, row)
        self._show()

    def _choose_word(self, word: int) -> None:
        self._word = word
        self._panes.choose(word)

    def _show(self) -> None:
        """Show the chosen checkpoint's reply beside the first one."""
        index = self._list.highlighted
        if index is None or not self._rows:
            return
        row, after = self._rows[index], self._panes.after
        after.title(row.saved.name)
        self._panes.show(self.answered.reply, row.reply)
        if row.reply is not None:
            self._panes.show_map_of(after)
        elif row.why_failed:
            after.say(self._words.failed.format(why=row.why_failed), is_error=True)
        else:
            after.say(self._words.answering if row.is_asked else self._words.press)
