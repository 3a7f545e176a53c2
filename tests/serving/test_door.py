"""Who may come in."""

from __future__ import annotations

import pytest

from chatbot.serving.door import Door, is_loopback

DOOR = Door("right token", frozenset({"own", "own.local"}), "https://chat.example.org")


@pytest.mark.parametrize(
    "host",
    [
        "localhost:8000",
        "LOCALHOST",
        "127.0.0.1:8000",
        "[::1]:8000",
        "10.0.0.5",
        "OWN:8000",
        "chat.example.org",
    ],
)
def test_names_of_this_machine_are_known(host: str) -> None:
    assert DOOR.knows_host(host)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example:8000", "", "own.evil", "[::1", "a:b:c"]
)
def test_a_name_that_was_made_to_point_here_is_not_known(host: str) -> None:
    assert not DOOR.knows_host(host)


def test_a_websocket_may_be_opened_by_a_page_of_the_same_server_or_of_its_proxy() -> None:
    assert DOOR.knows_origin("http://localhost:8000", "localhost:8000")
    assert DOOR.knows_origin("https://chat.example.org", "127.0.0.1:8000")


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "http://evil.example",
        "http://localhost:9000",
        "http://localhost",
        "file://localhost:8000",
    ],
)
def test_a_websocket_may_not_be_opened_by_another_page(origin: str | None) -> None:
    assert not DOOR.knows_origin(origin, "localhost:8000")


@pytest.mark.parametrize("shown", [None, "", "right", "right token ", "错的"])
def test_only_the_token_opens(shown: str | None) -> None:
    assert DOOR.opens_to("right token")
    assert not DOOR.opens_to(shown)


@pytest.mark.parametrize(
    ("host", "is_private"),
    [
        *[(host, True) for host in ("127.0.0.1", "127.9.9.9", "localhost", "::1")],
        *[(host, False) for host in ("0.0.0.0", "::", "192.168.1.5", "own.local", "")],
    ],
)
def test_only_loopback_needs_no_token(host: str, is_private: bool) -> None:
    assert is_loopback(host) is is_private
