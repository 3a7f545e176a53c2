"""The signs that stand for confidence and for verdicts; each takes one cell."""

from __future__ import annotations

from chatbot.reply import FAIRLY_SURE, SURE
from chatbot.storage.verdict import Verdict

UNSURE_MARK = "○"

VERDICT_MARKS = {Verdict.GOOD: "✓", Verdict.BAD: "✗", Verdict.CORRECTED: "✎"}

VERDICT_COLOURS = {
    Verdict.GOOD: "$text-success",
    Verdict.BAD: "$text-error",
    Verdict.CORRECTED: "$text-accent",
}


def confidence_mark(confidence: float) -> str:
    """Return the mark for a confidence between 0 and 1."""
    if confidence >= SURE:
        return "●"
    return "◐" if confidence >= FAIRLY_SURE else UNSURE_MARK
