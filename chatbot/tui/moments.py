"""Moments of the log as the clock on the wall tells them."""

from __future__ import annotations

from datetime import date, datetime, time

from chatbot.storage.records import timestamp


def first_moment(day: str) -> str:
    """Return the first moment of a day of this place, as the log spells it.

    Raises:
        ValueError, OverflowError: it is no day, or none that can be counted from.
    """
    return timestamp(datetime.combine(date.fromisoformat(day), time()).astimezone())


def local_day(moment: str) -> str:
    """Return the day of this place in which a moment lies."""
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d}"


def local_minute(moment: str) -> str:
    """Return a moment to the minute, in the time of this place."""
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
