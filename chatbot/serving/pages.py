"""The pages of the server: the one that holds the terminal, and those that say why there is none."""

from __future__ import annotations

import secrets
from html import escape
from importlib.resources import files
from string import Template

from aiohttp import web

RETRY_SECONDS = 15
"""After how long a visitor who found no place may try again; the page does it for him."""

FULL = (
    "所有座位都坐满了，请稍候。",
    f"同时只能有 {{limit}} 位访客。本页每 {RETRY_SECONDS} 秒自动重试一次。",
    "Every seat is taken just now.",
    f"At most {{limit}} visitors can talk at a time. This page tries again every {RETRY_SECONDS} seconds.",
)

NO_TOKEN = (
    "请用完整的网址打开。",
    "网址以 ?token=… 结尾，启动服务的人可以告诉你。",
    "Please open the full address.",
    "It ends in ?token=… and whoever started the server can tell it.",
)

WRONG_HOST = (
    "这个网址不对。",
    "服务不认识这个主机名；启动服务时可以用 --public-url 加上它。",
    "This is not an address of the server.",
    "It does not know this name of its machine; whoever starts it can name it with --public-url.",
)


def terminal_page(*, font_size: int, socket_hosts: str) -> web.Response:
    """Return the page with the terminal; it needs nothing but this server.

    Args:
        font_size: in pixels.
        socket_hosts: `host:port`, separated by spaces, to which the page may open its websocket.
    """
    nonce = secrets.token_urlsafe(16)
    text = _template("terminal.html").substitute(nonce=nonce, font_size=font_size)
    sockets = " ".join(f"ws://{host} wss://{host}" for host in socket_hosts.split())
    return _page(text, 200, f"script-src 'self' 'nonce-{nonce}'; connect-src 'self' {sockets}")


def notice_page(
    words: tuple[str, str, str, str], *, status: int, retry_after: int | None = None, **filled: object
) -> web.Response:
    """Return a page that says something in Chinese and in English, and may load itself anew."""
    title, more, english_title, english_more = (escape(each.format(**filled)) for each in words)
    refresh = "" if retry_after is None else f'<meta http-equiv="refresh" content="{retry_after}">'
    text = _template("notice.html").substitute(
        title=title, more=more, english_title=english_title, english_more=english_more, refresh=refresh
    )
    response = _page(text, status, "")
    if status == web.HTTPServiceUnavailable.status_code:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _template(name: str) -> Template:
    return Template(files("chatbot.serving").joinpath(name).read_text(encoding="utf-8"))


def _page(text: str, status: int, policy: str) -> web.Response:
    everywhere = (
        "default-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return web.Response(
        text=text,
        status=status,
        content_type="text/html",
        headers={
            "Content-Security-Policy": f"{everywhere}; {policy}",
            "Cache-Control": "no-store",
        },
    )
