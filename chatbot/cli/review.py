"""`chatbot review`: judge and correct what was replied, on a screen of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from chatbot.cli.explaining import make_explainer
from chatbot.cli.loading import load_responder
from chatbot.cli.log_file import open_existing_log
from chatbot.cli.options import (
    checkpoint_option,
    config_path,
    find_checkpoint,
    log_option,
    prepare_terminal,
)
from chatbot.cli.shelf import make_learner
from chatbot.cli.terminal import is_interactive, leave_at_once, show
from chatbot.cli.wishes import Wishes
from chatbot.storage.conversation_log import ConversationLog


@click.command(epilog="\b\nchatbot review\nchatbot review --log talks.db")
@checkpoint_option
@log_option
def review(*, checkpoint: str | None, log_path: Path | None) -> None:
    """Judge replies one key at a time, and correct them: that is what the model learns from.

    Good, bad, correct, skip, undo, note, tag, delete; search and filter. F1 shows the keys.
    """
    if not is_interactive():
        raise click.UsageError(
            "expected a terminal to review on; `chatbot logs show` and `export` read a log without one"
        )
    with open_existing_log(log_path) as log:
        is_working = _review_on_screen(log, find_checkpoint(checkpoint))
    if is_working:
        leave_at_once()


def _review_on_screen(log: ConversationLog, folder: Path) -> bool:
    """Run the screen until it is left; tell whether a thread of it still runs then."""
    prepare_terminal()

    from chatbot.tui.review_app import ReviewApp
    from chatbot.tui.sitting import Sitting
    from chatbot.tui.wording import WORDINGS

    wishes = Wishes.read(config_path(), must_be_sound=False)
    app = ReviewApp(
        Sitting(lambda: log.reviews),
        make_learner=lambda: make_learner(folder, wishes.preferences.search),
        load_responder=lambda: load_responder(folder, wishes.preferences.search),
        make_explainer=partial(make_explainer, folder),
        wording=WORDINGS[wishes.language],
        personal=wishes.personal(),
        keep=wishes.keep,
    )
    show(app)
    return app.is_working
