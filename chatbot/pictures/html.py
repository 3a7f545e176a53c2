"""The attention as one page that asks for nothing from anywhere: words light up under the pointer."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from chatbot.pictures.exhibit import Drawn, Exhibit, Look
from chatbot.pictures.palette import DARK, LIGHT, STEPS, Scheme
from chatbot.pictures.svg import FONTS, style_rules, svg_element, xml
from chatbot.text.label import visible_label
from chatbot.text.language import language_of
from chatbot.text.spacing import spacing

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
SCRIPT = Path(__file__).with_name("page.js").read_text(encoding="utf-8")


def draw_html(exhibit: Exhibit, look: Look) -> Drawn:
    """Draw a page: the words as they were said, the heat map below; by pointer or by arrow keys.

    Raises:
        PictureError: there is no attention to draw.
    """
    picture = svg_element(exhibit, look, style=None)
    words, attention = look.words, exhibit.attention
    style = f"{_paper(LIGHT)}@media (prefers-color-scheme:dark){{{_paper(DARK)}}}{STYLE}"
    page = f"""<!DOCTYPE html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{xml(visible_label(exhibit.prompt))} → {xml(visible_label(exhibit.reply.text))}</title>
<style>{style}</style>
</head>
<body>
<h1>{xml(words.title)}</h1>
{_line(words.user, "column", attention.source_tokens, exhibit)}
{_line(words.bot, "row", attention.target_tokens, exhibit)}
<p id="about" role="status">{xml(words.hint)}</p>
<div class="map">
{picture}
</div>
<script type="application/json" id="told">{_told(exhibit, look)}</script>
<script>{SCRIPT}</script>
</body>
</html>
"""
    return Drawn(page.encode("utf-8"))


def _policy(style: str) -> str:
    """Permit this page's own style and script, and nothing from any network."""
    return f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(SCRIPT)}"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _paper(scheme: Scheme) -> str:
    return f"body{{background:{scheme.paper};color:{scheme.ink};font-family:{FONTS}}}{style_rules(scheme)}"


def _line(name: str, axis: str, words: Sequence[str], exhibit: Exhibit) -> str:
    text = exhibit.prompt if axis == "column" else exhibit.reply.text
    language = language_of(text)
    tongue = "" if language == "mixed" else f' lang="{language}"'
    return (
        f'<div class="said"><b>{xml(name)}</b><div role="listbox" aria-label="{xml(name)}"{tongue}>'
        f"{''.join(_words(axis, words, always_apart=exhibit.by_pieces))}</div></div>"
    )


def _words(axis: str, words: Sequence[str], *, always_apart: bool) -> Iterator[str]:
    """Return every word with what stands between it and the one before."""
    for index, (before, word) in enumerate(pairwise(["", *map(visible_label, words)])):
        if before and (always_apart or spacing(before, word)):
            yield " "
        # One word of a line is reached by Tab, the others from there by the arrow keys.
        reached = -1 if index else 0
        yield (
            f'<span class="word" role="option" aria-selected="false" tabindex="{reached}" '
            f'data-{axis}="{index}">{xml(word)}</span><wbr>'
        )


def _told(exhibit: Exhibit, look: Look) -> str:
    """Return what the script must know, so spelled that no word can end the element it stands in."""
    attention, words = exhibit.attention, look.words
    document = {
        "row": [visible_label(word) for word in attention.target_tokens],
        "column": [visible_label(word) for word in attention.source_tokens],
        "weights": [[round(weight, 4) for weight in row] for row in attention.weights],
        "probabilities": exhibit.probabilities,
        "steps": STEPS,
        "probability": words.probability,
        "verb": {"row": words.looked_at, "column": words.seen_by},
        "hint": words.hint,
    }
    # ASCII alone: what HTML cannot hold, such as half a surrogate pair, is escaped too.
    return json.dumps(document).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
