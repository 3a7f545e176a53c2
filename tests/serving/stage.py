"""A server of ours on a free port, with a small program for each visitor."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar

from chatbot.serving.door import Door
from chatbot.serving.listening import bind, serve_on
from chatbot.serving.server import ChatServer

PROGRAM = Path(__file__).with_name("visitor_program.py")

PATIENCE_SECONDS = 10


@dataclass
class Served:
    """A running server, and a browser's worth of cookies to visit it with."""

    server: ChatServer
    client: ClientSession
    url: str
    stop: Callable[[], Any]
    tabs: list[ClientWebSocketResponse] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        """What a page of the server sends when it opens its websocket."""
        return {"Origin": self.url, "Accept-Language": "zh-TW,zh;q=0.9,en;q=0.8"}

    async def visit(self, **query: str) -> tuple[ClientWebSocketResponse, dict[str, Any]]:
        """Open a tab; return it with what the program says of itself."""
        tab = await self.client.ws_connect(f"{self.url}/ws", headers=self.headers, params=query)
        self.tabs.append(tab)
        return tab, json.loads(await tab.receive_bytes())


@asynccontextmanager
async def serving(
    *arguments: str, token: str | None = None, visitors: int = 2, public_origin: str | None = None
) -> AsyncIterator[Served]:
    """Serve the small program, and end in order."""
    sockets = bind("127.0.0.1", 0)
    port = sockets[0].getsockname()[1]
    server = ChatServer(
        (sys.executable, "-I", str(PROGRAM), *arguments),
        door=Door(token, frozenset({"own.example"}), public_origin),
        visitors=visitors,
        cookie="chatbot_test",
    )
    ready = asyncio.Event()
    task = asyncio.create_task(serve_on(sockets, server, on_ready=ready.set))

    async def stop() -> None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    try:
        await ready.wait()
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
            served = Served(server, client, f"http://127.0.0.1:{port}", stop)
            yield served
            for tab in served.tabs:
                await tab.close()
    finally:
        await stop()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await asyncio.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
