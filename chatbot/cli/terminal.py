"""What the command line prints: answers to standard output, everything else to standard error.

Nothing printed may drive the terminal: control characters are taken out on the way.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from chatbot.errors import ScreenError
from chatbot.text.normalize import printable

if TYPE_CHECKING:
    from chatbot.tui.personal_app import PersonalApp

_DRIVES_A_TERMINAL = "[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
"""What JSON leaves as it is, and a terminal would act upon or cannot show; in JSON it may be escaped."""


def answer(text: str) -> None:
    """Print a part of the answer to standard output."""
    click.echo(printable(text))


def answer_json(document: object) -> None:
    """Print the answer as one JSON document, readable by people: Chinese stays Chinese."""
    import json

    text = json.dumps(document, ensure_ascii=False)
    click.echo(re.sub(_DRIVES_A_TERMINAL, lambda found: f"\\u{ord(found[0]):04x}", text))


def notice(text: str) -> None:
    """Print something that is not part of the answer."""
    click.echo(printable(text), err=True)


def complain(text: str) -> None:
    """Print the one line an error is told in."""
    one_line = " ".join(printable(text).split())
    click.echo(f"error: {one_line}", err=True)


def is_interactive() -> bool:
    """Tell whether a person sits at both ends: standard input and output are terminals."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@contextmanager
def enter_as_typed(terminal: int) -> Iterator[None]:
    """Keep Enter what it is while nobody reads it yet, and leave a terminal as it was found.

    A terminal hands Enter to programs that read lines as a new line, and so what is sent while a screen is
    only starting would become two lines in its prompt. `terminal` is a file descriptor.
    """
    try:
        import termios
    except ImportError:  # Windows has none.
        yield
        return
    before = termios.tcgetattr(terminal)
    early = termios.tcgetattr(terminal)
    early[0] &= ~termios.ICRNL  # The flags of what comes in.
    termios.tcsetattr(terminal, termios.TCSANOW, early)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)


def show(app: PersonalApp) -> None:
    """Run an app until it is left.

    Raises:
        ScreenError: A mistake of ours has ended it; where it was made is in the traceback of the cause.
    """
    app.run()
    if app.failure is not None:
        from chatbot.tui.answering import told

        raise ScreenError(
            f"the screen had to close: {told(app.failure)}; "
            "what was logged is kept, `chatbot chat --continue` goes on with it; --debug shows what failed"
        ) from app.failure


def leave_at_once() -> NoReturn:
    """End the program under a thread that cannot be stopped; what was done is on the disk already."""
    # Ending the interpreter under a thread that is importing torch waits for it, or crashes in it.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
