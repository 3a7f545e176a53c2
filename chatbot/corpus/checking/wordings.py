"""Can the intents be told apart by their wording: the same prompt must not have two different answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from chatbot.corpus.blocks import Block, Frame
from chatbot.corpus.checking.finding import Finding, Severity, on_frame
from chatbot.corpus.grammar import every_wording, spaced, squeezed

MOST_WORDINGS = 400
"""Of a frame that are looked at; a frame of more is no frame people read."""

_FILLERS = {
    "en": frozenset(
        re.findall(r"\w+", "a an the do does did please just really so then now oh hey hi hello um er too")
    ),
    "zh": frozenset("呢呀啊吧嘛哦噢嗯哈啦喔的了请就都也很真太么那这"),
}
"""Words, or characters, that alone do not tell one intent from another."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A wording of a frame."""

    block: Block
    frame: Frame
    text: str


def check_wordings(blocks: Sequence[Block]) -> Iterator[Finding]:
    """Yield prompts that two intents, or two frames of one, have in common; each pair of frames once."""
    intents = [block for block in blocks if block.kind == "intent"]
    for language in dict.fromkeys(block.language for block in intents):
        said = [
            _Said(block, frame, spaced(text, language))
            for block in intents
            if block.language == language
            for frame in block.exchanges[0].frames
            for text in islice(every_wording(frame.phrase), MOST_WORDINGS)
        ]
        yield from _clashes(said, language)
    yield from _same_replies(blocks)


def _clashes(said: Sequence[_Said], language: str) -> Iterator[Finding]:
    """Compare by ever looser spellings, so that each clash is told by the strictest one."""
    told: set[tuple[str, int, str, int]] = set()
    for spelling in (_as_written, _letters, _without_fillers):
        first: dict[str, _Said] = {}
        for each in said:
            key = spelling(each.text, language)
            other = first.setdefault(key, each) if key else each
            pair = (other.block.path, other.frame.line, each.block.path, each.frame.line)
            if other.frame is each.frame or pair in told:
                continue
            told.add(pair)
            found = _clash(each, other, spelling is _as_written, spelling is _without_fillers)
            if found is not None:
                yield found


def _clash(each: _Said, other: _Said, is_exact: bool, is_loose: bool) -> Finding | None:
    place = f"{other.block.path}:{other.frame.line}"
    if other.block is each.block:
        if is_loose:
            return None
        return on_frame(each.block, each.frame, "said twice", f"{each.text!r} is said at {place} already")
    severity: Severity = "error" if is_exact else "advice"
    kind = "same prompt" if is_exact else "near-duplicate"
    likeness = "is also said" if is_exact else f"is nearly {other.text!r}"
    why = f"{each.text!r} {likeness} in intent {other.block.name}, which has other answers, {place}"
    return on_frame(each.block, each.frame, kind, why, severity)


def _as_written(text: str, language: str) -> str:
    return text.casefold().rstrip(" .。!！")


def _letters(text: str, language: str) -> str:
    return squeezed(text)


def _without_fillers(text: str, language: str) -> str:
    """Return the words that carry the meaning; nothing where there is but one, which says too little."""
    fillers = _FILLERS.get(language, frozenset())
    if language == "zh":
        words = [character for character in squeezed(text) if character not in fillers]
    else:
        stripped = (word.strip(",.?!;:'…") for word in text.casefold().split())
        words = [word for word in stripped if word not in fillers]
    return " ".join(words) if len(words) > 1 else ""


def _same_replies(blocks: Sequence[Block]) -> Iterator[Finding]:
    first: dict[tuple[str, str], tuple[Block, Frame]] = {}
    for block in blocks:
        for reply in (reply for exchange in block.exchanges for reply in exchange.replies):
            key = block.language, squeezed(reply.written)
            other, same = first.setdefault(key, (block, reply)) if key[1] else (block, reply)
            if same is not reply:
                why = f"the same reply stands at {other.path}:{same.line}"
                yield on_frame(block, reply, "same reply", why)
