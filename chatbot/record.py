"""Frozen values that cost nothing to declare, for what there has to be before the first frame of a screen."""

from __future__ import annotations

from typing import Any, Self, dataclass_transform


@dataclass_transform(frozen_default=True, eq_default=False)
class Record:
    """Fields by their names: a subclass annotates them, and gives some of them a value to begin with.

    To a type checker it is a frozen class of data, so no field can be forgotten, misspelt or changed. It is
    none, nor a named tuple: either compiles code of its own for every class, half a millisecond and more, and
    the words of the interface alone are a dozen classes.
    """

    def __init__(self, *values: object, **named: object) -> None:
        """Take values in the order of the fields, and by their names."""
        vars(self).update(zip(type(self).__annotations__, values, strict=False), **named)

    def with_other(self, **values: Any) -> Self:
        """Return the same record, but for these values."""
        assert values.keys() <= type(self).__annotations__.keys(), "only a field can be changed"
        return type(self)(**vars(self) | values)
