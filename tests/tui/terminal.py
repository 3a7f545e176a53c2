"""A real terminal: tmux runs the program, keys go in, the screen is read."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

PATIENCE_SECONDS = 30


class Terminal:
    """A program in a terminal of its own, gone when the block ends."""

    def __init__(self, command: str, folder: Path, *, size: tuple[int, int] = (80, 24)) -> None:
        """Start a shell command; `folder` is for tmux's socket."""
        if shutil.which("tmux") is None:
            pytest.skip("needs tmux to run the program in a real terminal")
        self._socket = folder / "tmux"
        width, height = size
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height), "sh")
        self.type(f"LANG=C.UTF-8 TERM=xterm-256color {command}")
        self.press("Enter")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tmux("kill-server")

    def type(self, text: str) -> None:
        """Send characters as they are."""
        self._tmux("send-keys", "-l", text)

    def press(self, *keys: str) -> None:
        """Send keys by tmux's names for them."""
        self._tmux("send-keys", *keys)

    def screen(self) -> str:
        """Return what is seen."""
        return self._tmux("capture-pane", "-p")

    def wait_for(self, text: str) -> str:
        """Wait until a text is seen, and return the screen with it."""
        return self.wait_until(lambda screen: text in screen, f"{text!r} did not appear")

    def wait_until(self, is_so: Callable[[str], bool], otherwise: str) -> str:
        """Wait until something is true of the screen, and return the screen; else fail with a reason."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so(screen := self.screen()):
            if time.monotonic() > deadline:
                raise AssertionError(f"{otherwise}:\n{screen}")
            time.sleep(0.05)
        return screen

    def _tmux(self, *arguments: str) -> str:
        command = ["tmux", "-u", "-S", str(self._socket), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
