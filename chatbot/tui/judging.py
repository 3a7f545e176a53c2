"""Judging replies in the chat itself: what its keys write to the log, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from chatbot.errors import LogError
from chatbot.tui.later import Later
from chatbot.tui.sitting import Sitting
from chatbot.tui.story import Story
from chatbot.tui.wording import Wording

if TYPE_CHECKING:
    from chatbot.reply import Reply
    from chatbot.storage import records
    from chatbot.storage import verdict as verdicts
    from chatbot.storage.review_records import Review
    from chatbot.storage.verdict import Verdict
    from chatbot.tui.widgets.reply_view import ReplyView
else:
    records = Later("chatbot.storage.records")
    verdicts = Later("chatbot.storage.verdict")


class Judging:
    """Verdicts on the replies of a conversation; at most one is being corrected."""

    def __init__(
        self, sitting: Sitting | None, story: Story, wording: Wording, *, tell: Callable[[str], None]
    ) -> None:
        """Judge at this sitting; without one nothing is kept, and `tell` is told so.

        The story goes on with the replies as they are shown.
        """
        self._sitting = sitting
        self._story = story
        self._wording = wording
        self._words = wording.review
        self._tell = tell
        self._edited: ReplyView | None = None
        self._foretold: Review | None = None
        """The act that is not in view, of which has been said that the next undoing takes it back."""

    def rate(self, view: ReplyView, verdict: Verdict) -> None:
        """Call a reply good or bad."""
        if self._sitting is None or view.turn_id is None:
            self._tell(self._why_not())
            return
        if verdict is verdicts.Verdict.GOOD and view.is_adopted and view.answered is not None:
            # What is seen is good, and is kept as such already; the log's turn is what the model gave.
            self.adopt(view, view.answered.reply, view.answered.candidates)
            return
        try:
            self._judge(view, self._sitting.rate(view.turn_id, verdict))
        except LogError as error:
            self._tell(self._words.not_saved.format(why=error))

    def begin_correction(self, view: ReplyView) -> str | None:
        """Return the text to be edited; None where the reply cannot be corrected."""
        if self._sitting is None or view.turn_id is None:
            self._tell(self._why_not())
            return None
        self._edited = view
        return view.correction or view.said

    def end_correction(self) -> None:
        """Leave the reply that is being corrected as it is."""
        self._edited = None

    def correct(self, typed: str) -> bool:
        """Keep the correction; tell whether its text may go."""
        view, text = self._edited, typed.strip()
        if self._sitting is None or view is None or view.turn_id is None:
            return True
        if not text:
            self._tell(self._words.empty_correction)
            return False
        try:
            review = self._sitting.correct(view.turn_id, text, said=view.said)
        except LogError as error:
            self._tell(self._words.not_saved.format(why=error))
            return False
        self._judge(view, review)
        is_changed = review.verdict is verdicts.Verdict.CORRECTED
        self._tell(self._words.corrected if is_changed else self._words.unchanged)
        self._edited = None
        return True

    def adopt(self, view: ReplyView, reply: Reply, candidates: tuple[Reply, ...]) -> None:
        """Let another reply that was found stand in place of one, here, in the story and in the log."""
        words = self._wording.explaining
        if self._sitting is None or view.turn_id is None:
            view.adopt(reply, candidates)
            self._amend(view)
            self._tell(words.adopted_unkept)
            return
        try:
            review = self._sitting.adopt(view.turn_id, reply.text, said=view.said)
        except LogError as error:
            self._tell(self._words.not_saved.format(why=error))
            return
        view.adopt(reply, candidates)
        self._judge(view, review)
        self._tell(self._words.corrected if view.is_aside else words.adopted)

    def undo(self, views: Iterable[ReplyView], *, chosen: ReplyView | None) -> ReplyView | None:
        """Take back the newest act on the chosen reply, else on any of `views`; return the reply it was on.

        One on a reply that is not among them is first told of, and taken back the next time.
        """
        if self._sitting is None:
            self._tell(self._words.not_kept)
            return None
        seen = {view.turn_id: view for view in views if view.turn_id is not None}
        try:
            turn_id = None
            if chosen is not None and chosen.turn_id is not None:
                turn_id = self._sitting.undo_on({chosen.turn_id})
            turn_id = self._sitting.undo_on(seen) if turn_id is None else turn_id
            if turn_id is None:
                self._tell(self._undo_elsewhere(self._sitting))
                return None
            self._foretold = None
            self._judge(seen[turn_id], self._sitting.reviews.current(turn_id))
        except LogError as error:
            self._tell(self._words.not_saved.format(why=error))
            return None
        self._tell(self._words.undone)
        return seen[turn_id]

    def look_again(self, views: Iterable[ReplyView]) -> bool:
        """Show what has been judged or deleted elsewhere; tell whether anything was deleted."""
        if self._sitting is None:
            return False
        is_deleted = False
        try:
            for view in views:
                if view.turn_id in self._sitting.deleted:
                    view.forget()
                    is_deleted = True
                elif view.turn_id is not None and view.turn_id in self._sitting.touched:
                    self._judge(view, self._sitting.reviews.current(view.turn_id))
        except LogError as error:
            self._tell(self._words.not_saved.format(why=error))
        return is_deleted

    def _undo_elsewhere(self, sitting: Sitting) -> str:
        """Take back the newest act, if that has been told of; return what is to be told."""
        newest, foretold = sitting.newest, self._foretold
        self._foretold = newest
        if newest is None:
            return self._words.nothing_to_undo
        if newest != foretold:
            said = sitting.reviews.reply(newest.turn_id).turn.text
            return self._words.undo_elsewhere.format(reply=records.title_of(said))
        sitting.undo()
        return self._words.undone_elsewhere

    def _judge(self, view: ReplyView, review: Review | None) -> None:
        view.judge(review)
        self._amend(view, review.adopted if review else None)

    def _amend(self, view: ReplyView, adopted: str | None = None) -> None:
        if view.answered is not None and not view.is_aside:
            shown = view.answered.reply.text
            self._story.amend(view.answered.history, shown if adopted is None else adopted)

    def _why_not(self) -> str:
        return self._words.not_kept if self._sitting is None else self._words.nothing_said
