"""Shades for weights: lightness alone tells them apart, so any eye and any printer can.

Both ramps keep to blue and yellow, which the common kinds of colour blindness leave apart (after cividis,
Nuñez, Anderton and Renslow, 2018). On light paper more weight is darker, on dark paper lighter.
"""

from __future__ import annotations

from dataclasses import dataclass

STEPS = 20
"""Shades above none: one for every 5 % of a row's attention."""

Rgb = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

BLACK: Rgb = (0, 0, 0)
WHITE: Rgb = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of one kind of paper."""

    paper: str
    ink: str
    faint: str
    """For small print."""

    line: str
    ramp: tuple[Rgb, ...]
    """Shades at equal distances, no weight first."""


LIGHT = Scheme(
    paper="#ffffff",
    ink="#1b1f24",
    faint="#57606a",
    line="#d0d7de",
    ramp=((245, 246, 248), (196, 211, 232), (124, 152, 196), (54, 88, 146), (0, 34, 78)),
)

DARK = Scheme(
    paper="#0d1117",
    ink="#e6edf3",
    faint="#9198a1",
    line="#3d444d",
    ramp=((22, 27, 36), (16, 54, 104), (87, 93, 109), (165, 156, 116), (254, 232, 56)),
)


def step_of(weight: float) -> int:
    """Return the shade of a weight from 0 to 1: 0 is none, `STEPS` is all."""
    return max(0, min(STEPS, int(weight * STEPS + 0.5)))


def shade(scheme: Scheme, step: int) -> Rgb:
    """Return the colour of a step."""
    place = step / STEPS * (len(scheme.ramp) - 1)
    index = min(int(place), len(scheme.ramp) - 2)
    share = place - index
    red, green, blue = (
        round(low + (high - low) * share)
        for low, high in zip(scheme.ramp[index], scheme.ramp[index + 1], strict=True)
    )
    return red, green, blue


def ink_on(colour: Rgb) -> Rgb:
    """Return black or white, whichever is read more easily on a colour."""
    return max(BLACK, WHITE, key=lambda ink: contrast(ink, colour))


def contrast(one: Rgb, other: Rgb) -> float:
    """Return how well two colours stand apart, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Rgb) -> float:
    """Return how light a colour is, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    linear: float = part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
    return linear


def css_of(colour: Rgb) -> str:
    """Spell a colour for a style sheet."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def shade_rules(scheme: Scheme) -> str:
    """Return style rules: `.w7` is the shade of step 7, for text and for shapes; `.n7` a number on it."""
    rules = []
    for step in range(STEPS + 1):
        colour = shade(scheme, step)
        ink = css_of(ink_on(colour))
        rules.append(f".w{step}{{fill:{css_of(colour)};background:{css_of(colour)};color:{ink}}}")
        rules.append(f".n{step}{{fill:{ink}}}")
    return "".join(rules)
