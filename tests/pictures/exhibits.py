"""Replies to draw."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from chatbot.pictures.exhibit import Exhibit
from chatbot.reply import AttentionMap, Reply
from tests.doubles import peaked

MIXED_WORDS = ("你好", "，", "tomorrow", "a", "👩‍👩‍👧", "❤️", "don't", "</s>", "internationalization", "明天")

ANY_TEXT = st.text(st.characters(), min_size=1, max_size=12)
"""Controls, lone surrogates and what is no character among it."""


def exhibit_of(source: tuple[str, ...], target: tuple[str, ...]) -> Exhibit:
    """Return a reply whose n-th word looked mostly at the n-th word of the prompt."""
    attention = AttentionMap(source, target, tuple(peaked(row, len(source)) for row in range(len(target))))
    log_probs = tuple(-0.1 * (row + 1) for row in range(len(target)))
    reply = Reply("".join(target), attention, attention, log_probs, "eos")
    return Exhibit(
        prompt="".join(source),
        reply=reply,
        candidates=(reply,),
        checkpoint="made-up",
        score="additive",
        word_probabilities=tuple(1 / (row + 1) for row in range(len(target))),
    )


def without_attention() -> Exhibit:
    exhibit = exhibit_of(("你好",), ("hello",))
    nothing = AttentionMap(("你好",), ("hello",), ())
    return replace(exhibit, reply=replace(exhibit.reply, attention=nothing, pieces=nothing))


@st.composite
def exhibits(draw: st.DrawFn, words: st.SearchStrategy[str] = ANY_TEXT) -> Exhibit:
    """Return any words with any weights between them, and any texts around them."""
    source = draw(st.lists(words, min_size=1, max_size=8))
    target = draw(st.lists(words, min_size=1, max_size=5))
    tenths = draw(st.lists(st.integers(1, 50), min_size=len(source), max_size=len(source)))
    row = tuple(weight / sum(tenths) for weight in tenths)
    exhibit = exhibit_of(tuple(source), tuple(target))
    attention = AttentionMap(tuple(source), tuple(target), (row,) * len(target))
    reply = replace(exhibit.reply, text=draw(ANY_TEXT), attention=attention, pieces=attention)
    return replace(exhibit, prompt=draw(ANY_TEXT), checkpoint=draw(ANY_TEXT), reply=reply)
