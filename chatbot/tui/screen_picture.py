"""The whole screen as a picture, with Chinese as wide as it is."""

from __future__ import annotations

import re
from html import unescape

from rich.cells import cell_len

_TEXT = re.compile(r'(<text [^>]*?textLength=")([\d.]+)("[^>]*>)([^<]*)(</text>)')


def with_widths_in_cells(svg: str) -> str:
    """Mend a screen that Textual exported.

    Rich tells the browser how long each run of text is, and counts characters where it should count cells:
    Chinese, two cells a character, is squeezed until it overlaps.
    """
    return _TEXT.sub(_in_cells, svg)


def _in_cells(found: re.Match[str]) -> str:
    before, told, between, written, after = found.groups()
    text = unescape(written)
    if not text or text.isascii():
        return found[0]
    width = float(told) / len(text) * cell_len(text)
    return f"{before}{width:.6g}{between}{written}{after}"
