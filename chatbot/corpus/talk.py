"""Whether plain lines are things people say: no prose cut into lines, no code, no list of words.

Formats without a mark of their own ask here before they believe that a file is dialogue. They would rather
pass over a dialogue than learn from a licence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import median

MAX_LINES = 2_000
"""How many lines are looked at."""

MAX_MEDIAN_LENGTH = 200
"""Characters of a middling line; longer lines are paragraphs."""

_LETTER = re.compile(r"[^\W\d_]")
_LISTED = re.compile(r"\s|[#*\-+|`<{}\[\]/\\@=>•·]|\d+[.)、]|\(?[a-z]\)\s|(?:[^\s:：]{1,20}\s?){1,2}[:：]")
_CODE = re.compile(r"[;{}]\s*$|\w\(.*\)\s*[:;]?\s*$|\s[=!]=?\s")
_SPOKEN = re.compile(
    r"[?？!！吗呢吧啊呀嘛哦哈您你我咱妳]|谢谢|謝謝|什么|什麼|怎么|怎麼|好的|嗎|再见|早上好"
    r"|\b(?:i|you|me|my|your|we|us|i'm|it's|don't|let's|yes|yeah|no|hi|hello|thanks?|please|ok|okay|sure|bye)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\W*(?:[\u3400-\u9fff]{1,3}|[^\W\u3400-\u9fff]+)\W*")


def is_talk(lines: Sequence[str]) -> bool:
    """Tell whether lines, blank ones left out, are utterances of some conversation."""
    sample = lines[:MAX_LINES]
    if len(sample) < 2 or median(map(len, sample)) > MAX_MEDIAN_LENGTH:
        return False
    return (
        _share(sample, _LETTER.search) >= 0.9
        and _share(sample, _LISTED.match) <= 0.15
        and _share(sample, _CODE.search) <= 0.15
        and _share(sample, _SPOKEN.search) >= 0.25
        and not _is_word_list(sample)
        and not _is_wrapped(sample)
    )


def _share(lines: Sequence[str], is_of_kind: Callable[[str], object]) -> float:
    return sum(1 for line in lines if is_of_kind(line)) / len(lines)


def _is_word_list(lines: Sequence[str]) -> bool:
    return len(lines) >= 10 and _share(lines, _SHORT.fullmatch) > 0.7


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Tell whether lines were filled up to a margin, as no speaker does."""
    if len(lines) < 6:
        return False
    margin = sorted(map(len, lines))[int(0.95 * len(lines))]
    return 30 <= margin <= 130 and _share(lines, lambda line: 0.75 * margin <= len(line)) > 0.5
