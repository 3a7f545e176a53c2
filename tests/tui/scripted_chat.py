"""A program of its own: the app with a scripted responder, its log in the file that is named."""

from __future__ import annotations

import sys
from pathlib import Path

from chatbot.cli.options import interface_language
from chatbot.tui.wording import WORDINGS
from tests.doubles import ScriptedLearner, ScriptedResponder
from tests.tui.stage import app_with, opened

if __name__ == "__main__":
    with opened(Path(sys.argv[1])) as log:
        wording = WORDINGS[interface_language()]
        app_with(ScriptedResponder(), log=log, wording=wording, learner=ScriptedLearner()).run()
