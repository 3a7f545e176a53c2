"""What the screens have in common on which a reply is seen beside another one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.screen import Screen

from chatbot.reply import Reply
from chatbot.tui.answered import Answered
from chatbot.tui.trials import Trial, TrialAnswered, TrialFailed, make
from chatbot.tui.view_keys import MAP_KEYS
from chatbot.tui.widgets.two_replies import TwoReplies
from chatbot.tui.wording import Wording


class TwoRepliesScreen(Screen[None]):
    """Show a reply that has been given beside others; a subclass says which are made, one at a time."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  # as its base
    BINDINGS: ClassVar[list[BindingType]] = [
        *MAP_KEYS,
        Binding("m", "view('swap_maps')", show=False, id="view.other_map"),
    ]

    def __init__(self, answered: Answered, wording: Wording) -> None:
        """Begin with the reply that has been given, alone."""
        super().__init__()
        self.answered = answered
        """The reply that others are seen beside."""

        self._wording = wording
        self._trial: Trial | None = None
        """The one that is being made."""

    def on_unmount(self) -> None:
        """Leave nothing running behind."""
        self._cancel()

    def action_leave(self) -> None:
        """Go back to where the reply was chosen."""
        self.dismiss()

    def action_view(self, act: str) -> None:
        """Let the maps be seen in another way."""
        getattr(self._panes, act)()

    @property
    def _panes(self) -> TwoReplies:
        return self.query_one(TwoReplies)

    def _take(self, reply: Reply) -> None:
        """Show what was made."""
        raise NotImplementedError

    def _take_failure(self, why: str) -> None:
        """Show why it could not be made."""
        raise NotImplementedError

    def _make(self, answer: Callable[[Callable[[], bool]], Reply]) -> None:
        """Have a reply made on a thread of its own; see `Trial`."""
        self._trial = Trial(answer)
        work = partial(make, self._trial, post=self.post_message)
        self.run_worker(work, thread=True, group="trial", exit_on_error=False)

    def _cancel(self) -> None:
        """Want what is being made no more."""
        if self._trial is not None:
            self._trial.cancelled.set()
            self._trial = None

    @on(TrialAnswered)
    def _hear_answer(self, event: TrialAnswered) -> None:
        if event.trial is self._trial:
            self._trial = None
            self._take(event.reply)

    @on(TrialFailed)
    def _hear_failure(self, event: TrialFailed) -> None:
        if event.trial is self._trial:
            self._trial = None
            self._take_failure(event.why)
