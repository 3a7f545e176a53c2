"""One visitor: a program of their own behind the browser's tab, and its end."""

from __future__ import annotations

import asyncio
import shlex
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

GRACE_SECONDS = 5.0
"""How long a program may take to end by itself, and then again after it has been told to."""

LARGEST_SIZE = (500, 200)
"""Columns and rows of a terminal, at most: what the browser says is not to be trusted with our memory."""

LOCALES = {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}
"""What tells a program which language its screen is to speak."""


class Visit(AppService):
    """A program that talks with one browser tab; it ends with the tab, or the tab with it."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        language: str,
        socket: web.WebSocketResponse,
        downloads: DownloadManager,
    ) -> None:
        """Prepare the visit; `language` is "zh" or "en"."""
        super().__init__(
            shlex.join(command),
            write_bytes=socket.send_bytes,
            write_str=socket.send_str,
            close=self._close,
            download_manager=downloads,
        )
        self._arguments = tuple(command)
        self._language = language
        self._socket = socket

    async def run(self) -> None:
        """Pass on what the program shows, until it ends; then the tab is told."""
        try:
            await super().run()
        finally:
            # Also where it could not even begin: the tab would wait for ever.
            await self._close()

    async def stop(self) -> None:
        """End the program: by asking, by a signal, by force; nothing of it is left."""
        if self._process is None:
            return
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                await super().stop()
        except TimeoutError:
            pass
        finally:
            await _ended(self._process)

    async def set_terminal_size(self, width: int, height: int) -> None:
        """Tell the program how large the tab is."""
        await super().set_terminal_size(*within_limits(width, height))

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        environment = super()._build_environment(*within_limits(width, height))
        return {**environment, "LC_ALL": LOCALES[self._language], "PYTHONUTF8": "1"}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        # Without a shell, which would be a second process to end. In a session of its own: Ctrl-C in the
        # server's terminal is for the server, which then ends each visit in order.
        self._process = process = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=self._build_environment(width, height),
            start_new_session=True,
        )
        assert process.stdin is not None, "it is piped"
        self._stdin = process.stdin
        return process

    async def _close(self) -> None:
        with suppress(ConnectionError):
            await self._socket.close()


def within_limits(width: int, height: int) -> tuple[int, int]:
    """Return the size of a terminal that is neither empty nor huge."""
    widest, highest = LARGEST_SIZE
    return max(1, min(int(width), widest)), max(1, min(int(height), highest))


async def _ended(process: Process) -> None:
    """Wait for a program to end, and see to it that it does."""
    for insist in (process.terminate, process.kill):
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                # What it still says is read: a program that writes into a full pipe cannot end.
                await process.communicate()
                return
        except TimeoutError:
            with suppress(ProcessLookupError):
                insist()
    await process.wait()
