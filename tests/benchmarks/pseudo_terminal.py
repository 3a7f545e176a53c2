"""A program at the other end of a pseudo-terminal, with the moment of every byte it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self

PATIENCE_SECONDS = 60
QUIET_SECONDS = 0.03
"""A frame has ended when nothing has come for so long."""


class PseudoTerminal:
    """Runs a program, writes its keys and reads its screen; the program is gone when the block ends."""

    def __init__(self, command: Sequence[str], *, compiled: Path, size: tuple[int, int] = (100, 30)) -> None:
        """Start a program; `compiled` is a folder for its modules, compiled as where it is installed."""
        ours, its = pty.openpty()
        width, height = size
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        language = {"LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": "en_US.UTF-8"}
        terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        modules = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(compiled)}
        environment = os.environ | language | terminal | modules
        self.begun = perf_counter()
        self._process = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=environment)
        os.close(its)
        self._ours = ours
        self._seen = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._ours)

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def processor_seconds(self) -> float:
        """How long the program has computed, which other programs do not lengthen as they do the time."""
        fields = Path(f"/proc/{self.process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def type(self, keys: str) -> float:
        """Write keys; return the moment."""
        moment = perf_counter()
        os.write(self._ours, keys.encode())
        return moment

    def forget(self) -> None:
        """Look only at what comes from now on."""
        self._seen = b""

    def wait_for(self, text: str) -> float:
        """Return the moment at which a text has come."""
        deadline = perf_counter() + PATIENCE_SECONDS
        while not self.has(text):
            if perf_counter() > deadline or self._read(PATIENCE_SECONDS) is None:
                raise TimeoutError(f"{text!r} did not come; last came {self._seen[-300:]!r}")
        return perf_counter()

    def wait_for_frame(self) -> float:
        """Return the moment of the last byte before the program is quiet."""
        moment = self._read(PATIENCE_SECONDS)
        if moment is None:
            raise TimeoutError("nothing came")
        while (later := self._read(QUIET_SECONDS)) is not None:
            moment = later
        return moment

    def has(self, text: str) -> bool:
        """Tell whether a text has come."""
        return text.encode() in self._seen

    def _read(self, seconds: float) -> float | None:
        """Read what there is; return the moment, or None where nothing came for some seconds."""
        if not select.select([self._ours], [], [], seconds)[0]:
            return None
        self._seen += os.read(self._ours, 1 << 16)
        return perf_counter()
