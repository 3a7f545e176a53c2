"""Modules that the first frame does not show, imported when something of them is first asked for.

A type checker, and whoever checks who imports whom, is told of them as of any other:

    if TYPE_CHECKING:
        from chatbot.tui.screens import review
    else:
        review = Later("chatbot.tui.screens.review")

`importlib.util.LazyLoader` would do the same, but is not safe where two threads ask at once; and the
program imports them on a thread, as soon as the first frame is seen, so that no key waits for them.
"""

from __future__ import annotations

from importlib import import_module

_NAMES: list[str] = []


class Later:
    """Stands for a module."""

    def __init__(self, name: str) -> None:
        """Stand for the module of this full name."""
        self._name = name
        _NAMES.append(name)

    def __getattr__(self, attribute: str) -> object:
        """Import the module, unless that has been done, and return what it calls by this name."""
        return getattr(import_module(self._name), attribute)


def import_all() -> None:
    """Import every module that something stands for now, and those that something in them stands for."""
    for name in _NAMES:  # It grows meanwhile.
        import_module(name)
