"""Short ways from bytes to what is read from them."""

from __future__ import annotations

from pathlib import Path

from chatbot.corpus.corpus_file import FileReport
from chatbot.corpus.formats import read_conversations
from chatbot.corpus.pairs import pairs_of
from chatbot.text.normalize import normalize

ReadPair = tuple[str, str]


def reports_of(path: Path, format_name: str | None = None) -> list[FileReport]:
    """Read files to their end and return the report of each."""
    reports: list[FileReport] = []
    for _ in read_conversations([path], format_name=format_name, on_file=reports.append):
        pass
    return reports


def report_of(path: Path, format_name: str | None = None) -> FileReport:
    """Read files to their end and return the report of the first one."""
    return reports_of(path, format_name)[0]


def pairs_in(path: Path, format_name: str | None = None) -> list[ReadPair]:
    """Return the normalised prompts and responses of everything under a path, in order."""
    conversations = read_conversations([path], format_name=format_name)
    pairs = (pair for conversation in conversations for pair in pairs_of(conversation))
    return [(normalize(pair.prompt), normalize(pair.response)) for pair in pairs]


def turns_in(path: Path, format_name: str | None = None) -> list[list[str]]:
    """Return the texts of each conversation under a path."""
    conversations = read_conversations([path], format_name=format_name)
    return [[turn.text for turn in conversation.turns] for conversation in conversations]
