"""The whole of it in a real browser: server, websocket, program, model, log and picture."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from chatbot.dialogue import Speaker
from tests.serving.browser import Browser
from tests.storage.samples import log_at

PATIENCE_SECONDS = 60


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


def replies_in(log_path: Path) -> list[str]:
    with log_at(log_path) as log:
        said = [turn for each in log.conversations() for turn in log.conversation(each.id).turns]
    return [turn.text for turn in said if turn.speaker is Speaker.BOT]


def children_of(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text()


@contextmanager
def served(log_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Serve to one visitor; however the block ends, the server is gone after it."""
    command = [sys.executable, "-W", "error", "-m", "chatbot", "serve", "--port", "0", "--visitors", "1"]
    server = subprocess.Popen(
        [*command, "--log", str(log_path), "--token", "right-token"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    try:
        yield server
    finally:
        server.kill()
        server.communicate()


def test_a_chinese_conversation_in_a_browser(tmp_path: Path) -> None:
    log_path = tmp_path / "log.db"
    with Browser(tmp_path / "profile", language="zh-CN") as browser, served(log_path) as server:
        assert server.stdout is not None
        browser.open(server.stdout.readline().strip())
        assert browser.run("return location.search") == ""
        until(
            lambda: bool(browser.run("return document.activeElement.className === 'xterm-helper-textarea'"))
        )
        before = browser.screenshot()
        browser.commit("你好，今天怎么样？")
        browser.press_enter()
        until(lambda: len(replies_in(log_path)) == 1)
        time.sleep(0.5)  # From the log to the screen.
        after = browser.screenshot()
        (tmp_path / "conversation.png").write_bytes(after)
        colours = browser.colours_in(after)
        browser.open("about:blank")
        until(lambda: children_of(server.pid) == "")
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=PATIENCE_SECONDS)

    with log_at(log_path) as log:
        said = [turn.text for turn in log.conversation(1).turns]
    assert said[0] == "你好，今天怎么样？"
    assert any("\u4e00" <= character <= "\u9fff" for character in said[1])
    assert after != before
    assert colours > 30, "nothing was drawn"
    assert server.returncode == 130
    assert errors.strip() == "visitors at a time: 1; Ctrl-C ends it"
