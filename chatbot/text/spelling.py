"""A text growing from pieces, from left to right; what has been written never changes."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from chatbot.text.normalize import normalize


class Spelling:
    """Write words and say nothing twice: spaces come from the words themselves unless a mark says otherwise.

    A space is decided when the first character of a word is known, so every longer reply goes on where the
    shorter one ended, and a screen may show it as it grows.
    """

    def __init__(self, spacing: Callable[[str, str], bool]) -> None:
        """Start with nothing; `spacing` tells whether a space is expected between two words."""
        self.text = ""
        self._spacing = spacing
        self._previous_word = ""
        self._word = ""
        self._is_space_marked: bool | None = None
        self._bytes = codecs.getincrementaldecoder("utf-8")(errors="ignore")

    def mark(self, *, is_space: bool) -> None:
        """Say whether there is a space before the next word, whatever the words suggest."""
        self._bytes.reset()
        self._is_space_marked = is_space

    def start_word(self) -> None:
        """Let what is written from now on be another word."""
        self._previous_word = self._word or self._previous_word
        self._word = ""

    def write(self, letters: str) -> None:
        """Go on with the word; bytes that were no whole character are dropped."""
        self._bytes.reset()
        if letters:
            self._append(letters)

    def write_byte(self, byte: int) -> None:
        """Go on with one byte of a character; what `normalize` would not leave alone is dropped."""
        character = self._bytes.decode(bytes([byte]))
        if character and normalize(character) == character:
            self._append(character)

    def _append(self, letters: str) -> None:
        if not self._word and self._previous_word and self._has_space_before(letters):
            self.text += " "
        self._is_space_marked = None
        self._word += letters
        self.text += letters

    def _has_space_before(self, letters: str) -> bool:
        if self._is_space_marked is not None:
            return self._is_space_marked
        return self._spacing(self._previous_word, letters)
