"""The conversation beside its sidebar: one reply is chosen, and where it looked is seen."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message

from chatbot.tui.widgets.attention_panel import AttentionPanel
from chatbot.tui.widgets.conversation_view import ConversationView
from chatbot.tui.widgets.turn_view import ReplyView
from chatbot.tui.wording import Wording


class GlassBox(Horizontal):
    """Choose a reply and one of its words with the arrow keys; the sidebar follows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose_reply(-1)", show=False),
        Binding("down", "choose_reply(1)", show=False),
        Binding("left", "choose_word(-1)", show=False),
        Binding("right", "choose_word(1)", show=False),
        Binding("enter", "leave", show=False),
    ]

    class Left(Message):
        """The reader is done with the replies."""

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
        self._choose(view, word=self.panel.word if is_read else word)

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
            self._choose(replies[index], word=0)

    def action_choose_word(self, step: int) -> None:
        """Choose the word `step` further on in the reply."""
        self.panel.choose_word(self.panel.word + step)

    def action_leave(self) -> None:
        """Say that the reader is done."""
        self.post_message(self.Left())

    @on(ReplyView.Clicked)
    def _choose_clicked(self, event: ReplyView.Clicked) -> None:
        event.stop()
        self._choose(event.view, word=0)

    def _choose(self, view: ReplyView, *, word: int) -> None:
        self.conversation.choose(view)
        replies = self.conversation.replies
        place = f"{replies.index(view) + 1}/{len(replies)}"
        self.panel.show(view.trace, word=word, place=place)
