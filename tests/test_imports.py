"""What may not be imported before it is needed, seen from a clean interpreter."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("torch", "jieba", "rjieba", "tokenizers")

BEHIND_THE_FIRST_FRAME = (
    *HEAVY,
    "numpy",
    "sqlite_utils",
    "tomlkit",
    "regex",
    "xml",
    "chatbot.explaining",
    "chatbot.reply",
    "chatbot.learning",
    "chatbot.files",
    "chatbot.touring",
    "chatbot.pictures.svg",
    "chatbot.storage",
    "chatbot.text.lines",
    "chatbot.tui.draft",
    "chatbot.tui.keymap",
    "chatbot.tui.screen_picture",
    "chatbot.tui.screens.review",
    "chatbot.tui.screens.settings",
    "chatbot.tui.teaching",
    "chatbot.tui.tour_wording",
    "chatbot.tui.widgets.editor",
    "chatbot.tui.widgets.learning_bar",
    "chatbot.tui.widgets.reply_view",
    "chatbot.tui.widgets.views.order",
)

REPORT = """
import json
print(json.dumps([name for name in {names!r} if name in sys.modules]))
"""

HELP = """
import sys
from chatbot.cli.main import run
run(["--help"])
"""

CHAT_HELP = """
import sys
from chatbot.cli.main import run
run(["chat", "--help"])
"""

REVIEW = """
import asyncio, sys, tempfile
from datetime import UTC, datetime
from pathlib import Path
import chatbot.cli.review
from chatbot.storage.conversation_log import ConversationLog
from chatbot.tui.review_app import ReviewApp
from chatbot.tui.sitting import Sitting

async def paint(log):
    app = ReviewApp(Sitting(lambda: log.reviews), make_learner=None)
    async with app.run_test() as pilot:
        await pilot.press("j", "+", "u")
        strips = app.screen._compositor.render_strips()
        assert "No reply waits" in "".join(segment.text for strip in strips for segment in strip)

with tempfile.TemporaryDirectory() as folder:
    with ConversationLog(Path(folder, "log.db"), clock=lambda: datetime.now(UTC)) as log:
        asyncio.run(paint(log))
"""

FIRST_PAINT = """
import asyncio, sys
from datetime import datetime
from chatbot.tui.app import ChatbotApp
from chatbot.tui.story import Story
import chatbot.cli.chat

def load():
    strips = app.screen._compositor.render_strips()
    painted = "".join(segment.text for strip in strips for segment in strip)
    raise OSError("painted" if "say something" in painted else "nothing was painted yet")

app = ChatbotApp(load, story=Story(None, checkpoint="none"), now=datetime.now)

async def paint():
    async with app.run_test() as pilot:
        while app.load_error is None:
            await pilot.pause(0.01)
        assert str(app.load_error) == "painted"

asyncio.run(paint())
"""

FIRST_FRAME = """
import contextlib, json, os, sys
from chatbot.cli import chat

def report(path, *, must_exist):
    os.write(1, json.dumps([name for name in {names!r} if name in sys.modules]).encode())
    os._exit(0)

chat._opened_log = report  # The first thing that is done behind the first frame.
chat.is_interactive = lambda: True
chat.enter_as_typed = contextlib.nullcontext
chat.show = lambda app: app.run(headless=True)
chat.chat.main(["--strategy", "beam"])
"""

SERVER = """
import sys
import chatbot.cli.serve, chatbot.serving.listening, chatbot.serving.server
"""

PROGRAMS = {
    "help": HELP,
    "chat help": CHAT_HELP,
    "first paint": FIRST_PAINT,
    "review": REVIEW,
    "server": SERVER,
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_neither_torch_nor_a_segmenter_is_loaded_for(program: str) -> None:
    assert loaded(program + REPORT.format(names=HEAVY)) == []


def test_the_first_frame_of_the_chat_waits_for_nothing_that_it_does_not_show() -> None:
    assert loaded(FIRST_FRAME.format(names=BEHIND_THE_FIRST_FRAME)) == []


def loaded(program: str) -> list[str]:
    """Run a program that reports, as JSON, which of some modules it has loaded."""
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert ended.returncode == 0, ended.stderr
    found: list[str] = json.loads(ended.stdout.splitlines()[-1])
    return found
