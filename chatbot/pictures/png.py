"""The heat map as pixels, with the fonts of this machine, for whatever cannot show an SVG."""

from __future__ import annotations

import regex

from chatbot.pictures.exhibit import Drawn, Exhibit, Look
from chatbot.pictures.heat_map import FONT_SIZE, SMALL_SIZE
from chatbot.pictures.palette import LIGHT, STEPS, css_of, ink_on, shade
from chatbot.pictures.pixels import pixels
from chatbot.pictures.svg import FONTS, svg_element

NO_CHARACTER = "\U0010fffe"
"""Stands for no character, now and ever: what a font shows for it is what it shows for an unknown one."""

_SHADES = [shade(LIGHT, step) for step in range(STEPS + 1)]

ATTRIBUTES = {
    "heat": f'font-family="{FONTS}" font-size="{FONT_SIZE}" fill="{LIGHT.ink}"',
    "paper": f'fill="{LIGHT.paper}"',
    "name": f'fill="{LIGHT.faint}"',
    "small": f'font-size="{SMALL_SIZE}" fill="{LIGHT.faint}"',
    "lead": f'stroke="{LIGHT.line}"',
    **{
        f"w{step}": f'fill="{css_of(colour)}" stroke="{LIGHT.paper}" stroke-width="1.5"'
        for step, colour in enumerate(_SHADES)
    },
    **{
        f"small n{step}": f'font-size="{SMALL_SIZE}" fill="{css_of(ink_on(colour))}"'
        for step, colour in enumerate(_SHADES)
    },
}
"""What the style sheet says of each class, on white paper."""

_CLASS = regex.compile('class="([^"]*)"')
_HAN = regex.compile(r"\p{Han}")
_INVISIBLE = regex.compile("[\ufe0e\ufe0f]")


def draw_png(exhibit: Exhibit, look: Look) -> Drawn:
    """Draw a picture on white paper; its remark says where the machine has no font for Chinese.

    Raises:
        PictureError: there is no attention to draw, or too much of it.
    """
    # A style sheet would be matched against every cell, which takes longer than all the rest.
    svg = _CLASS.sub(lambda found: ATTRIBUTES.get(found[1], ""), svg_element(exhibit, look, style=""))
    # The choice between text and emoji would be drawn as a character of its own.
    svg = _INVISIBLE.sub("", svg)
    chinese = "".join(dict.fromkeys(_HAN.findall(svg)))
    picture, shown, unknown = pixels([svg, *_samples(chinese)])
    return Drawn(picture, look.words.no_font if chinese and shown == unknown else "")


def can_show(characters: str) -> bool:
    """Tell whether some font of this machine has at least one of some characters."""
    shown, unknown = pixels(_samples(characters))
    return shown != unknown


def _samples(characters: str) -> tuple[str, str]:
    """Return two lines of text: these characters, and what stands for as many that no font has."""
    width = 20 * (len(characters) + 1)
    shown, unknown = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="30">'
        f'<text y="20" font-size="14" font-family="{FONTS}">{text}</text></svg>'
        for text in (characters, NO_CHARACTER * len(characters))
    )
    return shown, unknown
