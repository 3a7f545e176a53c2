"""The layout of the Cornell Movie-Dialogs (Danescu-Niculescu-Mizil and Lee 2011): two files of fields.

One file holds the lines, with their id first and their text last; the other the conversations, with a list of
line ids last. The texts are kept in memory while the conversations are read: these name lines in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import takewhile

from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

SEPARATOR = "+++$+++"

LEAST_SHARE = 0.8
"""Share of lines that must have the separator, and of conversations that must end in a list."""

_ID = re.compile(r"[^\s,'\"\[\]]+")
_LIST = re.compile(r"\[.*\]")


def matches(head: Head) -> bool:
    """Recognise the separator, whichever of the two files it is."""
    return head.share(lambda line: SEPARATOR in line) >= LEAST_SHARE


def _has_lists(head: Head) -> bool:
    """Tell the file of conversations from the file of lines."""
    return head.share(lambda line: _LIST.fullmatch(_fields(line)[-1])) >= LEAST_SHARE


def partners(sources: Sequence[Source]) -> dict[str, str]:
    """Name the lines for each file of conversations: those whose ids are spelled like the ones in its lists.

    The corpus has more such files, of films and of characters; of several the name most like it decides.
    """
    heads = {source.name: source.head() for source in sources}
    lines = {name: _spelling(_first_fields(head)[0]) for name, head in heads.items() if not _has_lists(head)}
    found: dict[str, str] = {}
    for name, head in heads.items():
        ids = _ID.findall(_first_fields(head)[-1]) if _has_lists(head) else []
        others = [other for other, spelling in lines.items() if ids and spelling == _spelling(ids[0])]
        if others:
            found[name] = max(others, key=partial(_likeness, name))
    return found


def _first_fields(head: Head) -> list[str]:
    return _fields(next((line for line in head.lines if SEPARATOR in line), ""))


def _spelling(line_id: str) -> str:
    """Return an id without its number, such as L for L194."""
    return line_id.strip("0123456789")


def _likeness(name: str, other: str) -> int:
    """Return how many characters two names have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(name, other, strict=False)))


def read(conversations: Source, lines: Source) -> Iterator[Conversation]:
    """Read the conversations of one file with the lines of the other."""
    spoken = _lines_by_id(lines)
    for number, line in conversations.lines():
        if not line.strip():
            continue
        ids = _ID.findall(_fields(line)[-1]) if SEPARATOR in line else []
        missing = [line_id for line_id in ids if line_id not in spoken]
        if not ids:
            conversations.skip("expected a list of line ids in the last field", number)
        elif missing:
            conversations.skip(f"line that is not in {lines.name}", number)
        else:
            said = [spoken[line_id] for line_id in ids]
            yield Conversation.between(said, conversations.place(number))


def _lines_by_id(lines: Source) -> dict[str, tuple[str, str]]:
    """Return who says what in each line."""
    spoken: dict[str, tuple[str, str]] = {}
    for number, line in lines.lines():
        fields = _fields(line)
        if len(fields) >= 3:
            spoken[fields[0]] = (fields[1], fields[-1])
        elif line.strip():
            lines.skip(f"expected 3 fields or more separated by {SEPARATOR}, found {len(fields)}", number)
    return spoken


def _fields(line: str) -> list[str]:
    return [field.strip() for field in line.split(SEPARATOR)]
