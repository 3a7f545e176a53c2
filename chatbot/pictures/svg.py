"""The heat map as a vector picture: text stays text, so any font that the reader has can show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from chatbot.pictures.exhibit import Drawn, Exhibit, Look
from chatbot.pictures.heat_map import (
    FONT_SIZE,
    GAP,
    MARGIN,
    ROW_HEIGHT,
    SMALL_SIZE,
    UPRIGHT_ZONE,
    HeatMap,
    lay_out,
)
from chatbot.pictures.palette import DARK, LIGHT, STEPS, Scheme, shade_rules, step_of
from chatbot.text.label import visible_label
from chatbot.text.normalize import printable

FONTS = (
    "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Hiragino Sans GB',"
    "'Microsoft YaHei','WenQuanYi Micro Hei','Heiti SC',SimHei,system-ui,'Noto Sans',Arial,sans-serif,"
    "'Apple Color Emoji','Segoe UI Emoji','Noto Color Emoji'"
)
"""Families that show Chinese and Latin letters alike, on every system one; then whatever there is."""

STRONG = 0.1
"""From this weight on a cell carries its number."""

PROBABILITY_COLUMN = 48
"""Pixels on the right of the cells, where probabilities are known."""

SWATCH = 22
"""Width of a shade in the scale, in pixels."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draw_svg(exhibit: Exhibit, look: Look) -> Drawn:
    """Draw a picture for browsers and documents, light or dark as the reader's screen is."""
    style = f"<style>{style_rules(LIGHT)}@media (prefers-color-scheme:dark){{{style_rules(DARK)}}}</style>"
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n{svg_element(exhibit, look, style)}\n'
    return Drawn(document.encode("utf-8"))


def svg_element(exhibit: Exhibit, look: Look, style: str | None) -> str:
    """Return the picture as one element; without `style`, the page around it has the rules and the words.

    Raises:
        PictureError: there is no attention to draw.
    """
    exhibit.require_weights()
    words = look.words
    prompt, reply = _one_line(exhibit.prompt), _one_line(exhibit.reply.text)
    place = lay_out(
        exhibit.attention,
        said=() if style is None else ((words.user, prompt), (words.bot, reply)),
        small_print=small_print(exhibit, look),
        right_column=PROBABILITY_COLUMN if exhibit.probabilities else 0,
    )
    size = f'width="{place.width:.0f}" height="{place.height:.0f}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {place.width:.0f} {place.height:.0f}" '
        f'class="heat" role="img" lang="{words.language}">',
        f"<title>{xml(words.title)}: {xml(prompt)} → {xml(reply)}</title>",
        style or "",
        '<rect class="paper" width="100%" height="100%"/>',
        *_said(place),
        *_column_labels(exhibit, place),
        *_rows(exhibit, look, place),
        *_scale(look, place),
        *(_text(line.text, MARGIN, line.baseline, "small") for line in place.small_print),
        "</svg>",
    ]
    return "\n".join(filter(None, parts))


def small_print(exhibit: Exhibit, look: Look) -> str:
    """Return what made the reply, in one line."""
    words = look.words
    parts = [
        exhibit.checkpoint,
        words.score.format(score=exhibit.score) if exhibit.score else "",
        words.log_prob.format(log_prob=exhibit.reply.log_prob),
        words.forced if exhibit.is_forced else "",
    ]
    return " · ".join(_one_line(part) for part in parts if part)


def style_rules(scheme: Scheme) -> str:
    """Return the style rules of one kind of paper."""
    return (
        f".heat text{{font:{FONT_SIZE}px {FONTS};fill:{scheme.ink}}}"
        f".heat .small{{font-size:{SMALL_SIZE}px;fill:{scheme.faint}}}"
        f".heat .name{{fill:{scheme.faint}}}"
        f".heat .paper{{fill:{scheme.paper}}}"
        f".heat .cell rect{{stroke:{scheme.paper};stroke-width:1.5}}"
        f".heat .lead{{stroke:{scheme.line};fill:none}}" + shade_rules(scheme).replace(".n", ".heat text.n")
        # As strong as the rule for text above, so that a number has its cell's ink.
    )


def xml(text: str) -> str:
    """Return text for an element or an attribute, without what XML cannot hold."""
    return escape(_NOT_XML.sub("", text), {'"': "&quot;", "'": "&#39;"})


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _text(text: str, x: float, y: float, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}"{named}{anchored}>{xml(text)}</text>'


def _said(place: HeatMap) -> Iterator[str]:
    for line in place.said:
        if line.name:
            yield _text(line.name, MARGIN, line.baseline, "name")
        yield _text(line.text, place.indent, line.baseline)


def _column_labels(exhibit: Exhibit, place: HeatMap) -> Iterator[str]:
    for index, (column, word) in enumerate(zip(place.columns, exhibit.attention.source_tokens, strict=True)):
        yield f'<g data-column="{index}"><title>{xml(visible_label(word))}</title>'
        if column.leans:
            y = place.grid_top - UPRIGHT_ZONE
            x = column.middle + FONT_SIZE / 4
            yield f'<path class="lead" d="M{column.middle:.1f} {place.grid_top - 2:.1f}V{y + 3:.1f}"/>'
            yield f'<text transform="translate({x:.1f} {y:.1f}) rotate(-45)">{xml(column.label)}</text></g>'
        else:
            yield f"{_text(column.label, column.middle, place.grid_top - 8, anchor='middle')}</g>"


def _rows(exhibit: Exhibit, look: Look, place: HeatMap) -> Iterator[str]:
    words, probabilities = look.words, exhibit.probabilities
    if probabilities:
        right = place.grid_right + PROBABILITY_COLUMN - 4
        yield _text(words.probability_column, right, place.grid_top - 8, "small", "end")
    for row, label in enumerate(place.row_labels):
        baseline = place.row_top(row) + ROW_HEIGHT / 2 + FONT_SIZE * 0.35
        told = visible_label(exhibit.attention.target_tokens[row])
        if probabilities:
            told = f"{told} · {words.probability} {probabilities[row]:.3f}"
            yield _text(f"{probabilities[row]:.2f}", right, baseline, "small", "end")
        yield f'<g data-row="{row}"><title>{xml(told)}</title>'
        yield f"{_text(label, place.grid_left - GAP, baseline, anchor='end')}</g>"
        yield from _cells(exhibit, look, place, row)


def _cells(exhibit: Exhibit, look: Look, place: HeatMap, row: int) -> Iterator[str]:
    attention = exhibit.attention
    target = visible_label(attention.target_tokens[row])
    top = place.row_top(row)
    for index, (column, weight) in enumerate(zip(place.columns, attention.weights[row], strict=True)):
        step = step_of(weight)
        told = f"{target} → {visible_label(attention.source_tokens[index])}  {weight:.1%}"
        number = ""
        if weight >= STRONG or look.all_numbers:
            baseline = top + ROW_HEIGHT / 2 + SMALL_SIZE * 0.36
            number = _text(f"{weight * 100:.0f}", column.middle, baseline, f"small n{step}", "middle")
        yield (
            f'<g class="cell" data-row="{row}" data-column="{index}"><title>{xml(told)}</title>'
            f'<rect class="w{step}" x="{column.left:.1f}" y="{top:.1f}" width="{column.width:.1f}" '
            f'height="{ROW_HEIGHT}" rx="3"/>{number}</g>'
        )


def _scale(look: Look, place: HeatMap) -> Iterator[str]:
    """Draw every other shade with what it stands for."""
    left = float(MARGIN)
    for step in range(0, STEPS + 1, 2):
        shape = f'x="{left:.0f}" y="{place.legend_top:.1f}" width="{SWATCH}" height="16" rx="3"'
        percent = str(step * 100 // STEPS)
        number = _text(percent, left + SWATCH / 2, place.legend_top + 12, f"small n{step}", "middle")
        yield f'<g class="cell scale"><rect class="w{step}" {shape}/>{number}</g>'
        left += SWATCH
    yield _text(look.words.weights, left + GAP, place.legend_top + 12, "small")
