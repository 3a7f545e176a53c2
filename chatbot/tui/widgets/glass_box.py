"""The conversation beside its sidebar: one reply is chosen, and where it looked is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message

from chatbot.tui.later import Later
from chatbot.tui.view_keys import PANEL_KEYS
from chatbot.tui.widgets.attention_panel import AttentionPanel
from chatbot.tui.widgets.conversation_view import ConversationView
from chatbot.tui.widgets.turn_view import TurnView
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.storage import verdict as verdicts
    from chatbot.storage.verdict import Verdict
    from chatbot.tui import saving
    from chatbot.tui.answered import Answered
    from chatbot.tui.widgets.reply_view import ReplyView
else:
    verdicts = Later("chatbot.storage.verdict")
    saving = Later("chatbot.tui.saving")


class GlassBox(Horizontal):
    """Choose a reply and one of its words with the arrow keys; the sidebar follows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose_reply(-1)", show=False, id="reply.previous"),
        Binding("down", "choose_reply(1)", show=False, id="reply.next"),
        Binding("home", "choose_place(0)", show=False, id="reply.first"),
        Binding("end", "choose_place(-1)", show=False, id="reply.last"),
        Binding("left", "choose_word(-1)", show=False, id="reply.previous_word"),
        Binding("right", "choose_word(1)", show=False, id="reply.next_word"),
        Binding("enter", "leave", show=False, id="reply.leave"),
        Binding("plus", "rate('good')", show=False, id="reply.good"),
        Binding("minus", "rate('bad')", show=False, id="reply.bad"),
        Binding("e", "correct", show=False, id="reply.correct"),
        Binding("u", "undo", show=False, id="reply.undo"),
        Binding("w", "what_if", show=False, id="reply.what_if"),
        Binding("r", "ask_again", show=False, id="reply.again"),
        Binding("i", "change_words", show=False, id="reply.change_words"),
        Binding("y", "copy_reply", show=False, id="reply.copy"),
        Binding("s", "save_picture", show=False, id="reply.save_picture"),
        Binding("f", "toggle_page", show=False, id="reply.page"),
        Binding("j", "view('scroll', 1)", show=False, id="reply.scroll_down"),
        Binding("k", "view('scroll', -1)", show=False, id="reply.scroll_up"),
        *PANEL_KEYS,
    ]

    class Left(Message):
        """The reader is done with the replies."""

    class OfReply(Message):
        """Something is wanted of the chosen reply."""

        def __init__(self, view: ReplyView) -> None:
            """Say which reply."""
            super().__init__()
            self.view = view

    class Chosen(OfReply):
        """Another reply is chosen than before."""

    class Rated(OfReply):
        """The chosen reply was called good or bad."""

        def __init__(self, view: ReplyView, verdict: Verdict) -> None:
            """Say which reply, and how it was found."""
            super().__init__(view)
            self.verdict = verdict

    class CorrectionWanted(OfReply):
        """The chosen reply is to be corrected."""

    class WhatIfWanted(OfReply):
        """It is asked what the chosen reply would be if something were different."""

    class AnotherWanted(OfReply):
        """The question of the chosen reply is to be answered anew."""

    class ChangeWanted(OfReply):
        """The question of the chosen reply is to be asked in other words."""

    class CopyWanted(OfReply):
        """The chosen reply is to be copied."""

    class UndoWanted(Message):
        """The last verdict is to be taken back."""

    def __init__(self, wording: Wording) -> None:
        """Make an empty conversation and an empty sidebar."""
        super().__init__()
        self._wording = wording

    def compose(self) -> ComposeResult:
        """Put the two side by side."""
        yield ConversationView(self._wording)
        yield AttentionPanel(self._wording)

    @property
    def conversation(self) -> ConversationView:
        """The left side."""
        return self.query_one(ConversationView)

    @property
    def panel(self) -> AttentionPanel:
        """The right side."""
        return self.query_one(AttentionPanel)

    @property
    def answered(self) -> Answered | None:
        """The chosen reply, the last one where none is; None where it is not finished."""
        view = self.conversation.chosen or next(reversed(self.conversation.replies), None)
        return view.answered if view is not None else None

    @property
    def is_page(self) -> bool:
        """Tell whether the sidebar has the whole width."""
        return self.has_class("-page")

    def enter(self) -> None:
        """Take the focus, so that the arrow keys choose."""
        (self.panel if self.is_page else self.conversation).focus()

    def show_page(self, is_page: bool) -> None:
        """Give the sidebar the whole width, or its side back."""
        self.set_class(is_page, "-page")

    def follow(self, view: ReplyView, *, word: int) -> None:
        """Show a reply that has changed, unless the reader is looking at another one or at another word."""
        is_read = self.has_focus_within
        if is_read and self.conversation.chosen not in (None, view):
            return
        self.choose(view, word=self.panel.word if is_read else word)

    def choose(self, view: ReplyView, *, word: int = 0) -> None:
        """Choose a reply and one of its words."""
        if view is not self.conversation.chosen:
            self.post_message(self.Chosen(view))
        self.conversation.choose(view)
        replies = self.conversation.replies
        place = f"{replies.index(view) + 1}/{len(replies)}"
        self.panel.show(view, word=word, place=place)

    def take_back(self, question: TurnView) -> int:
        """Take away a question and all below it; return how many of the user's turns are gone with it."""
        self.panel.show(None)
        return self.conversation.take_back(question)

    def clear(self) -> None:
        """Take every turn away."""
        self.conversation.clear()
        self.panel.show(None)

    def action_choose_reply(self, step: int) -> None:
        """Choose the reply `step` further down; below the last one the reader is done."""
        replies = self.conversation.replies
        chosen = self.conversation.chosen
        index = (replies.index(chosen) if chosen else len(replies)) + step
        if index >= len(replies):
            self.action_leave()
        elif index >= 0:
            self.choose(replies[index], word=0)

    def action_choose_place(self, place: int) -> None:
        """Choose the reply in a place, 0 the first and -1 the last."""
        if self.conversation.replies:
            self.choose(self.conversation.replies[place], word=0)

    def action_choose_word(self, step: int) -> None:
        """Choose the word `step` further on in the reply."""
        self.panel.choose_word(self.panel.word + step)

    def action_toggle_page(self) -> None:
        """Give the sidebar the whole width, or its side back."""
        self.show_page(not self.is_page)
        self.enter()

    def action_view(self, act: str, *what: int) -> None:
        """Let the view that is seen do what it alone understands."""
        self.panel.act(act, *what)

    def action_adopt(self) -> None:
        """Let the candidate that is looked at stand in place of the reply."""
        self.action_view("adopt")

    def action_rate(self, verdict: str) -> None:
        """Say that the chosen reply is good or bad."""
        if self.conversation.chosen is not None:
            self.post_message(self.Rated(self.conversation.chosen, verdicts.Verdict(verdict)))

    def action_correct(self) -> None:
        """Say that the chosen reply is to be corrected."""
        self._want(self.CorrectionWanted)

    def action_what_if(self) -> None:
        """Say that it is asked what if of the chosen reply."""
        self._want(self.WhatIfWanted)

    def action_ask_again(self) -> None:
        """Say that another reply is wanted."""
        self._want(self.AnotherWanted)

    def action_change_words(self) -> None:
        """Say that the question is to be asked in other words."""
        self._want(self.ChangeWanted)

    def action_copy_reply(self) -> None:
        """Say that the chosen reply is to be copied."""
        self._want(self.CopyWanted)

    def action_save_picture(self) -> None:
        """Ask where to save a picture of the chosen reply."""
        if self.conversation.chosen is not None:
            saving.Saving(self, self._wording.pictures).begin(self.conversation.chosen)

    def action_undo(self) -> None:
        """Say that the last verdict is to be taken back."""
        self.post_message(self.UndoWanted())

    def action_leave(self) -> None:
        """Say that the reader is done."""
        self.post_message(self.Left())

    def _want(self, kind: type[OfReply]) -> None:
        if self.conversation.chosen is not None:
            self.post_message(kind(self.conversation.chosen))

    @on(ConversationView.ReplyClicked)
    def _choose_clicked(self, event: ConversationView.ReplyClicked) -> None:
        event.stop()
        self.choose(event.view, word=0)
