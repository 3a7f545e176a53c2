"""Two files of equal length: the prompts, a line each, and the replies to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

PARTNERS = {
    "post": ("response", "reply", "comment"),
    "posts": ("responses", "replies", "comments"),
    "src": ("tgt", "trg"),
    "source": ("target",),
    "from": ("to",),
    "in": ("out",),
    "input": ("output",),
    "inputs": ("outputs",),
    "q": ("a",),
    "ask": ("answer",),
    "question": ("answer",),
    "questions": ("answers",),
    "query": ("response", "reply", "answer"),
    "queries": ("responses", "replies", "answers"),
    "prompt": ("response", "reply"),
    "prompts": ("responses", "replies"),
    "context": ("response",),
    "contexts": ("responses",),
    "enc": ("dec",),
    "encoder": ("decoder",),
    "问": ("答",),
    "问题": ("答案", "回答"),
    "上句": ("下句",),
}
"""The word in the name of a file of prompts, and the words that stand in its place for the replies."""

LANGUAGES = {"en": ("zh", "cn"), "eng": ("cmn", "zho"), "english": ("chinese",)}
"""The same for translations; files of unlike length are no translations but dialogues in two languages."""

Words = tuple[str, ...]
"""A name in words and what stands between them."""

_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]+|[^a-z\u4e00-\u9fff]+")


def matches(head: Head) -> bool:
    """Say no: one half of a dialogue looks like any other text."""
    return False


def partners(sources: Sequence[Source]) -> dict[str, str]:
    """Name the replies for each file of prompts, by the words in which their names differ."""
    by_words = {tuple(_WORD.findall(PurePath(source.name).name.lower())): source for source in sources}
    found = {}
    for words, source in by_words.items():
        replies = _found(by_words, words, PARTNERS)
        translation = _found(by_words, words, LANGUAGES)
        if replies is None and translation is not None and translation.line_count() == source.line_count():
            replies = translation
        if replies is not None:
            found[source.name] = replies.name
    return found


def _found(by_words: Mapping[Words, Source], words: Words, partners: Mapping[str, Words]) -> Source | None:
    """Return the file whose name has a partner of one of the words in its place."""
    for place, word in enumerate(words):
        for partner in partners.get(word, ()):
            other = (*words[:place], partner, *words[place + 1 :])
            if other in by_words:
                return by_words[other]
    return None


def read(prompts: Source, replies: Source) -> Iterator[Conversation]:
    """Read a conversation of two turns from each line of both files."""
    for (number, prompt), (_, reply) in zip(prompts.lines(), replies.lines(), strict=False):
        yield Conversation.alternating((prompt, reply), prompts.place(number))
