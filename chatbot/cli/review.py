"""`chatbot review`: judge and correct what was replied, on a screen of its own."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from chatbot.cli.options import default_log_path, interface_language, log_option, prepare_terminal
from chatbot.cli.terminal import is_interactive
from chatbot.errors import LogError
from chatbot.storage.conversation_log import ConversationLog


@click.command(epilog="\b\nchatbot review\nchatbot review --log talks.db")
@log_option
def review(*, log_path: Path | None) -> None:
    """Judge replies one key at a time, and correct them: that is what the model learns from.

    Good, bad, correct, skip, undo; search and filter; what was decided can be learnt at once (Ctrl+L) or
    later with `chatbot retrain`.
    """
    path = log_path or default_log_path()
    if not is_interactive():
        raise click.UsageError(
            "expected a terminal to review on; `chatbot logs list` and `export` read a log without one"
        )
    if not path.exists():
        raise LogError(f"{path}: expected a log to review, found no file; chat first, or name one with --log")
    with ConversationLog(path, clock=lambda: datetime.now(UTC)) as log:
        is_working = _review_on_screen(log)
    if is_working:
        # Ending the interpreter under a thread that is importing torch waits for it, or crashes in it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _review_on_screen(log: ConversationLog) -> bool:
    """Run the screen until it is left; tell whether a thread of it still runs then."""
    prepare_terminal()

    from chatbot.tui.review_app import ReviewApp
    from chatbot.tui.sitting import Sitting
    from chatbot.tui.wording import WORDINGS

    app = ReviewApp(Sitting(log.reviews), make_learner=None, wording=WORDINGS[interface_language()])
    app.run()
    return app.is_working
