"""`chatbot tour`: what attention is, shown on a reply of the model in use."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

import click

from chatbot.cli.explaining import make_explainer
from chatbot.cli.loading import load_responder
from chatbot.cli.options import checkpoint_option, config_path, find_checkpoint, prepare_terminal
from chatbot.cli.terminal import answer, is_interactive, leave_at_once, show
from chatbot.cli.wishes import Wishes

PRINTED_WIDTH = 80
"""Cells of a line where there is no screen."""


@click.command(epilog="\b\nchatbot tour\nchatbot tour --checkpoint mine\nchatbot tour > tour.txt")
@checkpoint_option
def tour(*, checkpoint: str | None) -> None:
    """Be led through attention, in six pages, with the real numbers of a real reply.

    Weighting by likeness; the bottleneck; query, keys and values; the score; the masked softmax; the weighted
    sum. Where input or output is no terminal, all pages are printed.
    """
    folder = find_checkpoint(checkpoint)
    wishes = Wishes.read(config_path(), must_be_sound=False)
    if not is_interactive():
        _print_pages(folder, wishes)
    elif _show_pages(folder, wishes):
        leave_at_once()


def _print_pages(folder: Path, wishes: Wishes) -> None:
    from chatbot.cli.comparable import CheckpointShelf
    from chatbot.tui.tour_guide import worked_out
    from chatbot.tui.tour_pages import page_lines, pages_of, place_of
    from chatbot.tui.tour_wording import WORDINGS
    from chatbot.tui.wrapping import wrap_by_typography

    wrap_by_typography()
    words = WORDINGS[wishes.language]
    explainer = make_explainer(folder, load_responder(folder, wishes.preferences.search))
    shelf = CheckpointShelf(folder, wishes.preferences.search)
    found = worked_out(explainer, shelf, words)
    for number in range(len(pages_of(found))):
        lines = page_lines(found, number, words, PRINTED_WIDTH)
        told = "\n".join(line.plain.rstrip() for line in lines)
        answer(f"{place_of(found, number, words)}\n\n{told}\n")


def _show_pages(folder: Path, wishes: Wishes) -> bool:
    """Run the screen until it is left; tell whether a thread of it still runs then."""
    prepare_terminal()

    from chatbot.cli.comparable import CheckpointShelf
    from chatbot.tui.story import Story
    from chatbot.tui.tour_app import TourApp
    from chatbot.tui.wording import WORDINGS

    app = TourApp(
        partial(load_responder, folder, wishes.preferences.search),
        story=Story(None, checkpoint=folder.resolve().name),
        now=lambda: datetime.now().astimezone(),
        make_explainer=partial(make_explainer, folder),
        shelf=CheckpointShelf(folder, wishes.preferences.search),
        wording=WORDINGS[wishes.language],
        personal=wishes.personal(),
        keep=wishes.keep,
    )
    show(app)
    if app.load_error is not None:
        raise app.load_error
    return app.is_working
