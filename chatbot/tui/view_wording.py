"""The words of the sidebar's views, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from chatbot.record import Record


class ViewWording(Record):
    """What the views are called and what they say; braces are filled in."""

    heat_map: str
    focus: str

    pieces: str
    """Behind the heat map's name, where it shows pieces."""

    column: str
    """Of a source word; braces: weight, mean."""

    numbers: str

    about_focus: str
    """What the view will show, before there is a reply."""

    about_numbers: str
    numbers_terms: str
    """At the foot of the view: what its words mean."""

    waits: str
    """In place of what is known of a finished reply only."""

    numbers_labels: tuple[str, ...]
    """Likelihood, perplexity, confidence, entropy; length, end, speed, first word, all, model, search."""

    end: str
    """Beside the sign at the end of a reply."""

    log_prob: str
    """Braces: sum, word."""

    perplexity: str
    """Braces: value."""

    entropy: str
    """Of a word's attention; braces: mean, most; in nats."""

    one_word: str
    """In place of the entropy, where nothing else could be looked at."""

    no_weights: str
    not_known: str
    not_measured: str

    length: str
    """Braces: words, pieces."""

    stops: Mapping[str, str]
    """Why a reply ended, by its `stop`."""

    rate: str
    """Braces: rate, pieces a second."""

    seconds: str
    strategies: Mapping[str, str]


ENGLISH = ViewWording(
    heat_map="heat map",
    focus="focus",
    pieces="pieces",
    column="{weight:.2f} here, mean {mean:.2f}",
    numbers="numbers",
    about_focus="What was read will be seen here, the words bright that a word of the reply looked at.",
    about_numbers="How likely a reply was, how it was searched for and how long that took will be seen here.",
    numbers_terms=(
        "log-prob.: the nearer to 0, the likelier. Perplexity: 1 is certain. "
        "Entropy: how widely it looked around, 0 at one word alone. Nats: its unit."
    ),
    waits="Known once the reply is finished.",
    numbers_labels=(
        "log-prob.",
        "perplexity",
        "confidence",
        "entropy",
        "length",
        "end",
        "speed",
        "first word",
        "in all",
        "model",
        "search",
    ),
    end="(end)",
    log_prob="{sum:.2f}, {word:.2f} a word",
    perplexity="{value:.2f} a piece",
    entropy="{mean:.2f} of {most:.2f} nats",
    one_word="none: it read one word",
    no_weights="no attention",
    not_known="not known",
    not_measured="not measured",
    length="{words} words, {pieces} pieces",
    stops={"eos": "by itself", "length": "at the longest length", "cancelled": "cancelled"},
    rate="{rate:.0f} pieces/s",
    seconds="{seconds:.2f} s",
    strategies={"greedy": "greedy", "beam": "beam", "sample": "sample"},
)

CHINESE = ViewWording(
    heat_map="热力图",
    focus="聚焦",
    pieces="词片",
    column="这里 {weight:.2f}，平均 {mean:.2f}",
    numbers="数字",
    about_focus="这里会显示读到的话，回复的词看向哪里，哪里就亮。",
    about_numbers="这里会显示回复有多可能、怎样搜索、用了多久。",
    numbers_terms=(
        "对数概率：越接近 0 越可能。困惑度：1 是完全确定。熵：看得有多分散，0 是只看一个词；单位是奈特。"
    ),
    waits="回复结束后才知道。",
    numbers_labels=(
        "对数概率",
        "困惑度",
        "把握",
        "熵",
        "长度",
        "结束",
        "速度",
        "首词",
        "总用时",
        "模型",
        "搜索",
    ),
    end="（结束）",
    log_prob="{sum:.2f}，每词 {word:.2f}",
    perplexity="每片 {value:.2f}",
    entropy="{mean:.2f} 奈特，最多 {most:.2f}",
    one_word="没有：只读到一个词",
    no_weights="没有注意力",
    not_known="未知",
    not_measured="未测量",
    length="{words} 词，{pieces} 片",
    stops={"eos": "自己结束", "length": "到了最长长度", "cancelled": "被取消"},
    rate="{rate:.0f} 片/秒",
    seconds="{seconds:.2f} 秒",
    strategies={"greedy": "贪心", "beam": "束搜索", "sample": "采样"},
)
