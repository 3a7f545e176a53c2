"""`chatbot serve`: the screen in a browser, a conversation of their own for each visitor."""

from __future__ import annotations

import asyncio
import secrets
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import click

from chatbot.cli.log_file import open_log
from chatbot.cli.options import checkpoint_option, default_log_path, find_checkpoint, log_option
from chatbot.cli.search_options import search_options
from chatbot.cli.terminal import answer, notice
from chatbot.config import SearchConfig
from chatbot.errors import ServeError

if TYPE_CHECKING:
    import socket

    from chatbot.serving.server import ChatServer

SHORTEST_TOKEN = 8
"""In characters: a token is all that keeps strangers out."""


@click.command(
    epilog="\b\n"
    "chatbot serve\n"
    "chatbot serve --host 0.0.0.0 --visitors 3\n"
    "CHATBOT_TOKEN=$(openssl rand -hex 16) chatbot serve --public-url https://chat.example.org"
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0 is every network."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port; 0 takes a free one.",
)
@click.option(
    "--token",
    envvar="CHATBOT_TOKEN",
    help="What a visitor has to know; part of the address that is printed. Others on this machine can read a "
    "command line: rather set the variable. [default: none while only this machine is served, else a "
    "random one; env: CHATBOT_TOKEN]",
)
@click.option(
    "--visitors",
    type=click.IntRange(1, 1000),
    default=8,
    show_default=True,
    metavar="N",
    help="How many may talk at a time. Each is a process that loads the model: some 350 MB with the starter.",
)
@click.option("--public-url", metavar="URL", help="The address a proxy before this server is reached at.")
@checkpoint_option
@log_option
@click.option("--no-log", is_flag=True, help="Keep nothing of what is said.")
@search_options
def serve(
    *,
    host: str,
    port: int,
    token: str | None,
    visitors: int,
    public_url: str | None,
    checkpoint: str | None,
    log_path: Path | None,
    no_log: bool,
    search: SearchConfig,
) -> None:
    """Talk in a browser; Ctrl-C ends it, and every conversation with it.

    Only this machine is served unless a --host is given, and then only who knows the token. Each visitor has
    a conversation of their own, kept in the one log; none sees another's, and none can review, teach or
    delete: `chatbot review` on this machine does. What a tab saves goes to its browser, never to this disk.
    Nothing of the page comes from the internet.
    """
    from chatbot.serving.door import Door, is_loopback
    from chatbot.serving.listening import bind, own_names
    from chatbot.serving.server import ChatServer

    origin = None if public_url is None else _origin(public_url)
    is_private = is_loopback(host) and (origin is None or is_loopback(urlsplit(origin).hostname or ""))
    token = _checked(token) if token else (None if is_private else secrets.token_urlsafe(24))
    folder = find_checkpoint(checkpoint).resolve()
    if not no_log:
        open_log(log_path).close()  # Made, or migrated, or refused before anybody comes.
    command = _command(folder, log_path, no_log=no_log, search=search)
    sockets = bind(host, port)
    taken = int(sockets[0].getsockname()[1])
    door = Door(token, own_names() | {host.lower()}, origin)
    server = ChatServer(command, door=door, visitors=visitors, cookie=f"chatbot_{taken}")
    address = _address(host, taken, public_url, token)
    asyncio.run(_serve(server, sockets, address, visitors))


async def _serve(server: ChatServer, sockets: tuple[socket.socket, ...], address: str, visitors: int) -> None:
    from chatbot.serving.listening import serve_on

    def tell() -> None:
        answer(address)
        notice(f"visitors at a time: {visitors}; Ctrl-C ends it")

    await serve_on(sockets, server, on_ready=tell)


def _command(folder: Path, log_path: Path | None, *, no_log: bool, search: SearchConfig) -> tuple[str, ...]:
    """Return what is run for each visitor."""
    kept = ("--no-log",) if no_log else ("--log", str((log_path or default_log_path()).absolute()))
    settings = {name: value for name, value in asdict(search).items() if value is not None}
    options = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
    return (sys.executable, "-m", "chatbot", "chat", "--visitor", f"--checkpoint={folder}", *kept, *options)


def _checked(token: str) -> str:
    if len(token) < SHORTEST_TOKEN or not token.isprintable() or not token.isascii() or " " in token:
        raise ServeError(
            f"--token: expected at least {SHORTEST_TOKEN} ASCII characters without spaces; "
            "leave it out and one is made at random"
        )
    return token


def _origin(public_url: str) -> str:
    """Return the scheme and the host of an address, as browsers spell an origin."""
    try:
        parts = urlsplit(public_url)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole:
        raise ServeError(
            f"--public-url: expected an address such as https://chat.example.org, found {public_url}"
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _address(host: str, port: int, public_url: str | None, token: str | None) -> str:
    """Return what a visitor types in."""
    from chatbot.serving.listening import reachable_name

    base = public_url.rstrip("/") if public_url else f"http://{reachable_name(host)}:{port}"
    return f"{base}/?token={quote(token, safe='')}" if token else f"{base}/"
