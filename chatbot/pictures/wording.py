"""The words on pictures, in English and in Chinese."""

from __future__ import annotations

from chatbot.record import Record


class PictureWords(Record):
    """What is written on a picture in one language; braces are filled in."""

    language: str
    """Its code, for browsers and screen readers."""

    title: str
    user: str
    bot: str
    weights: str
    """Before the scale."""

    probability: str
    probability_column: str
    """Above the column of probabilities."""

    score: str
    forced: str
    log_prob: str
    hint: str
    """How to read the page."""

    looked_at: str
    """Between a reply word and the source words it looked at."""

    seen_by: str
    """Between a source word and the reply words that looked at it."""

    no_font: str
    """The machine has no font for Chinese."""


ENGLISH = PictureWords(
    language="en",
    title="Where the reply looked",
    user="you",
    bot="bot",
    weights="% of the row's attention",
    probability="probability",
    probability_column="p",
    score="{score} attention",
    forced="the reply was given, not chosen by the model",
    log_prob="log-probability {log_prob:.2f}",
    hint="Point at a word, or walk with the arrow keys: what it looked at lights up.",
    looked_at="looked at",
    seen_by="was looked at by",
    no_font="no font of this machine shows Chinese, so boxes stand in the picture: "
    "install one, such as Noto Sans CJK, or save .svg or .html",
)

CHINESE = PictureWords(
    language="zh",
    title="回复看向哪里",
    user="你",
    bot="机器人",
    weights="占该行注意力的百分比",
    probability="概率",
    probability_column="概率",
    score="{score} 注意力",
    forced="回复是指定的，不是模型自己选的",
    log_prob="对数概率 {log_prob:.2f}",
    hint="指向一个词，或用方向键移动：它看向的词会亮起来。",
    looked_at="看向",
    seen_by="被这些词看过：",
    no_font="这台电脑没有能显示中文的字体，图里会出现方框："
    "请安装一种（例如 Noto Sans CJK），或改存 .svg、.html",
)

WORDS = {"en": ENGLISH, "zh": CHINESE}
"""By the language of the interface."""
