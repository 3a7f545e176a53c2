"""Ctrl-C, SIGTERM, and the end of whoever started us, as a request to come to a good end."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from types import FrameType

from chatbot.cli.terminal import notice


@contextmanager
def stop_requests() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C or SIGTERM into a request to stop after the update; a second one ends at once."""
    requested = Event()

    def request(number: int, frame: FrameType | None) -> None:
        if requested.is_set():
            raise KeyboardInterrupt
        requested.set()
        notice("stopping after this update; everything is saved")

    before = {number: signal.signal(number, request) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield requested.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_with_standard_input() -> None:
    """Send this process SIGTERM once the other end of its standard input is gone, however that came about.

    Where the system cannot tell (Windows), nothing is done.
    """
    if sys.stdin is None or not hasattr(select, "poll"):
        return
    poll = select.poll()
    # Asked for nothing, it still reports that the other end has hung up; what comes in is left to others.
    poll.register(sys.stdin.fileno(), 0)

    def wait() -> None:
        poll.poll()
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=wait, daemon=True, name="wait for the end of standard input").start()
