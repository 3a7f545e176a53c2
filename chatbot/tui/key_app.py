"""A screen that shows what reaches the program: the name of each key, its characters, what is pasted."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import RichLog, Static

from chatbot.text.normalize import printable
from chatbot.tui.key_wording import KeyWording
from chatbot.tui.wrapping import wrap_by_typography

SHOWN_OF_PASTE = 40
"""Characters of what was pasted."""


class KeyApp(App[None]):
    """Show every key but Ctrl+Q, which leaves."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, wording: KeyWording) -> None:
        """Make it in one language."""
        super().__init__()
        wrap_by_typography()
        self._wording = wording

    def compose(self) -> ComposeResult:
        """Lay out the invitation and the list of what came."""
        yield Static(self._wording.invitation, markup=False)
        shown = RichLog(markup=False, wrap=True)
        # Without the focus, so that no key means anything here.
        shown.can_focus = False
        shown.border_title = self._wording.title
        yield shown

    def on_key(self, event: events.Key) -> None:
        """Show a key; it does nothing else."""
        event.stop()
        event.prevent_default()
        character = event.character
        spelled = self._wording.no_character if character is None else spelled_out(character)
        self._show(self._wording.key.format(name=event.key, character=spelled))

    def on_paste(self, event: events.Paste) -> None:
        """Show how much was pasted, and its beginning."""
        event.stop()
        text = event.text
        self._show(
            self._wording.paste.format(
                characters=len(text),
                lines=len(text.splitlines()),
                beginning=printable(" ".join(text[:SHOWN_OF_PASTE].split())),
            )
        )

    def _show(self, line: str) -> None:
        self.query_one(RichLog).write(Text(line))


def spelled_out(characters: str) -> str:
    """Return characters with their code points; those that cannot be seen by code point alone."""
    codes = " ".join(f"U+{ord(character):04X}" for character in characters)
    visible = printable(characters)
    return f"{visible}  {codes}" if visible.strip() else codes
