"""Screens as text files, to be looked at by people and compared by the tests.

`REWRITE_SNAPSHOTS=1 pytest tests/tui` writes them anew: read the difference before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

FOLDER = Path(__file__).parent / "snapshots"


async def assert_looks_as_before(pilot: Pilot[None], widget: Widget, name: str) -> None:
    """Compare what is seen of a widget, border and all, line by line, with `snapshots/{name}.txt`."""
    await pilot.pause()
    seen = "".join(f"{line.rstrip()}\n" for line in _lines(widget))
    path = FOLDER / f"{name}.txt"
    if os.environ.get("REWRITE_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(seen, encoding="utf-8")
    assert path.exists(), f"there is no {path.name}: run with REWRITE_SNAPSHOTS=1, and read it"
    assert seen == path.read_text(encoding="utf-8")


def _lines(widget: Widget) -> list[str]:
    left, top, width, height = widget.region
    strips = widget.screen._compositor.render_strips()[top : top + height]
    return [Strip(strip).crop(left, left + width).text for strip in strips]
