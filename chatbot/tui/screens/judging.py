"""Judging where one talks: what the keys on a reply, and the editor in the prompt's place, lead to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on

from chatbot.tui.judging import Judging
from chatbot.tui.later import Later
from chatbot.tui.screens.talking import TalkingScreen
from chatbot.tui.sitting import Sitting
from chatbot.tui.story import Story
from chatbot.tui.widgets.glass_box import GlassBox
from chatbot.tui.widgets.prompt import Prompt
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.tui.widgets import editor as editors
    from chatbot.tui.widgets.editor import Editor
    from chatbot.tui.widgets.views.candidates import CandidatesView
else:
    editors = Later("chatbot.tui.widgets.editor")


class JudgingScreen(TalkingScreen):
    """A screen on which one talks, and calls replies good or bad, corrects them, or adopts others."""

    def __init__(
        self, story: Story, *, sitting: Sitting | None, now: Callable[[], datetime], wording: Wording
    ) -> None:
        """Make a screen that writes `story`, and judges at `sitting`, where there is one."""
        super().__init__(story, now=now, wording=wording)
        self._judging = Judging(sitting, story, wording, tell=self._notify)

    @on(GlassBox.Rated)
    def _rate(self, event: GlassBox.Rated) -> None:
        self._judging.rate(event.view, event.verdict)

    @on(GlassBox.CorrectionWanted)
    def _begin_correction(self, event: GlassBox.CorrectionWanted) -> None:
        text = self._judging.begin_correction(event.view)
        if text is not None:
            self.query_one(Prompt).display = False
            self.query_one(editors.Editor).open(text)

    def on_editor_saved(self, event: Editor.Saved) -> None:
        """Keep a correction."""
        if self._judging.correct(event.text):
            self._close_editor()

    def on_editor_left(self) -> None:
        """Leave the reply as it was."""
        self._close_editor()

    def _close_editor(self) -> None:
        self._judging.end_correction()
        for editor in self.query(editors.Editor):
            editor.close()
        self.query_one(Prompt).display = True
        self.query_one(GlassBox).enter()

    def on_candidates_view_adopted(self, event: CandidatesView.Adopted) -> None:
        """Let another of the candidates stand in place of a reply."""
        box = self.query_one(GlassBox)
        view = box.conversation.chosen
        if self._exchange.awaited is not None:
            self._warn(self._wording.explaining.adopt_refused)
        elif view is not None and view.answered is event.ballot.answered:
            self._judging.adopt(view, event.reply, event.ballot.replies)
            box.choose(view)

    @on(GlassBox.UndoWanted)
    def _undo(self) -> None:
        box = self.query_one(GlassBox)
        view = self._judging.undo(box.conversation.replies, chosen=box.conversation.chosen)
        if view is not None:
            box.choose(view)

    def on_screen_resume(self) -> None:
        """Show what was judged on another screen."""
        box = self.query_one(GlassBox)
        if self._judging.look_again(box.conversation.replies):
            self._exchange.story.go_on_after_deletion()
            if box.conversation.chosen is not None:
                box.choose(box.conversation.chosen)
