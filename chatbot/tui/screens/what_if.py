"""What if: a prompt answered again with something changed, beside the reply as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from chatbot.explaining import Change, Explainer
from chatbot.reply import Reply
from chatbot.text.normalize import printable
from chatbot.tui.answered import Answered
from chatbot.tui.changes import NOTHING, in_words, with_beginning, with_mask, with_pin, with_prompt
from chatbot.tui.screens.asking import AskLine
from chatbot.tui.screens.help import HelpPage
from chatbot.tui.screens.two_replies import TwoRepliesScreen
from chatbot.tui.widgets.bars import KeyBar, StatusLine
from chatbot.tui.widgets.heatmap import HeatMap
from chatbot.tui.widgets.source_words import SourceWords
from chatbot.tui.widgets.two_replies import TwoReplies
from chatbot.tui.wording import Wording


class WhatIfScreen(TwoRepliesScreen):
    """Change what was read or how the reply begins; every change is answered at once."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False, id="what_if.leave"),
        Binding("left", "choose_word(-1)", show=False, id="what_if.previous_word"),
        Binding("right", "choose_word(1)", show=False, id="what_if.next_word"),
        Binding("up", "choose_row(-1)", show=False, id="what_if.previous_row"),
        Binding("down", "choose_row(1)", show=False, id="what_if.next_row"),
        Binding("space", "mask", show=False, id="what_if.mask"),
        Binding("i", "reword", show=False, id="what_if.prompt"),
        Binding("b", "begin", show=False, id="what_if.beginning"),
        Binding("enter", "pin", show=False, id="what_if.pin"),
        Binding("x", "restore", show=False, id="what_if.restore"),
    ]

    def __init__(self, answered: Answered, explainer: Explainer, wording: Wording) -> None:
        """Ask what if of a reply that has been given."""
        super().__init__(answered, wording)
        self._explainer = explainer
        self._words = wording.what_if
        self._change = NOTHING
        self._read: tuple[str, ...] = self._original.attention.source_tokens
        self._after: Reply | None = None
        self._word = self._row = 0

    def compose(self) -> ComposeResult:
        """Lay out what was read, what is changed, the two replies and the keys."""
        yield StatusLine()
        with Vertical(id="read"):
            yield SourceWords()
            yield Static(id="changes", markup=False)
        yield TwoReplies(self._wording)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with nothing changed."""
        self.retell()

    def retell(self) -> None:
        """Say all of it in the language spoken now."""
        self.query_one(StatusLine).tell(f"{self._words.title} · {self.answered.checkpoint}")
        self.query_one("#read").border_title = self._words.source
        self.query_one(KeyBar).hints = self._words.keys
        self._panes.before.title(self._words.before)
        self._panes.after.title(self._words.after)
        self._show()

    @property
    def help_page(self) -> HelpPage:
        """The keys that do something here."""
        return HelpPage(self._words.help_title, self._words.help)

    def action_choose_word(self, step: int) -> None:
        """Choose the word that was read `step` further on."""
        self._choose_word(self._word + step)

    def action_choose_row(self, step: int) -> None:
        """Choose the word of the reply `step` further down."""
        last = len(self._original.attention.target_tokens) - 1
        self._row = max(0, min(self._row + step, last))
        self._panes.choose(self._row, self._word)

    def action_mask(self) -> None:
        """Hide the chosen word from attention, or show it again."""
        change = with_mask(self._change, self._word)
        if len(change.masked) == len(self._read):
            self.notify(self._words.leave_one, markup=False)
        elif self._read:
            self._try(change)

    def action_pin(self) -> None:
        """Let the chosen word of the reply look at the chosen word alone, or freely again."""
        if self._read:
            self._exchange_for(with_pin(self._change, self._row, self._word))

    def action_reword(self) -> None:
        """Ask for other words in place of the prompt's."""
        now = self._change.prompt or self._prompt
        self._ask(self._words.prompt_title, " ".join(now.split()), self._reword)

    def action_begin(self) -> None:
        """Ask how the reply is to begin."""
        self._ask(self._words.beginning_title, self._change.beginning, self._begin)

    def action_restore(self) -> None:
        """Take all changes back."""
        self._try(NOTHING)

    @property
    def _original(self) -> Reply:
        return self.answered.reply

    @property
    def _prompt(self) -> str:
        return self.answered.history[-1].text

    @on(SourceWords.Clicked)
    def _choose_clicked(self, event: SourceWords.Clicked) -> None:
        self._choose_word(event.word)

    @on(HeatMap.ColumnClicked)
    def _choose_clicked_column(self, event: HeatMap.ColumnClicked) -> None:
        self._choose_word(event.column)

    @on(HeatMap.RowClicked)
    def _choose_clicked_row(self, event: HeatMap.RowClicked) -> None:
        self.action_choose_row(event.row - self._row)

    def _take(self, reply: Reply) -> None:
        if self._after is None:
            self._panes.show_map_of(self._panes.after)
        self._after = reply
        if not self._read:
            self._read = reply.attention.source_tokens
        self._show()

    def _take_failure(self, why: str) -> None:
        self._panes.after.remark("")
        self._panes.after.say(self._words.failed.format(why=why), is_error=True)

    def _choose_word(self, word: int) -> None:
        self._word = max(0, min(word, len(self._read) - 1))
        self._show_read()

    def _ask(self, title: str, value: str, then: Callable[[str], None]) -> None:
        def take(text: str | None) -> None:
            if text is not None:
                then(text)

        self.app.push_screen(AskLine(title, value=value, keys=self._words.line_keys), take)

    def _reword(self, text: str) -> None:
        if text.strip():
            self._try(with_prompt(self._change, text, original=self._prompt))

    def _begin(self, text: str) -> None:
        self._exchange_for(with_beginning(self._change, text))

    def _exchange_for(self, change: Change) -> None:
        """Try a pin or a beginning, and say that it takes the other one's place, if it does."""
        if self._change.beginning and not change.beginning and change.pinned is not None:
            self.notify(self._words.unbegun, markup=False)
        elif self._change.pinned is not None and change.pinned is None and change.beginning:
            self.notify(self._words.unpinned, markup=False)
        self._try(change)

    def _try(self, change: Change) -> None:
        """Answer with something changed; what is being answered still is not wanted any more."""
        if change == self._change:
            return
        if change.prompt != self._change.prompt:
            self._word = 0
            self._read = self._original.attention.source_tokens if change.prompt is None else ()
        self._cancel()
        self._change = change
        if change == NOTHING:
            self._after = None
            self._panes.show_map_of(self._panes.before)
        else:
            self._start(change)
        self._show()

    def _start(self, change: Change) -> None:
        history, reply = self.answered.history, self._original

        def answer(is_cancelled: Callable[[], bool]) -> Reply:
            return self._explainer.what_if(history, reply, change, is_cancelled=is_cancelled)

        self._make(answer)

    def _show(self) -> None:
        self._panes.show(self._original, self._after)
        if self._after is None:
            self._panes.after.say("" if self._trial is not None else self._words.unchanged)
        if self._trial is not None:
            self._panes.after.remark(self._words.answering)
        self._show_read()

    def _show_read(self) -> None:
        self.query_one(SourceWords).show(self._read, chosen=self._word, masked=self._change.masked)
        changes = " · ".join(
            in_words(
                self._change,
                self._words,
                source=self._read,
                reply=self._original.attention.target_tokens,
            )
        )
        told = changes or self._words.nothing_changed
        self.query_one("#changes", Static).update(Content(printable(told)))
        self._panes.choose(self._row, self._word)
