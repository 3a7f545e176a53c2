"""Asking, being answered, asking again: what becomes of a turn between the prompt and the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.screen import Screen
from textual.timer import Timer

from chatbot.errors import LogError
from chatbot.text.normalize import printable
from chatbot.tui.answering import ReplyEnded, ReplyFailed, ReplyGrew, answer
from chatbot.tui.exchange import Exchange
from chatbot.tui.later import Later
from chatbot.tui.story import Story
from chatbot.tui.widgets.glass_box import GlassBox
from chatbot.tui.widgets.prompt import Prompt
from chatbot.tui.widgets.turn_view import TurnView
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.explaining import Explainer
    from chatbot.reply import Responder
    from chatbot.tui import continuing
    from chatbot.tui.continuing import UnreadCounted
    from chatbot.tui.widgets.reply_view import ReplyView
else:
    continuing = Later("chatbot.tui.continuing")


GROWTH_SECONDS = 0.1
"""How long what is new of a reply waits for more before it is drawn: a key is not to wait for every token."""


class TalkingScreen(Screen[None]):
    """A screen with a prompt and a glass box on which one talks; the only writer of its story."""

    def __init__(self, story: Story, *, now: Callable[[], datetime], wording: Wording) -> None:
        """Make a screen that writes `story`; it answers once it is told to `use` a responder."""
        super().__init__()
        self._exchange = Exchange(story)
        self._changed: TurnView | None = None
        self._now = now
        self._wording = wording
        self._is_styled = False
        self._grows: Timer | None = None
        """Runs while there is more of a reply than is drawn."""

        self.explainer: Explainer | None = None
        """Says why the responder in use answers as it does; None where nothing can."""

    def update_node_styles(self, animate: bool = True) -> None:
        """Style everything on the screen anew, where that was asked for before.

        Textual asks first when the screen is shown, though all of it has just been styled as it was mounted:
        that took a sixth of what the first frame takes longer than that of an empty app.
        """
        if self._is_styled:
            super().update_node_styles(animate)
        self._is_styled = True

    def use(self, responder: Responder, explainer: Explainer | None = None) -> None:
        """Answer with this responder from now on, what has been asked already first.

        `explainer` says why it answers as it does, where anything can.
        """
        self.explainer = explainer
        if explainer is not None:
            self.query_one(GlassBox).panel.use(explainer, responder.name)
        self._exchange.use(responder)
        self._start()
        self._count_unread()
        self._tell()

    def _count_unread(self) -> None:
        """Have counted what the model has not read of turns too long for it, that the log tells of."""
        responder = self._exchange.responder
        conversation = self.query_one(GlassBox).conversation
        turns = continuing.cut_turns(conversation, responder.name) if responder is not None else ()
        if responder is not None and turns:
            work = partial(continuing.count_unread, turns, responder, post=self.post_message)
            self.run_worker(work, thread=True, group="unread", exit_on_error=False)

    def on_unread_counted(self, event: UnreadCounted) -> None:
        """Say under a turn how much of it was read."""
        event.turn.view.tell_read(event.turn.read, unread=event.unread)

    def give_up(self, why: str) -> None:
        """Say that there will be no responder, and why."""
        self._exchange.why_unavailable = why
        if self._exchange.awaited is not None:
            self._exchange.awaited.view.fail(self._wording.unanswered.format(why=why))
            self._exchange.end()
        self._tell()

    @on(Prompt.Submitted)
    def _submit(self, event: Prompt.Submitted) -> None:
        if not event.text.strip():
            if self._changed is None:
                self.query_one(Prompt).take(event.text)
        elif why := self._why_not_now():
            self._warn(why)
        else:
            self._ask(event.text)

    def _ask(self, typed: str) -> None:
        text, box = typed.strip(), self.query_one(GlassBox)
        if not self._keep_question(text, instead_of=self._changed):
            return
        if self._changed is not None and box.take_back(self._changed):
            self._notify(self._wording.prompt.taken_back)
        self._changed = None
        self.query_one(Prompt).take(typed)
        self._exchange.begin(box.conversation.ask(text, note=f"{self._now():%H:%M}"))
        self._start()
        self._tell()

    @on(GlassBox.AnotherWanted)
    def _ask_again(self, event: GlassBox.AnotherWanted) -> None:
        """Have the last question answered anew; what was answered before stays above, and in the log."""
        box = self.query_one(GlassBox)
        question = event.view.question
        if why := self._why_not_now() or self._why_not_again(event.view):
            self._warn(why)
        elif self._keep_question(event.view.asked, instead_of=question):
            before = [reply for reply in box.conversation.replies if reply.question is question]
            for reply in before:
                reply.set_aside()
            view = box.conversation.answer_again(question)
            box.choose(view)
            self._exchange.begin(view, unlike=(reply.said for reply in before if reply.said))
            self._start()
            self._tell()

    @on(GlassBox.ChangeWanted)
    def _begin_change(self, event: GlassBox.ChangeWanted) -> None:
        """Put the question of a reply into the prompt; once sent, the conversation goes on from there."""
        if why := self._why_not_now() or ("" if event.view.asked else self._wording.prompt.question_gone):
            self._warn(why)
        else:
            self._changed = event.view.question
            self.query_one(GlassBox).show_page(False)
            self.query_one(Prompt).change(event.view.asked)

    def _leave_change(self) -> None:
        """Leave the words as they were said."""
        if self._changed is not None:
            self._changed = None
            self.query_one(Prompt).leave_words()

    @on(GlassBox.CopyWanted)
    def _copy(self, event: GlassBox.CopyWanted) -> None:
        answered = event.view.answered
        if answered is not None and answered.reply.text:
            self.app.copy_to_clipboard(printable(answered.reply.text))
            self._notify(self._wording.prompt.copied)
        else:
            self._warn(self._wording.prompt.nothing_to_copy)

    def _keep_question(self, text: str, *, instead_of: TurnView | None) -> bool:
        """Count something as asked; tell whether that could be kept, and else say why."""
        conversation = self.query_one(GlassBox).conversation
        number = None if instead_of is None else conversation.number_of(instead_of)
        try:
            self._exchange.story.ask(text, instead_of=number)
        except LogError as error:
            self._warn(self._wording.not_logged.format(why=error))
            return False
        return True

    def _why_not_now(self) -> str:
        """Return why nothing can be asked at this moment; nothing where it can."""
        if self._exchange.why_unavailable:
            return self._wording.not_loaded.format(why=self._exchange.why_unavailable)
        return "" if self._exchange.awaited is None else self._wording.busy

    def _why_not_again(self, view: ReplyView) -> str:
        """Return why a reply cannot be asked for again; nothing where it can."""
        if view.question is not self.query_one(GlassBox).conversation.replies[-1].question:
            return self._wording.prompt.not_the_last
        return "" if view.asked else self._wording.prompt.question_gone

    def _start(self) -> None:
        """Have what is awaited made, as soon as there is something that can."""
        begun = self._exchange.start()
        if begun is not None:
            answering, responder = begun
            answering.view.await_words()
            work = partial(answer, responder, self._exchange.story.history, answering, post=self.post_message)
            self.run_worker(work, thread=True, exclusive=True, group="reply", exit_on_error=False)

    @on(ReplyGrew)
    def _grow(self, event: ReplyGrew) -> None:
        if event.answering is self._exchange.awaited:
            event.answering.grow(event.draft)
            if self._grows is None:
                self._grows = self.set_timer(GROWTH_SECONDS, self._draw_growth)

    def _draw_growth(self) -> None:
        """Draw all there is of the awaited reply by now."""
        self._grows = None
        answering = self._exchange.awaited
        if answering is not None:
            answering.view.grow(answering.draft)
            if answering.draft.text:
                self.query_one(GlassBox).follow(answering.view, word=len(answering.draft.tokens))

    @on(ReplyEnded)
    def _end(self, event: ReplyEnded) -> None:
        if event.answering is not self._exchange.awaited:
            return
        answering, answered = event.answering, self._exchange.answered(event.finished)
        # What was read of the question is said with the words.
        answering.view.grow(answering.draft)
        answering.view.finish(answered, answering.draft.trace_of(answered.reply))
        try:
            self._exchange.end(answered.reply)
        except LogError as error:
            self._warn(self._wording.not_logged.format(why=error))
        # Chosen once it has its last line: it is laid out once.
        self.query_one(GlassBox).follow(answering.view, word=0)
        if answered.reply.text in answering.unlike:
            self._notify(self._wording.prompt.same_again)
        self._tell()

    @on(ReplyFailed)
    def _fail(self, event: ReplyFailed) -> None:
        if event.answering is not self._exchange.awaited:
            return
        self._exchange.end()
        why = self._wording.unanswered.format(why=event.why)
        event.answering.view.fail(why)
        self.query_one(GlassBox).follow(event.answering.view, word=0)
        self._warn(why)
        self._tell()

    def _settle(self) -> None:
        """Await no reply any longer, and keep what there is of it."""
        try:
            self._exchange.settle()
        except LogError as error:
            self._warn(self._wording.not_logged.format(why=error))

    def _warn(self, why: str) -> None:
        self.notify(printable(why), severity="warning", markup=False)

    def _notify(self, what: str) -> None:
        self.notify(printable(what), markup=False)

    def _tell(self) -> None:
        """Say what is going on."""
        raise NotImplementedError
