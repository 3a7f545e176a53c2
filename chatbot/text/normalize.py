"""One spelling for what reads the same, and nothing that is not text.

Canonical composition only: NFKC would turn ， into a comma, ½ into 1⁄2 and ² into 2, and what a user typed
could never come back. Full-width letters and digits are the exception: input methods slip them in.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

FULL_WIDTH_ASCII = range(0xFF01, 0xFF5F)
"""The full-width twins of `!` to `~`, in the same order."""

HALF_WIDTH_JAPANESE = range(0xFF61, 0xFFA0)
"""Half-width 。「」、・ and katakana; the two sound marks at the end combine with the kana before them."""

CHINESE_PUNCTUATION = "，！？：；（）～"
"""Full-width forms that are the normal form of Chinese, not a wide spelling of ASCII."""

_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"

_CONTROLS = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
"""C0, DEL and C1 without those that are white space: TAB, LF, VT, FF, CR and NEL."""

_SURROGATES = "\ud800-\udfff"
"""A Python string can hold half a pair; no encoding can."""

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(rf"\U{plane:04x}fffe-\U{plane:04x}ffff" for plane in range(0x11))

# A list instead of a look-up of category Cf: the ids of a text must not depend on Python's Unicode version.
# ZWNJ and ZWJ (U+200C, U+200D) are not in it: Persian and emoji are spelled with them.
_FORMAT_CHARACTERS = (
    "\u00ad\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f"
)

_TERMINAL_HAZARDS = re.compile(f"[{_CONTROLS}\x0b\x0c\r\x85{_BIDI_CONTROLS}{_SURROGATES}]+")

_FOLDED: dict[str, str] = {
    **{chr(wide): chr(wide - 0xFEE0) for wide in FULL_WIDTH_ASCII if chr(wide) not in CHINESE_PUNCTUATION},
    **{chr(half): unicodedata.normalize("NFKC", chr(half)) for half in HALF_WIDTH_JAPANESE},
}


@cache
def _removed() -> re.Pattern[str]:
    # Compiled at the first text to be learnt or answered: what is only shown needs none of it.
    return re.compile(f"[{_CONTROLS}{_BIDI_CONTROLS}{_SURROGATES}{_NONCHARACTERS}{_FORMAT_CHARACTERS}]+")


@cache
def _foldable() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_FOLDED)}]")


def normalize(text: str) -> str:
    """Give a text the one spelling the model learns; doing it again changes nothing.

    Characters are composed (NFC), accidental widths folded (Ａ１＠ to A1@, ｶﾞ to ガ) while Chinese punctuation
    stays Chinese; white space of every kind becomes single spaces between words; controls, bidi overrides and
    invisible format characters are removed.
    """
    # No character to remove is printable, and most texts are: asking first is twenty times faster.
    visible = text if text.isprintable() else _removed().sub("", text)
    folded = _foldable().sub(lambda match: _FOLDED[match[0]], visible)
    return " ".join(unicodedata.normalize("NFC", folded).split())


def printable(text: str) -> str:
    """Take out what could drive a terminal; line breaks, tabs and everything visible stay."""
    return _TERMINAL_HAZARDS.sub("", text)
