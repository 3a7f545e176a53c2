"""Checkpoints that are asked the same: which ones, in which order, and what each has said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from textual.message import Message

from chatbot.explaining import Saved, Shelf
from chatbot.reply import Reply, ReplyFinished
from chatbot.tui.answered import Answered
from chatbot.tui.answering import told


@dataclass(frozen=True, slots=True)
class Asked:
    """A checkpoint, and how far it is with its reply."""

    saved: Saved
    is_asked: bool = False
    reply: Reply | None = None
    why_failed: str = ""

    @property
    def is_settled(self) -> bool:
        """Tell whether there is a reply, or will never be one."""
        return self.reply is not None or bool(self.why_failed)

    def answered(self, reply: Reply) -> Asked:
        """Return it with its reply."""
        return replace(self, is_asked=False, reply=reply)

    def failed(self, why: str) -> Asked:
        """Return it without a reply for good."""
        return replace(self, is_asked=False, why_failed=why)


class SavedListed(Message):
    """It is known which checkpoints there are."""

    def __init__(self, saved: tuple[Saved, ...]) -> None:
        """Carry them in their order."""
        super().__init__()
        self.saved = saved


class ListingFailed(Message):
    """It cannot be known."""

    def __init__(self, why: str) -> None:
        """Carry the reason in words."""
        super().__init__()
        self.why = why


def list_saved(shelf: Shelf, *, post: Callable[[Message], object]) -> None:
    """List the checkpoints, and post them; meant for a worker's thread."""
    try:
        saved = shelf.saved()
    except Exception as error:  # The worker's edge: a damaged checkpoint may not close the app.
        post(ListingFailed(told(error)))
    else:
        post(SavedListed(saved))


def runs_first(saved: Sequence[Saved]) -> tuple[Saved, ...]:
    """Return what came of each run, then what was kept on the way."""
    return tuple(sorted(saved, key=lambda each: each.name != each.run))


def along_a_run(saved: Sequence[Saved], checkpoint: str) -> tuple[Saved, ...]:
    """Return what was kept along the run of a checkpoint; along the first such run, where that kept nothing.

    Nothing where no run has kept anything.
    """
    runs: dict[str, list[Saved]] = {}
    for each in saved:
        runs.setdefault(each.run, []).append(each)
    own = next((each.run for each in saved if each.name == checkpoint), "")
    kept = [run for run in (own, *runs) if len(runs.get(run, ())) > 1]
    return tuple(runs[kept[0]]) if kept else ()


def reply_of(shelf: Shelf, name: str, answered: Answered, is_cancelled: Callable[[], bool]) -> Reply:
    """Let a checkpoint answer what another one has answered, searching in the same way; takes seconds."""
    responder = shelf.load(name).with_search(answered.search)
    *_, finished = responder.reply(answered.history, is_cancelled=is_cancelled)
    assert isinstance(finished, ReplyFinished), "a reply ends with all that is known of it"
    return finished.reply
