"""Who may come in: by a token, under which names of this machine, and from which pages."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK_NAMES = frozenset({"localhost", "localhost."})
"""Names that mean this machine wherever they are looked up."""


@dataclass(frozen=True, slots=True)
class Door:
    """What is asked of a request before it is answered."""

    token: str | None
    """What a visitor has to know; None lets in everyone who reaches the server."""

    names: frozenset[str]
    """The names this machine is reached by, in lower case; addresses in digits need not be among them."""

    public_origin: str | None = None
    """`https://chat.example.org` where a proxy stands before the server."""

    def knows_host(self, host: str) -> bool:
        """Tell whether a Host header names this machine.

        A page of another site can make its own name point to our address (DNS rebinding), and would then read
        our answers as its own; it cannot make the browser send a name of ours, or an address in digits.
        """
        name = _name_in(f"//{host}")
        if name is None:
            return False
        return name in LOOPBACK_NAMES | self.names | {_name_in(self.public_origin or "")} or is_address(name)

    def knows_origin(self, origin: str | None, host: str) -> bool:
        """Tell whether a page that opens a websocket is ours: browsers let any page open one to anywhere."""
        if origin is None:
            return False
        return origin == self.public_origin or origin.lower() in {
            f"{scheme}://{host.lower()}" for scheme in ("http", "https")
        }

    def opens_to(self, shown: str | None) -> bool:
        """Tell whether a token is the right one; a wrong one takes as long as another wrong one."""
        if self.token is None:
            return True
        return hmac.compare_digest((shown or "").encode(), self.token.encode())


def is_address(name: str) -> bool:
    """Tell whether a host is written in digits."""
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a server on this host."""
    if host.lower() in LOOPBACK_NAMES:
        return True
    return is_address(host) and ip_address(host.partition("%")[0]).is_loopback


def _name_in(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
