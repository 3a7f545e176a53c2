"""The text that a command is to answer, from its arguments or from standard input."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from chatbot.cli.terminal import notice
from chatbot.corpus.encodings import CODECS, UnreadableFileError, detect_encoding
from chatbot.errors import ChatbotError

if TYPE_CHECKING:
    from chatbot.inference.responder import NeuralResponder

STANDARD_INPUT = "-"
"""The TEXT that means: read it from standard input."""


def prompt_text(text: str) -> str:
    """Return the text to answer, in whatever encoding standard input holds it.

    Raises:
        ChatbotError: standard input holds no text.
    """
    if text != STANDARD_INPUT:
        return text
    data = sys.stdin.buffer.read()
    try:
        encoding = detect_encoding([data] if data else [])
    except UnreadableFileError as error:
        raise ChatbotError(f"standard input: expected text, found {error}") from error
    return data.decode(CODECS.get(encoding, encoding), errors="replace")


def tell_excess(responder: NeuralResponder, prompt: str) -> None:
    """Say on standard error how much of a prompt is not read, if it is too long."""
    excess = responder.excess_pieces(prompt)
    if excess:
        notice(f"the text is too long for this model: its last {excess} pieces were not read")
