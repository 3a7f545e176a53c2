"""The least that Textual can show: what any program of its kind needs until its first frame."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static

READY = "ready"


class EmptyApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(READY)


if __name__ == "__main__":
    EmptyApp().run()
