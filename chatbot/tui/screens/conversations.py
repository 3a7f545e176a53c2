"""The conversations of the log: found, gone on with, renamed, deleted."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import DescendantFocus
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.records import ConversationSummary
from chatbot.text.normalize import printable
from chatbot.tui.screens.asking import AskLine, AskYesOrNo
from chatbot.tui.screens.help import HelpPage
from chatbot.tui.talk_acts import (
    Act,
    Deleted,
    LogTrouble,
    PageRead,
    Renamed,
    Wish,
    deleting,
    do,
    reading,
    renaming,
)
from chatbot.tui.widgets.bars import KeyBar, StatusLine
from chatbot.tui.widgets.learning_bar import LearningBar
from chatbot.tui.widgets.talk_list import TalkList
from chatbot.tui.wording import Wording

TYPING_SECONDS = 0.15
"""How long a search waits for another key: a word is looked for, not each of its letters."""


class ConversationsScreen(Screen[int | None]):
    """Choose the conversation to go on with: its id is the answer, None where none was chosen."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, id="conversations.leave"),
        Binding("enter", "open", show=False, id="conversations.open"),
        # Before the search hears it, so that the next key, hit at once, is the list's already.
        Binding("down", "enter_list", show=False, priority=True, id="conversations.enter_list"),
        Binding("slash", "search", show=False, id="conversations.search"),
        Binding("f2", "rename", show=False, id="conversations.rename"),
        Binding("delete,d", "delete", show=False, id="conversations.delete"),
    ]

    def __init__(self, log: ConversationLog, wording: Wording, *, open_id: int | None) -> None:
        """List the conversations of a log; `open_id` is the one that the chat has open."""
        super().__init__()
        self._log = log
        self._wording = wording
        self._words = wording.talks
        self._open_id = open_id
        self._rows: list[ConversationSummary] = []
        self._is_whole = False
        self._wish = Wish("")
        self._is_awaited = True
        """Whether the rows are not yet those of the newest wish."""

        self._opens_found = False
        """Whether the first row is to be gone on with as soon as it is there."""

        self._typing: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out what is searched for, what was found, and the keys."""
        yield StatusLine()
        yield Input(placeholder=self._words.placeholder, compact=True, classes="search")
        yield TalkList(self._words, open_id=self._open_id)
        yield LearningBar(self._wording.learning)
        yield KeyBar()

    def on_mount(self) -> None:
        """Fetch the newest ones."""
        self._tell()
        self._fetch(self._wish)

    def retell(self) -> None:
        """Say all of it in another language."""
        self.query_one(Input).placeholder = self._words.placeholder
        self._list.border_title = self._words.title
        self._tell()

    @property
    def help_page(self) -> HelpPage:
        """What is told of the keys here."""
        return HelpPage(self._words.help_title, self._words.help)

    def action_leave(self) -> None:
        """Go back to what was open."""
        self._answer(None)

    def action_open(self) -> None:
        """Go on with the chosen conversation; where it is still searched for, as soon as it is found."""
        if self._is_awaited:
            self._opens_found = True
        elif (row := self._row) is not None:
            self._answer(row.id)

    def action_enter_list(self) -> None:
        """Go down, from the search into the list."""
        self.set_focus(self._list)
        self._list.action_move(1)

    def action_search(self) -> None:
        """Go back to what is searched for."""
        self.set_focus(self.query_one(Input))

    def action_rename(self) -> None:
        """Ask what the chosen conversation is to be called."""
        if (row := self._row) is not None:
            keys = self._wording.review.line_keys
            question = AskLine(
                self._words.rename, value=row.title, keys=keys, placeholder=self._words.own, replaces=True
            )
            self.app.push_screen(question, partial(self._rename, row))

    def action_delete(self) -> None:
        """Ask whether the chosen conversation is to be deleted."""
        if (row := self._row) is not None:
            words = self._words
            told = words.delete_question.format(title=printable(row.title), turns=row.turns)
            question = AskYesOrNo(words.delete, told, keys=self._wording.review.delete_keys)
            self.app.push_screen(question, partial(self._delete, row))

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        text = event.value.strip()
        if text == self._wish.text:
            return
        self._wish, self._is_awaited, self._opens_found = Wish(text), True, False
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_SECONDS, partial(self._fetch, self._wish))
        self._tell()

    @on(Input.Submitted)
    def _open_found(self) -> None:
        self.action_open()

    @on(TalkList.LeftUpwards)
    def _leave_list(self) -> None:
        self.action_search()

    @on(TalkList.NearEnd)
    def _fetch_more(self) -> None:
        last = self._rows[-1].id if self._rows else None
        if not self._is_whole and not self._is_awaited and self._wish.before != last:
            self._wish = replace(self._wish, before=last)
            self._fetch(self._wish)

    @on(PageRead)
    def _show(self, event: PageRead) -> None:
        if event.wish is not self._wish:
            return
        self._is_whole, self._is_awaited = event.is_last, False
        if event.wish.before is None:
            self._rows = list(event.rows)
            self._list.show(self._rows)
        else:
            self._rows.extend(event.rows)
            self._list.grow()
        self._tell()
        if self._opens_found:
            self.action_open()

    @on(Renamed)
    def _show_title(self, event: Renamed) -> None:
        index = self._index_of(event.conversation_id)
        if index is not None:
            self._rows[index] = replace(self._rows[index], title=event.title)
            self._list.refresh()

    @on(Deleted)
    def _take_out(self, event: Deleted) -> None:
        self._say(event.but or self._words.was_deleted)
        index = self._index_of(event.conversation_id)
        if index is not None:
            chosen = self._list.chosen
            del self._rows[index]
            self._list.show(self._rows, chosen=chosen - (index < chosen))
            self._tell()

    @on(LogTrouble)
    def _tell_trouble(self, event: LogTrouble) -> None:
        self._is_awaited = self._opens_found = False
        self._say(self._words.not_done.format(why=event.why))
        self._tell()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Name the keys of what has the focus now."""
        self._tell()

    @property
    def _list(self) -> TalkList:
        return self.query_one(TalkList)

    @property
    def _row(self) -> ConversationSummary | None:
        index = self._list.chosen
        return self._rows[index] if index < len(self._rows) else None

    def _index_of(self, conversation_id: int) -> int | None:
        ids = (index for index, row in enumerate(self._rows) if row.id == conversation_id)
        return next(ids, None)

    def _answer(self, conversation_id: int | None) -> None:
        if self.is_current:  # A key may have been pressed twice.
            self.dismiss(conversation_id)

    def _rename(self, row: ConversationSummary, typed: str | None) -> None:
        if typed is not None and typed != printable(row.title):
            self._begin(renaming(row.id, typed))

    def _delete(self, row: ConversationSummary, is_sure: bool | None) -> None:
        if is_sure:
            self._say(self._words.deleting)
            self._begin(deleting(row.id))

    def _fetch(self, wish: Wish) -> None:
        self._begin(reading(wish))

    def _begin(self, act: Act) -> None:
        self.run_worker(partial(do, act, self._log, post=self.post_message), thread=True, exit_on_error=False)

    def _tell(self) -> None:
        """Say what is shown, and which keys do something now."""
        words = self._words
        if self._is_awaited:
            status = words.searching
        elif self._wish.text:
            status = words.found.format(number=f"{len(self._rows):,}", text=self._wish.text)
        else:
            status = words.title if self._rows else words.none_yet
        self.query_one(StatusLine).tell(status)
        is_typing = self.query_one(Input).has_focus
        self.query_one(KeyBar).hints = words.search_keys if is_typing else words.list_keys

    def _say(self, what: str) -> None:
        self.notify(printable(what), markup=False)
