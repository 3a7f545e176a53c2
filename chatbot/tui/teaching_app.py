"""What every app of ours can do: help, reviewing, and learning behind the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from chatbot.errors import LogError
from chatbot.preferences import Keep
from chatbot.text.normalize import printable
from chatbot.tui.later import Later
from chatbot.tui.personal import Personal, keep_nothing
from chatbot.tui.personal_app import PersonalApp
from chatbot.tui.sitting import Sitting
from chatbot.tui.wording import ENGLISH, Wording

if TYPE_CHECKING:
    from chatbot.explaining import Explainer
    from chatbot.learning import Learner, LearnOutcome, LearnProgressed
    from chatbot.reply import Responder
    from chatbot.tui import teaching
    from chatbot.tui.screens import help as helping
    from chatbot.tui.screens import review
    from chatbot.tui.teaching import (
        LearnerMade,
        LearningAdvanced,
        LearningEnded,
        LearningUndone,
        Teaching,
        TeachingFailed,
    )
    from chatbot.tui.widgets import learning_bar
else:
    helping = Later("chatbot.tui.screens.help")
    learning_bar = Later("chatbot.tui.widgets.learning_bar")
    review = Later("chatbot.tui.screens.review")
    teaching = Later("chatbot.tui.teaching")

OUTCOME_SECONDS = 10
"""How long it is told what came of learning, which one has not been waiting for."""


class TeachingApp(PersonalApp):
    """Shows how learning goes on whichever screen is seen; a subclass brings the first screen."""

    TITLE = "chatbot"
    CSS_PATH = ["app.tcss", "later.tcss"]  # noqa: RUF012  # as its base
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", show=False, priority=True, id="app.help"),
        Binding("ctrl+r", "review", show=False, id="app.review"),
        Binding("ctrl+l", "learn", show=False, id="app.learn"),
        Binding("ctrl+z", "undo_learning", show=False, id="app.undo_learning"),
    ]

    def __init__(
        self,
        sitting: Sitting | None,
        *,
        make_learner: Callable[[], Learner] | None,
        wording: Wording = ENGLISH,
        personal: Personal | None = None,
        keep: Keep = keep_nothing,
    ) -> None:
        """Make the app.

        Args:
            sitting: What is judged here; None where nothing is logged.
            make_learner: Called at most once that succeeds, on a worker's thread; may take seconds.
            wording: The language of the interface at first.
            personal: The user's wishes; None where there are none.
            keep: Writes down what is changed on the screen; may raise, which is told.
        """
        super().__init__(wording=wording, personal=personal, keep=keep)
        self._sitting = sitting
        self._learning: str | LearnProgressed = ""
        self._make_learner = make_learner

    @cached_property
    def _teaching(self) -> Teaching | None:
        """What teaches, made when it is first asked for; None where nothing can be learnt."""
        if self._sitting is None or self._make_learner is None:
            return None
        return teaching.Teaching(self._sitting, self._make_learner, post=self.post_message)

    @property
    def is_working(self) -> bool:
        """Tell whether a thread still runs that nothing can stop at once."""
        return self._teaching is not None and self._teaching.is_working

    @property
    def explainers(self) -> Mapping[str, Explainer]:
        """Who can say why a reply is as it is, by the names of the checkpoints whose replies they know."""
        return {}

    def use(self, responder: Responder) -> None:
        """Answer with another responder from now on; nothing answers here."""

    def explain_review(self, explainer: Explainer, checkpoint: str) -> None:
        """Let the review, where it is open, ask this one why a checkpoint's replies are as they are."""
        for screen in self.screen_stack:
            if isinstance(screen, review.ReviewScreen):
                screen.use(explainer, checkpoint)

    def action_help(self) -> None:
        """Show the keys, or put them away."""
        if isinstance(self.screen, helping.HelpScreen):
            self.pop_screen()
        else:
            words = self._wording
            of_chat = helping.HelpPage(words.help_title, words.help, words.marks)
            page = self.screen.help_page if isinstance(self.screen, helping.Helped) else of_chat
            self.push_screen(
                helping.HelpScreen(page, words.anywhere_keys, way_out=" · ".join(words.help_keys))
            )

    def action_review(self) -> None:
        """Open the review screen, once."""
        if any(isinstance(screen, review.ReviewScreen) for screen in self.screen_stack):
            return
        if self._sitting is None:
            self._say(self._wording.review.not_kept)
        else:
            self.push_screen(review.ReviewScreen(self._sitting, self._wording, explainers=self.explainers))
            self.call_after_refresh(self._show_learning)

    def action_learn(self) -> None:
        """Learn from what was reviewed, while everything else goes on."""
        if self._sitting is None:
            self._say(self._wording.review.not_kept)
        elif self._teaching is None:
            self._say(self._wording.learning.no_learner)
        elif self._teaching.is_busy:
            self._say(self._wording.learning.busy)
        else:
            self._tell_bars(self._wording.learning.preparing)
            self._teaching.begin()

    def action_undo_learning(self) -> None:
        """Go back to the model before what was learnt last."""
        if self._teaching is None or not self._teaching.can_undo:
            self._say(self._wording.learning.nothing_to_undo)
        elif self._teaching.is_busy:
            self._say(self._wording.learning.busy)
        else:
            self._tell_bars(self._wording.learning.undoing)
            self._teaching.undo()

    def cancel_learning(self) -> bool:
        """Cancel what is learnt; tell whether there was anything to cancel."""
        if self._teaching is None or not self._teaching.is_busy or self._teaching.is_cancelled:
            return False
        self._teaching.cancel()
        self._tell_bars(self._wording.learning.cancelling)
        return True

    def leave_review(self) -> None:
        """Go back to the screen below; learning goes on."""
        self.pop_screen()

    def on_queue_screen_left(self) -> None:
        """Leave the review."""
        if isinstance(self.screen, review.ReviewScreen):  # Esc may have been pressed twice.
            self.leave_review()

    def on_learning_unwanted(self) -> None:
        """Cancel what is learnt, if anything is."""
        self.cancel_learning()

    def on_unmount(self) -> None:
        """Let learning end where it is."""
        if self._teaching is not None:
            self._teaching.cancel()

    def on_learner_made(self, event: LearnerMade) -> None:
        """Begin with the lessons, where there are new ones."""
        assert self._teaching is not None, "it has sent the message"
        try:
            is_begun = self._teaching.learn(event.learner)
        except LogError as error:
            self._end_teaching(self._wording.learning.failed.format(why=error))
            return
        if not is_begun:
            words = self._wording.learning
            self._end_teaching(words.cancelled if self._teaching.is_cancelled else words.nothing_new)

    def on_learning_advanced(self, event: LearningAdvanced) -> None:
        """Show how far it is."""
        if self._teaching is not None and not self._teaching.is_cancelled:
            self._tell_bars(event.progress)

    def on_learning_ended(self, event: LearningEnded) -> None:
        """Answer with what has learnt, where it may, and say what came of it."""
        assert self._teaching is not None, "it has sent the message"
        outcome, responder = event.finished.outcome, event.finished.responder
        if not outcome.accepted or responder is None:
            words = self._wording.learning
            is_cancelled = self._teaching.is_cancelled
            self._end_teaching(words.cancelled if is_cancelled else words.kept_old.format(why=outcome.why))
            return
        self._end_teaching(_learnt(outcome, self._wording))
        try:
            self._teaching.accept(outcome)
        except LogError as error:
            self._say(self._wording.learning.not_marked.format(why=error))
        self.use(responder)

    def on_learning_undone(self, event: LearningUndone) -> None:
        """Answer with the model before."""
        assert self._teaching is not None, "it has sent the message"
        self._teaching.take_back()
        self._end_teaching(self._wording.learning.undone.format(name=event.responder.name))
        self.use(event.responder)

    def on_teaching_failed(self, event: TeachingFailed) -> None:
        """Say why there is nothing learnt."""
        self._end_teaching(self._wording.learning.failed.format(why=event.why))

    def _end_teaching(self, what: str) -> None:
        assert self._teaching is not None, "only what was begun ends"
        self._teaching.settle()
        self._tell_bars("")
        self.notify(printable(what), markup=False, timeout=OUTCOME_SECONDS)

    def _tell_bars(self, what: str | LearnProgressed) -> None:
        self._learning = what
        self._show_learning()

    def _show_learning(self) -> None:
        """Tell on every screen how far learning is."""
        for screen in self.screen_stack:
            for bar in screen.query(learning_bar.LearningBar):
                bar.show(self._learning)

    def _say(self, what: str) -> None:
        self.notify(printable(what), markup=False)


def _learnt(outcome: LearnOutcome, wording: Wording) -> str:
    told = wording.learning.accepted.format(
        recalled=outcome.recalled_after,
        lessons=outcome.corrections,
        before=outcome.heldout_nll_before,
        after=outcome.heldout_nll_after,
        folder=outcome.folder,
    )
    return "\n".join((told, *outcome.notes))
