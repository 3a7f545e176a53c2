"""Listen on a port until told to stop, and leave nothing behind."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

from aiohttp import web

from chatbot.errors import ServeError
from chatbot.serving.door import is_address, is_loopback
from chatbot.serving.server import ChatServer

SHUTDOWN_SECONDS = 20.0
"""How long open connections may take to end; each visitor's program is given 15 seconds at most."""

_ELSEWHERE = ("192.0.2.1", 9)
"""An address of the documentation's block: asking for the way to it sends nothing."""


def bind(host: str, port: int) -> tuple[socket.socket, ...]:
    """Take a port; 0 takes a free one.

    Raises:
        ServeError: it is taken, or may not be taken, or the host is not this machine.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise ServeError(f"{host}: expected a name or an address of this machine ({error})") from error
    bound: list[socket.socket] = []
    try:
        for family, _, _, _, address in dict.fromkeys(found):
            # `localhost` has two addresses: both get the port that was free on the first.
            chosen = bound[0].getsockname()[1] if bound else port
            bound.append(socket.create_server((address[0], chosen), family=family, backlog=128))
    except OSError as error:
        for each in bound:
            each.close()
        raise ServeError(_why_not(host, port, error)) from error
    return tuple(bound)


async def serve_on(
    sockets: tuple[socket.socket, ...], server: ChatServer, *, on_ready: Callable[[], None]
) -> None:
    """Serve until SIGTERM or Ctrl-C; then every visitor's program has ended when this returns."""
    # No access log: the first address of each visitor holds the token.
    runner = web.AppRunner(await server.make_app(), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    stopped = asyncio.Event()
    with suppress(NotImplementedError):  # Windows
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    try:
        for each in sockets:
            await web.SockSite(runner, each).start()
        on_ready()
        await stopped.wait()
    finally:
        await runner.cleanup()


def own_names() -> frozenset[str]:
    """Return the names others may know this machine by, in lower case."""
    name = socket.gethostname().lower()
    return frozenset({name, f"{name}.local", name.partition(".")[0], socket.getfqdn().lower()})


def reachable_name(host: str) -> str:
    """Return what others put into an address for a host that we listen on."""
    if not is_address(host) or not ipaddress.ip_address(host.partition("%")[0]).is_unspecified:
        return f"[{host}]" if ":" in host else host
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(_ELSEWHERE)
        address = str(asking.getsockname()[0])
        if not is_loopback(address):
            return address
    return socket.gethostname()


def _why_not(host: str, port: int, error: OSError) -> str:
    place = f"{host} port {port}"
    if error.errno == errno.EADDRINUSE:
        return (
            f"{place}: expected a free port, found another program listening on it; name another with --port"
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"{place}: expected a port that may be used, this one may not; name one from 1024 on with --port"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{place}: expected an address of this machine, found another's; name it with --host"
    return f"{place}: cannot listen there ({error.strerror or error})"
