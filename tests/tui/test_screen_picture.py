"""A picture of the whole screen."""

import re
from html import unescape

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.widgets import Static

from chatbot.tui.screen_picture import with_widths_in_cells


class Bilingual(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("你好 & hello <3 你\nplain", markup=False)


async def test_every_run_of_text_is_as_long_as_its_cells() -> None:
    async with Bilingual().run_test(size=(40, 6)) as pilot:
        svg = with_widths_in_cells(pilot.app.export_screenshot())

    runs = re.findall(r'textLength="([\d.]+)"[^>]*>([^<]*)</text>', svg)
    widths = {
        round(float(told) / cell_len(unescape(text)), 3) for told, text in runs if unescape(text).strip()
    }
    assert any("你好" in text for _, text in runs)
    assert len(widths) == 1
