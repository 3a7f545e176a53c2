"""The conversation, the sidebar that follows it, and the prompt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import DescendantFocus, Key, Paste

from chatbot.errors import LogError
from chatbot.tui.later import Later
from chatbot.tui.notices import keep_over
from chatbot.tui.screens.judging import JudgingScreen
from chatbot.tui.sitting import Sitting
from chatbot.tui.story import Story
from chatbot.tui.widgets.bars import KeyBar, StatusLine
from chatbot.tui.widgets.glass_box import GlassBox
from chatbot.tui.widgets.prompt import Prompt
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.tui import continuing, teaching
    from chatbot.tui.continuing import ConversationRead, ConversationUnread, Reading
    from chatbot.tui.screens import conversations
    from chatbot.tui.widgets import editor, learning_bar
else:
    continuing = Later("chatbot.tui.continuing")
    conversations = Later("chatbot.tui.screens.conversations")
    editor = Later("chatbot.tui.widgets.editor")
    learning_bar = Later("chatbot.tui.widgets.learning_bar")
    teaching = Later("chatbot.tui.teaching")


class ChatScreen(JudgingScreen):
    """Talk, and watch where each reply looks."""

    AUTO_FOCUS = "Prompt"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-medium"), (100, "-wide")]  # noqa: RUF012  # as its base
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, id="chat.back"),
        Binding("f2", "turn_view(1)", show=False, id="chat.view"),
        # Many terminals send F14 for Shift+F2.
        Binding("shift+f2,f14", "turn_view(-1)", show=False, id="chat.previous_view"),
        Binding("ctrl+o", "conversations", show=False, id="chat.conversations"),
        Binding("ctrl+n", "new_conversation", show=False, id="chat.new_conversation"),
    ]

    def __init__(
        self,
        story: Story,
        *,
        sitting: Sitting | None,
        now: Callable[[], datetime],
        recall: Callable[[], Iterable[str]],
        continued: int | None,
        wording: Wording,
    ) -> None:
        """Make a screen that writes `story`; it answers once it is told to `use` a responder.

        `recall` returns what the prompt may call back, newest first; `continued` is the conversation of the
        log to go on with.
        """
        super().__init__(story, sitting=sitting, now=now, wording=wording)
        self._continued = continued
        self._reading: Reading | None = None
        self._recall = recall

    def compose(self) -> ComposeResult:
        """Lay out the status, the conversation with its sidebar, the prompt and the keys."""
        yield StatusLine(aside="" if self._exchange.story.is_logged else self._wording.no_log)
        yield GlassBox(self._wording)
        yield Prompt(self._wording, recall=self._recalled)
        yield KeyBar()

    async def get_ready(self) -> None:
        """Lay out what can be seen only once there is a reply, or something is learnt."""
        unseen = editor.Editor(self._wording.review), learning_bar.LearningBar(self._wording.learning)
        await self.mount_all(unseen, after=self.query_one(Prompt))
        await self.query_one(GlassBox).panel.get_ready()
        box = self.query_one(GlassBox)
        keep_over(self, box.panel, box.conversation)

    def retell(self) -> None:
        """Say in another language what was said when the screen was laid out."""
        self.query_one(StatusLine).aside = "" if self._exchange.story.is_logged else self._wording.no_log
        self._tell()

    def on_mount(self) -> None:
        """Say that the model is on its way, and so is the conversation to go on with."""
        self._tell()
        if self._continued is not None:
            self.go_on_with(self._continued)

    def on_unmount(self) -> None:
        """Leave nothing running behind, however the app is left."""
        self._settle()

    def action_back(self) -> None:
        """Cancel the reply that is on its way; else go back to the prompt, and from there cancel learning."""
        awaited = self._exchange.awaited
        if awaited is not None and self._exchange.responder is not None and not awaited.cancelled.is_set():
            awaited.cancelled.set()
            self._tell()
        elif self._changed is not None:
            self._leave_change()
            self.query_one(GlassBox).enter()
        elif self.query_one(Prompt).has_focus:
            self.post_message(teaching.LearningUnwanted())
        else:
            self._to_prompt()

    def action_turn_view(self, step: int) -> None:
        """Show the reply in another view; where there is no sidebar, first give it a page of its own."""
        box = self.query_one(GlassBox)
        if box.panel.display:
            box.panel.turn(step)
        else:
            box.action_toggle_page()

    def action_new_conversation(self) -> None:
        """Begin anew; what was said stays in the log."""
        self._put_away()
        self._to_prompt()
        self._tell()

    def action_conversations(self) -> None:
        """Show the conversations of the log, to go on with one of them."""
        story = self._exchange.story
        if story.log is None:
            self._notify(self._wording.talks.no_log)
        else:
            screen = conversations.ConversationsScreen(
                story.log, self._wording, open_id=story.conversation_id
            )
            self.app.push_screen(screen, self._come_from_conversations)

    def _come_from_conversations(self, conversation_id: int | None) -> None:
        story = self._exchange.story
        try:
            if story.is_deleted:
                self.action_new_conversation()
        except LogError as error:
            self._warn(self._wording.talks.not_done.format(why=error))
        if conversation_id is not None and conversation_id != story.conversation_id:
            self.go_on_with(conversation_id)

    def go_on_with(self, conversation_id: int) -> None:
        """Go on with a conversation of the log, once it is read; until then the one that is seen stays."""
        log = self._exchange.story.log
        assert log is not None, "conversations are in a log"
        self._reading = continuing.Reading(conversation_id)
        work = partial(continuing.read_conversation, log, self._reading, post=self.post_message)
        self.run_worker(work, thread=True, exclusive=True, group="conversation", exit_on_error=False)
        self._tell()

    def on_conversation_read(self, event: ConversationRead) -> None:
        """Show the conversation that is gone on with."""
        if event.reading is not self._reading:
            return
        self._put_away()
        self._exchange.story.go_on(event.conversation)
        box = self.query_one(GlassBox)
        continuing.show_conversation(box.conversation, event.conversation, self._wording, now=self._now())
        if box.conversation.replies:
            box.choose(box.conversation.replies[-1])
        self._count_unread()
        self._to_prompt()
        self._tell()

    def on_conversation_unread(self, event: ConversationUnread) -> None:
        """Say why it cannot be gone on with."""
        if event.reading is self._reading:
            self._reading = None
            self._warn(self._wording.talks.unread.format(why=event.why))
            self._tell()

    def _put_away(self) -> None:
        """Let nothing be said on the screen; what was said stays in the log."""
        self._reading = None
        self._settle()
        self._leave_change()
        self._exchange.story.begin_anew()
        self.query_one(GlassBox).clear()
        self._close_editor()

    @on(Prompt.LeftUpwards)
    def _to_replies(self) -> None:
        if self.query_one(GlassBox).conversation.replies:
            self.query_one(GlassBox).enter()

    @on(GlassBox.Left)
    def _to_prompt(self) -> None:
        self.query_one(GlassBox).show_page(False)
        self.query_one(Prompt).focus()

    @on(GlassBox.Chosen)
    def _name_keys(self) -> None:
        self._tell()

    def make_way_for(self, event: Key | Paste) -> None:
        """Go back to the prompt from the replies, where what comes is no key of theirs, but words.

        So too where nothing hears keys: in a browser the program may learn late that it is looked at.
        """
        if self.focused is None and self.query_one(Prompt).display:
            self.set_focus(self.query_one(Prompt))
        box = self.query_one(GlassBox)
        if box.has_focus_within and self.query_one(Prompt).display and self._is_typed(event):
            box.show_page(False)
            self.set_focus(self.query_one(Prompt))

    def _is_typed(self, event: Key | Paste) -> bool:
        """Tell whether what comes is words; going through all bindings takes as long as showing a key."""
        return isinstance(event, Paste) or (event.is_printable and event.key not in self.active_bindings)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Name the keys of what has the focus now."""
        self._tell()

    def _why_not_now(self) -> str:
        """Return why nothing can be asked at this moment; nothing where it can."""
        return super()._why_not_now() or ("" if self._reading is None else self._wording.talks.reading)

    def _recalled(self) -> tuple[str, ...]:
        try:
            return tuple(self._recall())
        except LogError as error:
            self._warn(self._wording.prompt.not_recalled.format(why=error))
            return ()

    def _reply_keys(self) -> tuple[str, ...]:
        conversation = self.query_one(GlassBox).conversation
        chosen = conversation.chosen
        is_last = chosen is not None and chosen.question is conversation.replies[-1].question
        of_others = () if is_last else self._wording.again_keys
        return tuple(hint for hint in self._wording.reply_keys if hint not in of_others)

    def _tell(self) -> None:
        """Say what is going on, and which keys do something now."""
        is_read = self._reading is None
        status = self._exchange.status(self._wording) if is_read else self._wording.talks.reading
        self.query_one(StatusLine).tell(status, is_error=bool(self._exchange.why_unavailable))
        self.query_one(Prompt).show_way_back(self.query_one(GlassBox).has_focus_within)
        if self._exchange.awaited is not None:
            hints = self._wording.answering_keys
        elif any(each.has_focus for each in self.query("Editor")):
            hints = self._wording.review.editing_keys
        elif self.query_one(Prompt).has_focus:
            hints = self._wording.prompt_keys
        else:
            page = self._wording.page_keys if self.query_one(GlassBox).is_page else ()
            hints = (*page, *self._reply_keys())
        self.query_one(KeyBar).hints = hints
