"""A program of its own: the app with a scripted responder, its log in the file that is named."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.doubles import ScriptedResponder
from tests.tui.stage import app_with, opened

if __name__ == "__main__":
    with opened(Path(sys.argv[1])) as log:
        app_with(ScriptedResponder(), log=log).run()
