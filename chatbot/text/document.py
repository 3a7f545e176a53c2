"""How a tokenizer is kept: one JSON document that people can read, and nothing that runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from chatbot.errors import CheckpointError
from chatbot.text.segment import SEGMENTERS
from chatbot.text.subwords import Subwords

FORMAT = 1
"""The number of this format; to be raised when older code would read a document wrongly."""


@dataclass(frozen=True, slots=True)
class TokenizerDocument:
    """All that is needed to make an equal tokenizer."""

    segmenter: str
    """A name in `SEGMENTERS`."""

    user_dictionary: str
    subwords: Subwords


def write_document(document: TokenizerDocument) -> str:
    """Write a tokenizer down, one piece and one merge a line."""
    fields = {
        "format": FORMAT,
        "segmenter": document.segmenter,
        "user_dictionary": document.user_dictionary,
        "pieces": document.subwords.pieces,
        "merges": [f"{left} {right}" for left, right in document.subwords.merges],
    }
    return json.dumps(fields, ensure_ascii=False, indent=1)


def read_document(text: str) -> TokenizerDocument:
    """Read what `write_document` wrote.

    Raises:
        CheckpointError: something else wrote it, or it is damaged.
    """
    fields = _fields(text)
    if fields.get("segmenter") not in list(SEGMENTERS):
        raise CheckpointError(f"tokenizer: expected a segmenter among {', '.join(SEGMENTERS)}")
    if not isinstance(fields.get("user_dictionary"), str):
        raise CheckpointError("tokenizer: expected the user dictionary as text")
    for key in ("pieces", "merges"):
        if not _is_list_of_text(fields.get(key)):
            raise CheckpointError(f"tokenizer: expected {key} as a list of text")
    merges = tuple(_split_merge(merge) for merge in fields["merges"])
    try:
        subwords = Subwords(tuple(fields["pieces"]), merges)
    except ValueError as error:
        raise CheckpointError(f"tokenizer: {error}") from error
    return TokenizerDocument(fields["segmenter"], fields["user_dictionary"], subwords)


def _fields(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"tokenizer: expected JSON, found something else: {error}") from error
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise CheckpointError(f"tokenizer: expected an object with format {FORMAT}: made by another version?")
    return fields


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _split_merge(merge: str) -> tuple[str, str]:
    """Split at the last space: the right side goes on with a word, so it has none."""
    left, _, right = merge.rpartition(" ")
    return left, right
