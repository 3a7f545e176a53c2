"""The program, but the prompt cannot be drawn: how a mistake of ours ends it."""

from __future__ import annotations

from typing import NoReturn

from chatbot.cli.main import main
from chatbot.tui.widgets.prompt import Prompt


def fail(*_: object) -> NoReturn:
    said = "a secret"
    raise AssertionError(f"{len(said)} cells cannot be drawn")


if __name__ == "__main__":
    Prompt.render_line = fail  # type: ignore[assignment, method-assign]
    main()
