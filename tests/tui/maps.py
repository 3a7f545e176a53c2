"""Attention maps to try a heat map with."""

from __future__ import annotations

from hypothesis import strategies as st

from chatbot.reply import AttentionMap
from tests.doubles import peaked

AWKWARD_TOKENS = (
    "你好",
    "，",
    "tomorrow",
    "😀",
    "👩‍👩‍👧",
    "❤️",
    "\u0301",
    "\ufe0f",
    "\u200d",
    "",
    " ",
    "é",
    "[b]x[/b]",
    "\t",
    "</s>",
)
"""Wide, joined, combining, empty, and one that looks like markup."""

tokens = st.one_of(
    st.sampled_from(AWKWARD_TOKENS),
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.text("天气真好的ab，？😀", min_size=1, max_size=30),
)


@st.composite
def attention_maps(draw: st.DrawFn) -> AttentionMap:
    """Draw a map of 1 to 14 source words and 1 to 20 reply words, in any script."""
    source = tuple(draw(st.lists(tokens, min_size=1, max_size=14)))
    target = tuple(draw(st.lists(tokens, min_size=1, max_size=20)))
    return AttentionMap(source, target, tuple(peaked(row, len(source)) for row in range(len(target))))


def map_of(source: tuple[str, ...], target: tuple[str, ...]) -> AttentionMap:
    """Make a map in which row t looks mostly at column t."""
    return AttentionMap(source, target, tuple(peaked(row, len(source)) for row in range(len(target))))
