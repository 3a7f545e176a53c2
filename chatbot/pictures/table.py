"""The attention as data for other programs."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO

from chatbot.pictures.exhibit import Drawn, Exhibit, Look
from chatbot.reply import AttentionMap
from chatbot.text.language import language_of

_NO_UTF_8 = re.compile("[\ud800-\udfff]")


def answer_fields(exhibit: Exhibit) -> dict[str, object]:
    """Return a reply as `chatbot ask --json` tells it."""
    reply = exhibit.reply
    return {
        "reply": reply.text,
        "language": language_of(reply.text),
        "checkpoint": exhibit.checkpoint,
        "log_prob": reply.log_prob,
        "confidence": reply.confidence,
        "stop": reply.stop,
        "source_tokens": exhibit.attention.source_tokens,
        **_where_it_looked(exhibit.attention),
        "candidates": [
            {"reply": each.text, "log_prob": each.log_prob, **_where_it_looked(exhibit.map_of(each))}
            for each in exhibit.candidates
        ],
        "seconds": exhibit.seconds,
        "lesson": reply.lesson,
    }


def document(exhibit: Exhibit) -> dict[str, object]:
    """Return the same with all that a picture tells beside it; probabilities are one a reply token."""
    return {
        **answer_fields(exhibit),
        "prompt": exhibit.prompt,
        "probabilities": exhibit.probabilities,
        "score": exhibit.score,
        "forced": exhibit.is_forced,
    }


def write_json(exhibit: Exhibit, look: Look) -> Drawn:
    """Write one JSON document; without attention its weights are an empty list."""
    text = json.dumps(document(exhibit), ensure_ascii=False)
    # No encoding has half a surrogate pair, but JSON can spell it.
    whole = _NO_UTF_8.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return Drawn(f"{whole}\n".encode())


def write_csv(exhibit: Exhibit, look: Look) -> Drawn:
    """Write one row a reply word and one column a source word, weights between.

    The first cell of the header is empty. Words are in quotes and stand unchanged, so that they can be read
    back: a spreadsheet may take one that begins with `=` for a formula, as in every table of plain text.

    Raises:
        PictureError: there is no attention to write.
    """
    exhibit.require_weights()
    attention = exhibit.attention
    lines = StringIO()
    writer = csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(["", *attention.source_tokens])
    for word, weights in zip(attention.target_tokens, attention.weights, strict=True):
        writer.writerow([word, *weights])
    return Drawn(lines.getvalue().encode("utf-8", errors="replace"))


def _where_it_looked(attention: AttentionMap) -> dict[str, object]:
    return {"reply_tokens": attention.target_tokens, "attention": attention.weights}
