"""One line that tells how far learning is, while everything else goes on."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from chatbot.learning import LearnProgressed
from chatbot.tui.learning_wording import LearningWording

BAR_CELLS = 20
"""How wide the bar is."""


def bar(share: float, cells: int) -> Content:
    """Return a bar, `share` of which, 0 to 1, is filled."""
    full = round(max(0.0, min(share, 1.0)) * cells)
    return Content.assemble(("━" * full, "$primary"), ("━" * (cells - full), "$foreground 20%"))


class LearningBar(Static):
    """Show learning under way; out of sight when there is none."""

    def __init__(self, wording: LearningWording) -> None:
        """Make a bar that is not seen yet."""
        super().__init__(markup=False)
        self._wording = wording
        self.display = False

    def say(self, what: str) -> None:
        """Tell what is going on, before or after the bar moves."""
        self.display = True
        self.update(Content.assemble((what, "bold"), (f"  {self._wording.cancel}", "$text-muted")))

    def show(self, progress: LearnProgressed) -> None:
        """Show how far it is."""
        self.display = True
        recalled = self._wording.recalled.format(recalled=progress.recalled, lessons=progress.lessons)
        self.update(
            Content.assemble(
                (f"{self._wording.learning} ", "bold"),
                bar(progress.share, BAR_CELLS),
                f" {progress.share:4.0%}  {recalled}",
                (f"  {self._wording.cancel}", "$text-muted"),
            )
        )

    def hide(self) -> None:
        """Go out of sight."""
        self.display = False
