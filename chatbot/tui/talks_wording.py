"""The words about the conversations of the log, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TalksWording:
    """What is said of conversations; braces are filled in."""

    reading: str
    unread: str
    """Braces: why."""


ENGLISH = TalksWording(
    reading="The conversation is being read: a moment.",
    unread="The conversation cannot be gone on with: {why}",
)

CHINESE = TalksWording(
    reading="正在读取对话，请稍候。",
    unread="无法继续这个对话：{why}",
)
