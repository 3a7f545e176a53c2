"""Shades for weights, in the colours of the theme or of whichever set is chosen."""

from __future__ import annotations

from functools import lru_cache

from textual.color import Color, Lab, lab_to_rgb, rgb_to_lab
from textual.style import Style
from textual.widget import Widget

LEVELS = 10
"""Steps of the shade, 0 to 9: level 3 means a weight of about 0.3."""

SHADE_CLASSES = frozenset({"shade--none", "shade--full"})
"""The component classes of a widget that shows shades: the two ends of the scale."""

BLACK, WHITE = Color(0, 0, 0), Color(255, 255, 255)


def level(weight: float) -> int:
    """Return the step of a weight between 0 and 1: its tenths, rounded, at most 9."""
    return min(LEVELS - 1, int(weight * LEVELS + 0.5))


def shades(widget: Widget) -> tuple[Style, ...]:
    """Return the ten shades, equal steps of lightness whatever the two ends are, each with legible ink."""
    ends = [widget.get_component_styles(name).background for name in ("shade--none", "shade--full")]
    low, high = (widget.background_colors[1] + end for end in ends)
    return _scale(low, high)


def contrast(one: Color, other: Color) -> float:
    """Return how well two colours stand apart, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache
def _scale(low: Color, high: Color) -> tuple[Style, ...]:
    ends = rgb_to_lab(low), rgb_to_lab(high)
    return tuple(_shade(*ends, step / (LEVELS - 1)) for step in range(LEVELS))


def _shade(low: Lab, high: Lab, share: float) -> Style:
    lightness, a, b = (start + (end - start) * share for start, end in zip(low, high, strict=True))
    background = lab_to_rgb(Lab(lightness, a, b)).clamped
    # The better of the two has a contrast of at least 4.58 on any colour.
    ink = max(BLACK, WHITE, key=lambda ink: contrast(ink, background))
    return Style(background=background, foreground=ink)


def _luminance(colour: Color) -> float:
    """Return how light a colour is, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(part) for part in colour.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    linear: float = part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
    return linear
