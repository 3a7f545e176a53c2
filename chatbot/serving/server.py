"""The server: one page, one websocket a tab, and behind each websocket a program of its own."""

from __future__ import annotations

import asyncio
import logging
import shlex
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from aiohttp import WSCloseCode, web
from textual_serve.app_service import AppService
from textual_serve.server import Server, to_int

from chatbot.serving.door import Door
from chatbot.serving.pages import (
    FULL,
    NO_TOKEN,
    RETRY_SECONDS,
    WRONG_HOST,
    notice_page,
    terminal_page,
)
from chatbot.serving.visit import Visit, within_limits

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SAFETY_HEADERS = {
    "Referrer-Policy": "no-referrer",  # The first address holds the token.
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}

HEARTBEAT_SECONDS = 15
"""How often a tab is asked whether it is still there; a lost connection is known after half as long again."""

LARGEST_MESSAGE = 1 << 20
"""In bytes; what is pasted comes as one message."""

FONT_SIZES = range(8, 41)
"""In pixels; chosen with `?fontsize=`."""

log = logging.getLogger("chatbot.serving")


class ChatServer(Server):
    """Textual's server with a door, and with as many places as there is memory for."""

    def __init__(self, command: Sequence[str], *, door: Door, visitors: int, cookie: str) -> None:
        """Make a server that runs `command` for each of at most so many visitors at a time."""
        super().__init__(shlex.join(command), title="chatbot")
        self._command = tuple(command)
        self._door = door
        self._limit = visitors
        self._cookie = cookie
        self._visits: dict[web.WebSocketResponse, asyncio.Event] = {}

    @property
    def visitors(self) -> int:
        """How many visitors are here, those who are just leaving included."""
        return len(self._visits)

    async def make_app(self) -> web.Application:
        """Make the web application."""
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/", self.handle_index),
                web.get("/ws", self.handle_websocket),
                web.get("/download/{key}", self.handle_download),
                web.static("/static", self.statics_path),
            ]
        )
        app.on_shutdown.append(self.on_shutdown)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer only who comes by a known name and, where there is a token, knows it."""
        try:
            response = self._stopped_at_door(request) or await handler(request)
        except web.HTTPException as error:
            error.headers.update(SAFETY_HEADERS)
            raise
        if not response.prepared:
            response.headers.update(SAFETY_HEADERS)
        return response

    def _stopped_at_door(self, request: web.Request) -> web.Response | None:
        """Return what is answered in place of what was asked for; None to who may come in."""
        if not self._door.knows_host(request.host):
            return notice_page(WRONG_HOST, status=421)
        shown = request.query.get("token")
        if shown is not None and self._door.opens_to(shown):
            return self._let_in(request, shown)
        if self._door.opens_to(request.cookies.get(self._cookie)):
            return None
        # A link from another site: the browser keeps a strict cookie back until a page of ours asks.
        is_linked = request.headers.get("Sec-Fetch-Site") == "cross-site" and shown is None
        return notice_page(NO_TOKEN, status=401, retry_after=0 if is_linked else None)

    def _let_in(self, request: web.Request, token: str) -> web.Response:
        """Keep the token in a cookie, and lead to the same page without it in the address."""
        kept = request.rel_url.without_query_params("token")
        response = web.Response(status=303, headers={"Location": f"./{_query(kept.query_string)}"})
        is_secure = (self._door.public_origin or "").startswith("https://")
        response.set_cookie(self._cookie, token, httponly=True, samesite="Strict", secure=is_secure)
        return response

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """Give the page with the terminal; say politely when there is no place."""
        if self.visitors >= self._limit:
            return notice_page(FULL, status=503, retry_after=RETRY_SECONDS, limit=self._limit)
        size = to_int(request.query.get("fontsize", ""), 16)
        public = (self._door.public_origin or "").partition("://")[2]
        return terminal_page(
            font_size=min(max(size, FONT_SIZES.start), FONT_SIZES.stop - 1),
            socket_hosts=f"{request.host} {public}",
        )

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run a program for one tab, as long as both are there."""
        if not self._door.knows_origin(request.headers.get("Origin"), request.host):
            raise web.HTTPForbidden(text="expected a page of this server as the origin")
        if self.visitors >= self._limit:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": str(RETRY_SECONDS)})
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=LARGEST_MESSAGE)
        visit = Visit(
            self._command,
            language=_language(request.headers.get("Accept-Language", "")),
            socket=socket,
            downloads=self.download_manager,
        )
        # Before anything is waited for: the next one to come must see that this place is taken.
        self._visits[socket] = is_over = asyncio.Event()
        try:
            await socket.prepare(request)
            sizes = (to_int(request.query.get(name, ""), 80) for name in ("width", "height"))
            await visit.start(*within_limits(*sizes))
            await self._process_messages(socket, visit)
        except OSError as error:
            # No memory or no process left: the visit ends, the server goes on.
            log.warning("a visit has ended: %s", error)
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        finally:
            await visit.stop()
            del self._visits[socket]
            is_over.set()
        return socket

    async def _process_messages(self, websocket: web.WebSocketResponse, app_service: AppService) -> None:
        try:
            await super()._process_messages(websocket, app_service)
        except (ValueError, TypeError, LookupError, AttributeError, AssertionError, OverflowError):
            # Not what our page sends: the visit ends, the server goes on.
            with suppress(ConnectionError):
                await websocket.close(code=WSCloseCode.UNSUPPORTED_DATA)

    async def on_shutdown(self, app: web.Application) -> None:
        """Close every tab, and wait until each program has come to its end."""
        visits = dict(self._visits)
        for socket in visits:
            with suppress(ConnectionError, RuntimeError):
                await socket.close(code=WSCloseCode.GOING_AWAY)
        await asyncio.gather(*(is_over.wait() for is_over in visits.values()))


def _query(text: str) -> str:
    return f"?{text}" if text else ""


def _language(accepted: str) -> str:
    """Return the one of our languages that a browser asks for first."""
    for choice in accepted.lower().split(","):
        language = choice.strip()[:2]
        if language in ("zh", "en"):
            return language
    return "en"
