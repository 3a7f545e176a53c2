"""What JSON formats ask of a record before they believe it."""

from __future__ import annotations

from chatbot.corpus.source import BrokenRecordError

Record = dict[str, object]


def first_object(record: object, key: str) -> Record:
    """Return the first object of the list in a record's `key`; {} if there is none."""
    items = record.get(key) if isinstance(record, dict) else None
    first = items[0] if isinstance(items, list) and items else None
    return first if isinstance(first, dict) else {}


def has_list(record: object, key: str, *item_keys: str) -> bool:
    """Tell whether a value is an object whose `key` holds a list that begins with an object of these keys."""
    return set(item_keys) <= first_object(record, key).keys()


def objects(record: object, key: str) -> list[Record]:
    """Return the objects in a record's list.

    Raises:
        BrokenRecordError: there is no such list, or something else is in it.
    """
    items = record.get(key) if isinstance(record, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise BrokenRecordError(f"expected a list of objects in {key!r}")
    return items


def text(record: object, key: str) -> str:
    """Return the text of a field.

    Raises:
        BrokenRecordError: there is no such field, or it holds no text.
    """
    value = record.get(key) if isinstance(record, dict) else None
    if not isinstance(value, str):
        raise BrokenRecordError(f"expected text in {key!r}")
    return value


def texts(value: object, name: str) -> list[str]:
    """Return a list of texts.

    Raises:
        BrokenRecordError: it is no list, or something else is in it; `name` is what it is called then.
    """
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BrokenRecordError(f"expected a list of texts in {name}")
    return value


def is_texts(value: object) -> bool:
    """Tell whether a value is a list of texts that is not empty."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
