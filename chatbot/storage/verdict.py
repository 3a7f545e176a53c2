"""What can be decided about a reply."""

from __future__ import annotations

from enum import StrEnum

ADOPTED = "adopted"
"""The tag of a correction that is a reply of the model's own, chosen from those that its search found."""


class Verdict(StrEnum):
    """What a reviewer decided about a reply."""

    GOOD = "good"
    BAD = "bad"
    CORRECTED = "corrected"
