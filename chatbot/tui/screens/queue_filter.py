"""Which replies are to be reviewed, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from chatbot.storage.review_records import QueueOrder, ReviewFilter, ReviewState
from chatbot.storage.verdict import Verdict
from chatbot.text.normalize import printable
from chatbot.tui.moments import first_moment, local_day
from chatbot.tui.review_wording import ReviewWording
from chatbot.tui.widgets.choice_line import ChoiceLine

STATES: tuple[ReviewState, ...] = ("unreviewed", "reviewed", "all")
ORDERS = tuple(QueueOrder)
LANGUAGES = (None, "zh", "en", "mixed")
VERDICTS = (None, *Verdict)


@dataclass(frozen=True, slots=True)
class QueueWish:
    """What is to be reviewed, and in which order."""

    wanted: ReviewFilter
    order: QueueOrder


def wish_in_words(wish: QueueWish, wording: ReviewWording) -> str:
    """Say what a queue holds, on one line."""
    wanted = wish.wanted
    states = (wording.waiting, wording.reviewed_only, wording.everything)
    parts = [states[STATES.index(wanted.state)]] if wanted.verdict is None else []
    if wanted.verdict is not None:
        parts.append(wording.verdicts[VERDICTS.index(wanted.verdict) - 1])
    parts.append(wording.orders[ORDERS.index(wish.order)])
    if wanted.language is not None:
        parts.append(wording.languages[LANGUAGES.index(wanted.language) - 1])
    if wanted.checkpoint is not None:
        parts.append(wanted.checkpoint)
    if wanted.since is not None:
        parts.append(f"≥ {local_day(wanted.since)}")
    if wanted.text is not None:
        parts.append(f"“{wanted.text}”")
    return " · ".join(parts)


class QueueFilter(ModalScreen[QueueWish | None]):
    """Choose with the arrow keys; Enter applies, Esc leaves everything as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", show=False),
        Binding("up,k", "app.focus_previous", show=False),
        Binding("down,j", "app.focus_next", show=False),
        Binding("enter", "apply", show=False),
    ]

    def __init__(self, wish: QueueWish, checkpoints: Sequence[str], wording: ReviewWording) -> None:
        """Begin with the present wish; `checkpoints` have answered."""
        super().__init__()
        self._wish = wish
        self._checkpoints = (None, *checkpoints)
        self._wording = wording

    def compose(self) -> ComposeResult:
        """Lay out a line a field."""
        words, wanted = self._wording, self._wish.wanted
        width = max(map(cell_len, words.filter_fields))
        lines = (
            ("state", (words.waiting, words.reviewed_only, words.everything), STATES.index(wanted.state)),
            ("order", words.orders, ORDERS.index(self._wish.order)),
            ("language", (words.any, *words.languages), LANGUAGES.index(wanted.language)),
            ("checkpoint", (words.any, *map(str, self._checkpoints[1:])), self._checkpoint_index()),
            ("verdict", (words.any, *words.verdicts), VERDICTS.index(wanted.verdict)),
        )
        with Vertical(classes="question", id="filter") as box:
            box.border_title = words.filter
            for label, (name, options, index) in zip(words.filter_fields, lines, strict=False):
                line = ChoiceLine(label, options, index, label_width=width)
                line.id = name
                yield line
            with Horizontal():
                yield Static(f"{set_cell_size(words.filter_fields[-1], width)}  ", markup=False)
                since = local_day(wanted.since) if wanted.since else ""
                yield Input(
                    since, placeholder=f"{words.any} · 2026-11-01", compact=True, select_on_focus=False
                )
            yield Static(f"\n{words.filter_keys}", markup=False, classes="keys")

    @on(Input.Submitted)
    def action_apply(self) -> None:
        """Answer with what is chosen, unless the day is none."""
        day = self.query_one(Input).value.strip()
        try:
            since = first_moment(day) if day else None
        except (ValueError, OverflowError):
            why = self._wording.no_day.format(found=printable(day))
            self.notify(why, severity="warning", markup=False)
            return
        wanted = replace(
            self._wish.wanted,
            state=STATES[self._index("state")],
            language=LANGUAGES[self._index("language")],
            checkpoint=self._checkpoints[self._index("checkpoint")],
            verdict=VERDICTS[self._index("verdict")],
            since=since,
        )
        self.dismiss(QueueWish(wanted, ORDERS[self._index("order")]))

    def _index(self, name: str) -> int:
        return self.query_one(f"#{name}", ChoiceLine).index

    def _checkpoint_index(self) -> int:
        wanted = self._wish.wanted.checkpoint
        return self._checkpoints.index(wanted) if wanted in self._checkpoints else 0
