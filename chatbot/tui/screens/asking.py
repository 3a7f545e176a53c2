"""Small questions over a screen: a line of text, or yes and no."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from chatbot.text.normalize import printable


class AskLine(ModalScreen[str | None]):
    """Ask for a line of text; None where it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", show=False)]

    def __init__(
        self, title: str, *, value: str, keys: str, placeholder: str = "", replaces: bool = False
    ) -> None:
        """Ask under a title; `value` is there already, `keys` says what Enter and Esc do.

        Where it `replaces`, what is typed first takes the value's place.
        """
        super().__init__()
        self._title = title
        self._value = printable(value)
        self._keys = keys
        self._placeholder = placeholder
        self._replaces = replaces

    def compose(self) -> ComposeResult:
        """Lay out the line in a box."""
        with Vertical(classes="question") as box:
            box.border_title = self._title
            box.border_subtitle = self._keys
            yield Input(
                self._value, placeholder=self._placeholder, compact=True, select_on_focus=self._replaces
            )

    @on(Input.Submitted)
    def _answer(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)


class AskYesOrNo(ModalScreen[bool]):
    """Ask whether something is really to be done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Enter, which is hit without a thought, is no answer.
        Binding("y", "dismiss(True)", show=False),
        Binding("n,escape", "dismiss(False)", show=False),
    ]

    def __init__(self, title: str, question: str, *, keys: str) -> None:
        """Ask under a title; `keys` says what the keys do."""
        super().__init__()
        self._title = title
        self._question = question
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out the question in a box."""
        with Vertical(classes="question") as box:
            box.border_title = self._title
            box.border_subtitle = self._keys
            yield Static(self._question, markup=False)
