"""The heat map as pixels, with the fonts of this machine, for whatever cannot show an SVG."""

from __future__ import annotations

import regex
import resvg_py

from chatbot.pictures.exhibit import Drawn, Exhibit, Look
from chatbot.pictures.palette import LIGHT
from chatbot.pictures.svg import FONTS, style_rules, svg_element

SCALE = 2
"""Pixels for each one of the layout: sharp on the screens of today."""

NO_CHARACTER = "\U0010fffe"
"""Stands for no character, now and ever: what a font shows for it is what it shows for an unknown one."""

_HAN = regex.compile(r"\p{Han}")
_INVISIBLE = regex.compile("[\ufe0e\ufe0f]")


def draw_png(exhibit: Exhibit, look: Look) -> Drawn:
    """Draw a picture on white paper; its remark says where the machine has no font for Chinese.

    Raises:
        PictureError: there is no attention to draw.
    """
    # The choice between text and emoji would be drawn as a character of its own.
    svg = _INVISIBLE.sub("", svg_element(exhibit, look, f"<style>{style_rules(LIGHT)}</style>"))
    chinese = "".join(dict.fromkeys(_HAN.findall(svg)))
    remark = "" if can_show(chinese) else look.words.no_font
    return Drawn(resvg_py.svg_to_bytes(svg_string=svg, zoom=SCALE), remark)


def can_show(characters: str) -> bool:
    """Tell whether some font of this machine has at least one of the characters; yes where there are none."""
    return not characters or _sample(characters) != _sample(NO_CHARACTER * len(characters))


def _sample(text: str) -> bytes:
    """Return a line of text as pixels."""
    width = 20 * (len(text) + 1)
    return resvg_py.svg_to_bytes(
        svg_string=f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="30">'
        f'<text y="20" style="font:14px {FONTS}">{text}</text></svg>'
    )
