"""Pictures of replies: asked for a name, drawn on a worker's thread, told in a notice."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import regex
from textual.widget import Widget

from chatbot.errors import ChatbotError
from chatbot.files import free_path
from chatbot.pictures.exhibit import Exhibit, Look
from chatbot.pictures.formats import drawer_for, save
from chatbot.text.label import shortened
from chatbot.text.normalize import printable
from chatbot.tui.answering import told
from chatbot.tui.picture_wording import PictureWording
from chatbot.tui.screens.asking import AskLine, AskYesOrNo
from chatbot.tui.widgets.reply_view import ReplyView

LONGEST_NAME = 24
"""How much of a prompt the suggested name of a file holds, in terminal cells."""

_LETTERS = regex.compile(r"[\p{L}\p{M}\p{N}]+")


class Saving:
    """Saves one picture after the other; a file is never replaced unasked."""

    def __init__(self, widget: Widget, wording: PictureWording) -> None:
        """Work for a widget: ask over it, and tell by its notices."""
        self._widget = widget
        self._wording = wording

    def begin(self, view: ReplyView) -> None:
        """Ask where to save the picture of a reply; its attention as it is now, whatever comes after."""
        exhibit = exhibit_of(view)
        if exhibit is None:
            self._warn(self._wording.nothing)
            return
        try:
            exhibit.require_weights()
        except ChatbotError as error:
            self._warn(self._wording.failed.format(why=told(error)))
            return
        self._ask(exhibit, free_name(exhibit.prompt))

    def _ask(self, exhibit: Exhibit, name: str) -> None:
        question = AskLine(self._wording.title, value=name, keys=self._wording.title_keys)
        self._widget.app.push_screen(question, partial(self._named, exhibit))

    def _named(self, exhibit: Exhibit, name: str | None) -> None:
        if name is None or not name.strip():
            return
        path = Path(name.strip())
        try:
            path = path.expanduser()
            drawer_for(path)
            is_there = path.exists()
        except (ChatbotError, OSError, RuntimeError, ValueError) as error:
            self._warn(self._wording.failed.format(why=told(error)))
            self._ask(exhibit, name)
            return
        if is_there:
            self._ask_whether_to_replace(exhibit, path)
        else:
            self._start(exhibit, path)

    def _ask_whether_to_replace(self, exhibit: Exhibit, path: Path) -> None:
        def decide(is_agreed: bool | None) -> None:
            if is_agreed:
                self._start(exhibit, path)
            else:
                self._ask(exhibit, str(path))

        question = AskYesOrNo(
            self._wording.overwrite_title,
            self._wording.overwrite.format(path=printable(str(path))),
            keys=self._wording.overwrite_keys,
        )
        self._widget.app.push_screen(question, decide)

    def _start(self, exhibit: Exhibit, path: Path) -> None:
        work = partial(self._save, exhibit, path)
        self._widget.run_worker(work, thread=True, group="picture", exit_on_error=False)

    def _save(self, exhibit: Exhibit, path: Path) -> None:
        try:
            remark = save(exhibit, path, Look(self._wording.on_pictures))
        except Exception as error:  # The worker's edge: a failure is told on the screen.
            self._warn(self._wording.failed.format(why=told(error)))
            return
        self._widget.notify(self._wording.saved.format(path=printable(str(path.resolve()))), markup=False)
        if remark:
            self._warn(remark)

    def _warn(self, why: str) -> None:
        self._widget.notify(printable(why), severity="warning", markup=False)


def exhibit_of(view: ReplyView) -> Exhibit | None:
    """Return what there is to draw of a reply; None while it is not finished, and after it was deleted."""
    answered, trace = view.answered, view.trace
    if answered is None or trace is None:
        return None
    return Exhibit(
        prompt=answered.history[-1].text,
        reply=answered.reply,
        candidates=answered.candidates,
        checkpoint=answered.checkpoint,
        seconds=answered.seconds,
        word_probabilities=trace.probabilities,
    )


def free_name(prompt: str) -> str:
    """Suggest the name of a file that is not in the working directory yet, by the first words of a prompt."""
    words = "-".join(_LETTERS.findall(prompt))
    stem = "-".join(filter(None, ("attention", shortened(words, LONGEST_NAME).rstrip("-…"))))
    return str(free_path(stem, ".svg"))
