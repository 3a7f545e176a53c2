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
    "chatbot.pictures.svg",
    "chatbot.tui.screens.review",
    "chatbot.tui.screens.settings",
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


CHAT = """
import sys
import chatbot.cli.chat, chatbot.cli.comparable
from chatbot.tui.app import ChatbotApp
from chatbot.tui.wording import WORDINGS
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
    assert loaded(program, HEAVY) == []


def test_the_first_frame_of_the_chat_waits_for_nothing_that_it_does_not_show() -> None:
    assert loaded(CHAT, BEHIND_THE_FIRST_FRAME) == []


def loaded(program: str, names: tuple[str, ...]) -> list[str]:
    """Run a program, and return which of some modules it has loaded."""
    command = [sys.executable, "-c", program + REPORT.format(names=names)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert ended.returncode == 0, ended.stderr
    found: list[str] = json.loads(ended.stdout.splitlines()[-1])
    return found
