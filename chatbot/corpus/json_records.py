"""Records of a JSON file of any size, one after the other, in whatever container they lie."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from enum import Enum
from functools import lru_cache
from itertools import islice

import ijson

from chatbot.corpus.source import Head, Source, Utf8Reader

NO_JSON = "not JSON"
"""Why a line is skipped that no parser can read."""

CUT_JSON = "JSON that breaks off or is wrong from here on"
"""Why the rest of a file is skipped when its parser cannot go on."""

_HEADER = re.compile(r"(?:#[^\n]*\n|\s+)*")

Matches = Callable[[object], bool]
"""Tells whether a JSON value is a record of a format; the value may be cut short."""


class Container(Enum):
    """How the records of a file lie in it."""

    LINES = "a record a line"
    SINGLE = "the file is one record"
    ITEMS = "a list of records"
    VALUES = "an object with records as values"
    LISTS = "an object of lists of records, such as train, valid and test"


@lru_cache(maxsize=1)
def document_in(text: str) -> object:
    """Return the JSON value that a text begins with, cut short where the text ends; None without JSON.

    A dozen formats ask this of the same text.
    """
    start = _HEADER.sub("", text, count=1)
    if not start.startswith(("{", "[")):
        return None
    builder = ijson.ObjectBuilder()
    try:
        for event, value in ijson.basic_parse(io.BytesIO(start.encode("utf-8")), use_float=True):
            builder.event(event, value)
    except ijson.JSONError:
        # The head ends where it ends: what was built up to there is what was asked for.
        pass
    return getattr(builder, "value", None)


def line_records(head: Head) -> list[object]:
    """Return the values of a file that has one JSON value a line; [] for any other file."""
    lines = list(islice(filter(str.strip, head.lines), 20))
    if not lines or not lines[0].lstrip().startswith(("{", "[")):
        return []
    values: list[object] = [value for line in lines if isinstance(value := _parsed(line), dict | list)]
    is_one_document = len(lines) < 2 and head.is_whole
    return [] if is_one_document or 2 * len(values) < len(lines) else values


def container_of(head: Head, matches: Matches) -> Container | None:
    """Return how a file holds records of a format; None if it does not."""
    values = line_records(head)
    if values:
        return Container.LINES if sum(map(matches, values)) * 2 > len(values) else None
    document = document_in(head.text)
    if isinstance(document, dict):
        return _container_in_object(document, matches)
    if isinstance(document, list) and any(map(matches, document[:5])):
        return Container.ITEMS
    return None


def _container_in_object(document: dict[str, object], matches: Matches) -> Container | None:
    if matches(document):
        return Container.SINGLE
    values = list(document.values())[:5]
    if any(map(matches, values)):
        return Container.VALUES
    lists = [value for value in values if isinstance(value, list) and value]
    return Container.LISTS if any(matches(value[0]) for value in lists) else None


def guessed_container(head: Head) -> Container:
    """Return how a file holds its records when nothing in it looks like one."""
    if line_records(head):
        return Container.LINES
    return Container.VALUES if isinstance(document_in(head.text), dict) else Container.ITEMS


def records(source: Source, container: Container) -> Iterator[tuple[str, object]]:
    """Yield each record with its place in the file, such as `[17]`, `[key]` or `:17` for a line.

    What follows a place where the JSON is broken cannot be read and counts as one skipped record.
    """
    if container is Container.LINES:
        yield from _lines(source)
        return
    last = ""
    with source.utf8() as stream:
        try:
            for place, record in _PARSERS[container](stream):
                last = place
                yield place, record
        except ijson.JSONError:
            source.skip(CUT_JSON, record=f"{last} and after" if last else "")


def _lines(source: Source) -> Iterator[tuple[str, object]]:
    for number, line in source.lines():
        if not line.strip():
            continue
        value = _parsed(line)
        if value is None:
            source.skip(NO_JSON, number)
        else:
            yield f":{number}", value


def _parsed(line: str) -> object:
    """Return the JSON value of a line; None if it is no JSON, or the JSON value null."""
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value


def _single(stream: Utf8Reader) -> Iterator[tuple[str, object]]:
    # Records longer than the head look like one; whatever follows the first is read as well.
    for number, record in enumerate(ijson.items(stream, "", use_float=True, multiple_values=True)):
        yield f"[{number}]" if number else "", record


def _items(stream: Utf8Reader) -> Iterator[tuple[str, object]]:
    for number, record in enumerate(ijson.items(stream, "item", use_float=True)):
        yield f"[{number}]", record


def _values(stream: Utf8Reader) -> Iterator[tuple[str, object]]:
    for key, record in ijson.kvitems(stream, "", use_float=True):
        yield f"[{key}]", record


def _lists(stream: Utf8Reader) -> Iterator[tuple[str, object]]:
    """Yield the items of the lists in an object, none of which is ever in memory as a whole."""
    depth, key, number = 0, "", 0
    builder = None
    for event, value in ijson.basic_parse(stream, use_float=True):
        if event in ("end_map", "end_array"):
            depth -= 1
        if depth == 1 and event == "map_key":
            key, number = value, 0
        elif depth == 2 and event in ("start_map", "start_array"):
            builder = ijson.ObjectBuilder()
        if builder is not None:
            builder.event(event, value)
        if builder is not None and depth == 2 and event in ("end_map", "end_array"):
            yield f"[{key}][{number}]", builder.value
            builder, number = None, number + 1
        if event in ("start_map", "start_array"):
            depth += 1


_PARSERS: dict[Container, Callable[[Utf8Reader], Iterator[tuple[str, object]]]] = {
    Container.SINGLE: _single,
    Container.ITEMS: _items,
    Container.VALUES: _values,
    Container.LISTS: _lists,
}
