"""`chatbot review` on the screen: the review screen alone, which needs no model to be read."""

from __future__ import annotations

from chatbot.tui.screens.review import ReviewScreen
from chatbot.tui.teaching_app import TeachingApp


class ReviewApp(TeachingApp):
    """Begins and ends with the review screen; a model is loaded when something is to be learnt."""

    def on_mount(self) -> None:
        """Show the queue."""
        assert self._sitting is not None, "there is nothing to review without a log"
        self.push_screen(ReviewScreen(self._sitting, self._wording))

    def leave_review(self) -> None:
        """Cancel what is being learnt; else end the app."""
        if not self.cancel_learning():
            self.exit()
