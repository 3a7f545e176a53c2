"""What may not be imported before it is needed, seen from a clean interpreter."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("torch", "jieba", "rjieba", "tokenizers")

REPORT = f"""
import json
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
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

FIRST_PAINT = """
import asyncio, sys
from datetime import datetime
from threading import Event
from chatbot.tui.app import ChatbotApp
from chatbot.tui.story import Story
import chatbot.cli.chat

is_painted = Event()

def load():
    text = "".join(segment.text for strip in app._compositor_of_chat() for segment in strip)
    assert "say something" in text
    is_painted.set()
    raise OSError("nothing to load")

class Watched(ChatbotApp):
    def _compositor_of_chat(self):
        return self.screen._compositor.render_strips()

app = Watched(load, story=Story(None, checkpoint="none"), now=datetime.now)

async def paint():
    async with app.run_test() as pilot:
        while app.load_error is None:
            await pilot.pause(0.01)
        assert is_painted.is_set(), app.load_error

asyncio.run(paint())
"""


@pytest.mark.parametrize("program", [HELP, CHAT_HELP, FIRST_PAINT], ids=["help", "chat help", "first paint"])
def test_neither_torch_nor_a_segmenter_is_loaded_for(program: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", program + REPORT],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )

    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout.splitlines()[-1]) == []
