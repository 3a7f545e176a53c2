"""How far the reviewing is: one line above the queue."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from chatbot.storage.review_records import ReviewCounts
from chatbot.storage.verdict import Verdict
from chatbot.tui.review_wording import ReviewWording
from chatbot.tui.widgets.learning_bar import bar
from chatbot.tui.widgets.marks import VERDICT_COLOURS, VERDICT_MARKS

BAR_CELLS = 16
"""How wide the bar is."""


class ReviewProgress(Static):
    """Count what was reviewed, in words, as a bar, and by verdict."""

    def __init__(self, wording: ReviewWording) -> None:
        """Make a line that counts nothing yet."""
        super().__init__(markup=False)
        self._wording = wording

    def show(self, counts: ReviewCounts) -> None:
        """Show how far it is."""
        by_verdict = {
            Verdict.GOOD: counts.good,
            Verdict.BAD: counts.bad,
            Verdict.CORRECTED: counts.corrected,
        }
        reviewed = sum(by_verdict.values())
        total = reviewed + counts.waiting
        share = reviewed / total if total else 0.0
        words = self._wording.progress.format(reviewed=f"{reviewed:,}", all=f"{total:,}")
        parts = [
            (f"  {VERDICT_MARKS[verdict]} {number:,}", VERDICT_COLOURS[verdict])
            for verdict, number in by_verdict.items()
        ]
        self.update(Content.assemble(f"{words}  ", bar(share, BAR_CELLS), f" {share:4.0%}", *parts))
