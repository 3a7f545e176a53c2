"""Two files of equal length: the prompts, a line each, and the replies to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

PARTNERS = (
    *(("post", "response"), ("posts", "responses"), ("post", "comment"), ("post", "reply")),
    *(
        ("src", "tgt"),
        ("src", "trg"),
        ("source", "target"),
        ("from", "to"),
        ("in", "out"),
        ("input", "output"),
    ),
    *(("question", "answer"), ("questions", "answers"), ("q", "a"), ("ask", "answer"), ("query", "reply")),
    *(("query", "response"), ("queries", "replies"), ("prompt", "response"), ("prompts", "responses")),
    *(
        ("prompt", "reply"),
        ("prompts", "replies"),
        ("context", "response"),
        ("enc", "dec"),
        ("encoder", "decoder"),
    ),
    *(("en", "zh"), ("en", "cn"), ("eng", "cmn"), ("问题", "答案"), ("问", "答"), ("上句", "下句")),
)
"""Words that tell the two names apart, the prompts' first."""

_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]+|[^a-z\u4e00-\u9fff]+")


def matches(head: Head) -> bool:
    """Say no: one half of a dialogue looks like any other text."""
    return False


def partners(sources: Sequence[Source]) -> dict[str, str]:
    """Name the replies for each file of prompts, by the words in which their names differ."""
    by_words = {tuple(_WORD.findall(PurePath(source.name).name.lower())): source.name for source in sources}
    found = {}
    for words, name in by_words.items():
        others = (by_words.get(other) for other in _reply_names(words))
        other = next((other for other in others if other is not None), None)
        if other is not None:
            found[name] = other
    return found


def _reply_names(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what the file of replies may be called, in words."""
    for place, word in enumerate(words):
        for prompt, response in PARTNERS:
            if word == prompt:
                yield (*words[:place], response, *words[place + 1 :])


def read(prompts: Source, replies: Source) -> Iterator[Conversation]:
    """Read a conversation of two turns from each line of both files."""
    for (number, prompt), (_, reply) in zip(prompts.lines(), replies.lines(), strict=False):
        yield Conversation.alternating((prompt, reply), prompts.place(number))
