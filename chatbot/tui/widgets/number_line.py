"""A number that is typed, with what is expected of it beside it."""

from __future__ import annotations

from rich.cells import set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static


class NumberLine(Horizontal):
    """A label, a number, and a hint that turns into a complaint."""

    is_wrong: reactive[bool] = reactive(False, init=False)
    """Whether what is typed cannot be used."""

    class Changed(Message):
        """Something else is typed."""

        def __init__(self, line: NumberLine) -> None:
            """Say where."""
            super().__init__()
            self.line = line

    def __init__(self, label: str, number: float, *, label_width: int) -> None:
        """Begin with a number; `label_width` is in cells."""
        super().__init__()
        self._label = set_cell_size(label, label_width)
        self._typed = f"{number:g}" if isinstance(number, float) else str(number)
        self.hints = ("", "")
        """What is said while the number is right, and while it is wrong."""

    @property
    def number(self) -> int | float | str:
        """What is typed, as a number where it is one."""
        for kind in (int, float):
            try:
                return kind(self._typed)
            except ValueError:
                continue
        return self._typed

    def compose(self) -> ComposeResult:
        """Lay out label, number and hint."""
        yield Static(f"{self._label}  ", markup=False)
        yield Input(self._typed, compact=True)
        yield Static(self.hints[0], markup=False, classes="hint")

    def watch_is_wrong(self, is_wrong: bool) -> None:
        """Complain, or stop complaining."""
        self.set_class(is_wrong, "-wrong")
        self.query_one(".hint", Static).update(self.hints[is_wrong])

    @on(Input.Changed)
    def _take(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._typed:
            self._typed = event.value
            self.post_message(self.Changed(self))
