"""Is there enough of everything, and of each about the same: frames, wordings, replies, topics, values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median

from chatbot.corpus.blocks import LEAST_VALUES_TO_KEEP, Block
from chatbot.corpus.checking.finding import Finding, on_block, on_frame
from chatbot.corpus.grammar import slots_in, wordings

LEAST_FRAMES = 15
LEAST_WORDINGS = 40
LEAST_REPLIES = 3
"""Of an intent, below which a small network recognises few phrasings it has not seen, and answers alike."""

LONGEST_REPLY = {"zh": 60, "en": 150}
"""In characters: what a small network says without losing itself, and people read at a glance."""

BALANCE = 3
"""A topic has at most so many times as many intents as the middle one, and at least one part in so many."""


def check_sizes(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Yield what is too small, too long, or out of balance."""
    for block in blocks:
        if block.kind == "intent":
            yield from _check_intent(block)
        for reply in (reply for exchange in block.exchanges for reply in exchange.replies):
            most = LONGEST_REPLY.get(block.language, LONGEST_REPLY["en"])
            if len(reply.written) > most:
                why = f"{len(reply.written)} characters; a small network says at most {most} well"
                yield on_frame(block, reply, "long reply", why)
    yield from _check_topics(blocks)
    yield from _check_slots(blocks)


def _check_intent(block: Block) -> Iterator[Finding]:
    (exchange,) = block.exchanges
    ways = sum(wordings(frame.phrase) for frame in exchange.frames)
    counts = (
        ("few frames", len(exchange.frames), LEAST_FRAMES, "frames"),
        ("few wordings", ways, LEAST_WORDINGS, "wordings in all its frames"),
        ("few replies", len(exchange.replies), LEAST_REPLIES, "replies"),
    )
    for kind, count, least, what in counts:
        if count < least:
            yield on_block(block, kind, f"{count} {what}, better at least {least}")


def _check_topics(blocks: Sequence[Block]) -> Iterator[Finding]:
    topics: dict[str, dict[str, list[Block]]] = defaultdict(lambda: defaultdict(list))
    for block in blocks:
        if block.kind == "intent":
            topics[block.language][block.topic].append(block)
    for language, by_topic in topics.items():
        middle = median(map(len, by_topic.values()))
        for topic, intents in by_topic.items():
            if len(intents) * BALANCE < middle or len(intents) > BALANCE * middle:
                why = f"topic {topic} has {len(intents)} intents, the middle one of {language} has {middle:g}"
                first = intents[0]
                yield Finding(first.path, first.line, None, "advice", "unbalanced topic", why)


def _check_slots(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Look at the lists of slots: used at all, long enough, and nothing in them twice."""
    used = {
        (block.language, slot.name)
        for block in blocks
        for exchange in block.exchanges
        for frame in exchange.frames
        for slot in slots_in(frame.phrase)
    }
    lists = {
        (listed.path, listed.line): (block.language, name, listed)
        for block in blocks
        for name, listed in block.slots.items()
    }
    for (path, line), (language, name, listed) in lists.items():
        if (language, name) not in used:
            yield Finding(path, line, None, "advice", "unused slot", f"no frame has {{{name}}}")
        if len(listed.values) < LEAST_VALUES_TO_KEEP:
            why = (
                f"{{{name}}} has {len(listed.values)} values; from {LEAST_VALUES_TO_KEEP} on "
                "some are kept to measure whether new ones are copied"
            )
            yield Finding(path, line, None, "advice", "short slot", why)
        spelled = [value.casefold() for value in listed.values]
        for value in sorted({value for value in spelled if spelled.count(value) > 1}):
            yield Finding(path, line, None, "advice", "value twice", f"{{{name}}} has {value!r} twice")
