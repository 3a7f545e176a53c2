"""Files that lie beside dialogue and are none: documentation, programs, labels."""

from __future__ import annotations

import re
from pathlib import PurePath

from chatbot.corpus.source import Head

PROSE_AND_PROGRAMS = frozenset(
    f".{suffix}"
    for suffix in (
        *("md", "markdown", "rst", "adoc", "tex", "bib", "html", "htm", "xml", "css", "svg", "rtf"),
        *(
            "py",
            "ipynb",
            "js",
            "ts",
            "java",
            "c",
            "h",
            "cc",
            "cpp",
            "cs",
            "go",
            "rs",
            "rb",
            "pl",
            "php",
            "lua",
        ),
        *("sh", "bat", "ps1", "sql", "toml", "ini", "cfg", "conf", "log", "lock", "patch", "diff"),
    )
)
"""Suffixes of files in which a line is no utterance; a format with marks of its own is still believed."""

_DOCUMENTATION = re.compile(
    r"read[_-]?me|licen[cs]e|copying|copyright|notice|change(?:s|log)|contributing|authors|citation",
    re.IGNORECASE,
)

_NUMBERS = re.compile(r"[\d\s.,;:+\-\[\]()]+")


def is_prose_or_program(name: str) -> bool:
    """Tell by its name whether a file documents or computes something."""
    path = PurePath(name)
    return path.suffix.lower() in PROSE_AND_PROGRAMS or _DOCUMENTATION.search(path.stem) is not None


def reason_not_read(head: Head) -> str:
    """Say of a file that no format recognises what it seems to be."""
    if is_prose_or_program(head.name):
        return "documentation or a program"
    if head.share(_NUMBERS.fullmatch) > 0.95:
        return "labels: numbers without text"
    return "no known format of dialogue"
