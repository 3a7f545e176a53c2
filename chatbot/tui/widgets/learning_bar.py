"""One line that tells how far learning is, while everything else goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from chatbot.tui.learning_wording import LearningWording

if TYPE_CHECKING:
    from chatbot.learning import LearnProgressed

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

    def show(self, what: str | LearnProgressed) -> None:
        """Show how far it is, or say it in words; nothing is shown for no words."""
        self.display = bool(what)
        told = Content.styled(what, "bold") if isinstance(what, str) else self._progress(what)
        self.update(Content.assemble(told, (f"  {self._wording.cancel}", "$text-muted")))

    def _progress(self, progress: LearnProgressed) -> Content:
        recalled = self._wording.recalled.format(recalled=progress.recalled, lessons=progress.lessons)
        return Content.assemble(
            (f"{self._wording.learning} ", "bold"),
            bar(progress.share, BAR_CELLS),
            f" {progress.share:4.0%}  {recalled}",
        )
