"""Questions that a terminal answers itself: how wide it draws a text, and which keys it can report."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

ANSWER_SECONDS = 0.5
"""How long an answer may take; over a slow line more than this is rare, and no answer is no harm."""

_CURSOR = re.compile(rb"\x1b\[(\d+);(\d+)R")
_KITTY_KEYS = re.compile(rb"\x1b\[\?(\d+)u")
_ATTRIBUTES = re.compile(rb"\x1b\[\?[\d;]*c")


@dataclass(frozen=True, slots=True)
class TerminalAnswers:
    """What a terminal says of itself."""

    widths: tuple[int | None, ...]
    """How many cells it draws each text in; None where it did not answer."""

    has_kitty_keys: bool
    """Whether it speaks the Kitty keyboard protocol."""


def ask_terminal(texts: tuple[str, ...]) -> TerminalAnswers | None:
    """Ask the terminal that we run in; None where there is none that could be asked.

    Each text is drawn for a moment at the start of the line and wiped away. The terminal's state is put back
    however this ends.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.name == "nt":
        return None
    with _answers_unseen() as descriptor:
        widths = tuple(_width(descriptor, text) for text in texts)
        # Every terminal answers the second question: then there is no need to wait for the first.
        answer = _ask(descriptor, "\x1b[?u\x1b[c", _ATTRIBUTES)
    return TerminalAnswers(widths, bool(_KITTY_KEYS.search(answer)))


def _width(descriptor: int, text: str) -> int | None:
    answer = _ask(descriptor, f"\r{text}\x1b[6n", _CURSOR)
    sys.stdout.write("\r\x1b[K")
    sys.stdout.flush()
    found = _CURSOR.search(answer)
    return None if found is None else int(found[2]) - 1


def _ask(descriptor: int, question: str, end: re.Pattern[bytes]) -> bytes:
    sys.stdout.write(question)
    sys.stdout.flush()
    answer = b""
    deadline = time.monotonic() + ANSWER_SECONDS
    while not end.search(answer) and (left := deadline - time.monotonic()) > 0:
        if select.select([descriptor], [], [], left)[0]:
            answer += os.read(descriptor, 1024)
    return answer


@contextmanager
def _answers_unseen() -> Iterator[int]:
    """Read keys as they come and do not show them; Ctrl-C still interrupts."""
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield descriptor
    finally:
        # Flushed: an answer that comes too late must not be taken for something typed.
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
