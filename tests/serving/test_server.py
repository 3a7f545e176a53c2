"""The server as browsers meet it: a real one on a free port, real websockets, real processes."""

from __future__ import annotations

import asyncio
import re

import pytest
from aiohttp import ClientConnectionError, WSCloseCode

from chatbot.serving import visit
from tests.serving.stage import is_running, serving, until

TOKEN = "right-token"

# aiohttp's client leaves the connection of a refused websocket to the collector, which may come in any test.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Unclosed connection:ResourceWarning",
    "ignore:Exception ignored in. <function Connection.__del__:pytest.PytestUnraisableExceptionWarning",
)


async def test_who_does_not_know_the_token_gets_nothing() -> None:
    async with serving(token=TOKEN) as served:
        for path in ("/", "/?token=wrong", "/static/js/textual.js", "/download/any", "/ws"):
            answer = await served.client.get(f"{served.url}{path}", headers=served.headers)
            text = await answer.text()

            assert answer.status == 401, path
            assert "token" in text
            assert "网址" in text
            assert TOKEN not in text
        assert served.server.visitors == 0


async def test_the_token_moves_from_the_address_into_a_cookie() -> None:
    async with serving(token=TOKEN) as served:
        moved = await served.client.get(f"{served.url}/?fontsize=20&token={TOKEN}", allow_redirects=False)
        page = await served.client.get(f"{served.url}/")
        tab, _ = await served.visit()
        await tab.close()

    assert (moved.status, moved.headers["Location"]) == (303, "./?fontsize=20")
    assert {"HttpOnly", "SameSite=Strict"} <= set(moved.headers["Set-Cookie"].split("; "))
    assert "no-referrer" in moved.headers["Referrer-Policy"]
    assert page.status == 200


async def test_a_link_from_another_site_asks_again_with_the_cookie() -> None:
    async with serving(token=TOKEN) as served:
        linked = await served.client.get(served.url, headers={"Sec-Fetch-Site": "cross-site"})
        typed = await served.client.get(served.url, headers={"Sec-Fetch-Site": "none"})

        assert 'http-equiv="refresh"' in await linked.text()
        assert 'http-equiv="refresh"' not in await typed.text()


async def test_the_page_needs_nothing_but_this_server() -> None:
    async with serving() as served:
        answer = await served.client.get(served.url)
        page = await answer.text()
        places = re.findall(r'(?:src|href)="([^"]*)"|url\("([^"]*)"\)', page)
        for place in {first or second for first, second in places} - {"data:,"}:
            assert (await served.client.get(f"{served.url}/{place}")).status == 200, place

    assert not re.search(r"https?:|(?<!:)//[a-z]", re.sub(r"<script nonce.*</script>", "", page, flags=re.S))
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


async def test_a_host_that_is_not_ours_is_refused() -> None:
    async with serving() as served:
        rebound = await served.client.get(served.url, headers={"Host": "evil.example"})
        own = await served.client.get(served.url, headers={"Host": "own.example"})

    assert (rebound.status, own.status) == (421, 200)


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {}])
async def test_a_page_of_another_site_starts_nothing(headers: dict[str, str]) -> None:
    async with serving() as served:
        refused = await served.client.get(f"{served.url}/ws", headers=headers)
        await refused.read()

        assert refused.status == 403
        assert served.server.visitors == 0


async def test_a_visitor_too_many_is_told_politely_until_a_place_is_free() -> None:
    async with serving(visitors=1) as served:
        tab, program = await served.visit()
        full = await served.client.get(served.url)
        refused = await served.client.get(f"{served.url}/ws", headers=served.headers)
        words = await full.text()
        await tab.close()
        await until(lambda: served.server.visitors == 0)
        free = await served.client.get(served.url)

        assert (full.status, refused.status, free.status) == (503, 503, 200)
        assert int(full.headers["Retry-After"]) > 0
        assert "同时只能有 1 位" in words
        assert "At most 1 visitors" in words
        assert not is_running(program["pid"])


async def test_each_tab_has_a_program_of_its_own_that_speaks_its_language() -> None:
    async with serving() as served:
        (first, one), (second, two) = await served.visit(width="100", height="30"), await served.visit()
        for tab, text in ((first, "你好"), (second, "hello 😀")):
            await tab.send_json(["stdin", text])
        said = [(await tab.receive_bytes()).decode() for tab in (first, second)]

    assert said == ["你好", "hello 😀"]
    assert one["pid"] != two["pid"]
    assert (one["LC_ALL"], one["COLUMNS"], one["ROWS"]) == ("zh_CN.UTF-8", "100", "30")


async def test_what_a_tab_says_of_its_size_is_not_believed_blindly() -> None:
    async with serving() as served:
        _, program = await served.visit(width="999999999", height="-5")

    assert (program["COLUMNS"], program["ROWS"]) == ("500", "1")


@pytest.mark.parametrize("message", ["no json", "{}", "[]", '["resize", {"width": "x"}]', '["stdin", 3]'])
async def test_a_message_that_is_none_ends_its_own_visit_alone(message: str) -> None:
    async with serving() as served:
        good, _ = await served.visit()
        odd, program = await served.visit()
        await odd.send_str(message)
        await odd.receive()
        await until(lambda: served.server.visitors == 1)
        await good.send_json(["stdin", "still here"])

        assert await good.receive_bytes() == b"still here"
        assert not is_running(program["pid"])


async def test_a_program_that_cannot_begin_closes_its_tab(capfd: pytest.CaptureFixture[str]) -> None:
    async with serving("broken") as served:
        tab = await served.client.ws_connect(f"{served.url}/ws", headers=served.headers)
        async with asyncio.timeout(10):
            await tab.receive()
        await until(lambda: served.server.visitors == 0)

        assert tab.closed


async def test_a_program_that_cannot_even_be_started_leaves_the_server_going(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving() as served:
        monkeypatch.setattr(served.server, "_command", ("/nowhere/python",))
        tab = await served.client.ws_connect(f"{served.url}/ws", headers=served.headers)
        ended = await tab.receive()
        await until(lambda: served.server.visitors == 0)

        assert ended.data == WSCloseCode.TRY_AGAIN_LATER
        assert (await served.client.get(served.url)).status == 200


async def test_a_program_that_will_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "GRACE_SECONDS", 0.1)
    async with serving("stubborn") as served:
        tab, program = await served.visit()
        await tab.close()
        await until(lambda: served.server.visitors == 0)

        assert not is_running(program["pid"])


async def test_when_the_server_stops_every_program_has_ended() -> None:
    async with serving() as served:
        visits = [await served.visit(), await served.visit()]

        await served.stop()

        assert not any(is_running(program["pid"]) for _, program in visits)
        with pytest.raises(ClientConnectionError):
            await served.client.get(served.url)
