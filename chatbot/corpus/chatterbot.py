"""ChatterBot's corpus: YAML with `conversations`, a list of lists of texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from chatbot.corpus.source import Head, Source
from chatbot.dialogue import Conversation

_YAML_LINE = r"(?:---|\s*#.*|\s*- .*|[\w ]+:.*|\s*)\n"
_CONVERSATIONS = re.compile(rf"(?:{_YAML_LINE})*?conversations:\s*(?:#.*)?\n\s*(?:#.*\n\s*)*-\s+- ")

NO_TEXTS = "expected a list of texts, found something else"


def matches(head: Head) -> bool:
    """Recognise the key `conversations` with a list of lists below it."""
    return _CONVERSATIONS.match(head.text.replace("\r\n", "\n")) is not None


def read(source: Source) -> Iterator[Conversation]:
    """Read the conversations event by event: numbers stay what was written, and no alias is followed."""
    with source.utf8() as stream:
        events = yaml.parse(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        try:
            for event in events:
                if isinstance(event, yaml.ScalarEvent) and event.value == "conversations":
                    yield from _conversations(events, source)
        except yaml.YAMLError as error:
            mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
            source.skip("YAML that is wrong from here on", None if mark is None else mark.line + 1)


def _conversations(events: Iterator[yaml.Event], source: Source) -> Iterator[Conversation]:
    """Read the list that comes next."""
    if not isinstance(next(events), yaml.SequenceStartEvent):
        return
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        line = _line(event)
        texts = _texts(event, events)
        if texts is None:
            source.skip(NO_TEXTS, line)
        else:
            yield Conversation.alternating(texts, source.place(line))


def _texts(first: yaml.Event, events: Iterator[yaml.Event]) -> list[str] | None:
    """Read one value to its end and return its texts; None if it is no list of texts."""
    if isinstance(first, yaml.ScalarEvent):
        # ChatterBot takes a text that stands for a list letter by letter; no such pair passes the filter.
        return list(first.value)
    depth = _depth(first)
    is_list = isinstance(first, yaml.SequenceStartEvent)
    texts: list[str] = []
    while depth:
        event = next(events)
        depth += _depth(event)
        if isinstance(event, yaml.ScalarEvent):
            texts.append(event.value)
        is_list = is_list and depth <= 1 and not isinstance(event, yaml.AliasEvent)
    return texts if is_list else None


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None, "the parser marks every event"
    return event.start_mark.line + 1


def _depth(event: yaml.Event) -> int:
    """Return by how much an event changes how deep the parser stands in lists and objects."""
    return isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
