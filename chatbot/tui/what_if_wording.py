"""The words of the screen that asks what if, in English and in Chinese."""

from __future__ import annotations

from chatbot.record import Record


class WhatIfWording(Record):
    """What is said where a prompt is answered again with something changed; braces are filled in."""

    title: str
    source: str
    """Over the words that were read."""

    before: str
    """Over the reply as it was."""

    after: str
    """Over the reply to what was changed."""

    unchanged: str
    """In place of that reply while nothing is changed."""

    nothing_changed: str
    """In place of the list of changes."""

    masked: str
    """Braces: words."""

    reworded: str
    begun: str
    """Braces: text."""

    pinned: str
    """Braces: reply, source."""

    answering: str
    no_words: str
    """While it is not yet known of what words an edited prompt consists."""

    leave_one: str
    unbegun: str
    """Pinning has taken a beginning back."""

    unpinned: str
    """The other way round."""

    same: str
    """Of a reply that is the same word for word."""

    log_prob: str
    confidence: str
    failed: str
    """Braces: why."""

    not_finished: str
    """Of a reply that cannot be asked about."""

    no_explainer: str
    prompt_title: str
    beginning_title: str
    line_keys: str
    keys: tuple[str, ...]
    help_title: str
    help: tuple[tuple[str, str], ...]


ENGLISH = WhatIfWording(
    title="what if",
    source="what was read",
    before="as it was",
    after="what if",
    unchanged="Hide a word with Space, edit the prompt with i, say with b how the reply is to begin, or pin "
    "with Enter where its chosen word looks: what it would have said then is seen here.",
    nothing_changed="nothing is changed yet",
    masked="not looked at: {words}",
    reworded="another prompt",
    begun="begins with: {text}",
    pinned="“{reply}” looks at “{source}” alone",
    answering="answering…",
    no_words="reading…",
    leave_one="Leave it at least one word to look at.",
    unbegun="The beginning is taken back: up to the pinned word the reply stays as it was.",
    unpinned="The pin is taken back: it belongs to the reply as it began before.",
    same="the same words",
    log_prob="log-probability",
    confidence="confidence",
    failed="no answer: {why}",
    not_finished="Only a finished reply of the model in use can be asked what if.",
    no_explainer="Nothing here can answer what if: there is no model yet.",
    prompt_title="the prompt in other words",
    beginning_title="how the reply is to begin",
    line_keys="Enter answer · Esc back",
    keys=(
        "Space hide",
        "i prompt",
        "b begin",
        "Enter pin",
        "x undo all",
        "F1 help",
        "Esc back",
        "←→ your word",
        "↑↓ its word",
        "m map",
        "F8 compare",
    ),
    help_title="keys of what if",
    help=(
        ("← →, ↑ ↓", "choose a word that was read, a word of the reply"),
        ("Space", "hide the word from attention, or show it again"),
        ("i", "edit the prompt"),
        ("b", "say how the reply is to begin"),
        ("Enter", "let the chosen word of the reply look at the chosen word alone"),
        ("x", "take all changes back"),
        ("m", "the other reply's map, where there is room for one"),
        ("#, p, c", "numbers, pieces, other colours"),
        ("Esc", "back to the conversation"),
    ),
)

CHINESE = WhatIfWording(
    title="假如",
    source="读到的词",
    before="原来的回复",
    after="假如",
    unchanged="按 Space 遮住一个词，按 i 改写你的话，按 b 指定回复的开头，"
    "或按 Enter 指定选中的回复词看向哪里：那样会怎么回复，就显示在这里。",
    nothing_changed="还没有改动",
    masked="不许看：{words}",
    reworded="改写了你的话",
    begun="开头是：{text}",
    pinned="“{reply}”只看“{source}”",
    answering="正在回复…",
    no_words="正在读…",
    leave_one="至少要留一个词给它看。",
    unbegun="指定的开头已取消：只看的那个词之前，回复保持原样。",
    unpinned="“只看”已取消：它属于原来那样开头的回复。",
    same="一字不差",
    log_prob="对数概率",
    confidence="把握",
    failed="没有回复：{why}",
    not_finished="只有当前模型说完的回复才能问“假如”。",
    no_explainer="还没有模型，不能问“假如”。",
    prompt_title="换一种说法",
    beginning_title="回复的开头",
    line_keys="Enter 回复 · Esc 返回",
    keys=(
        "Space 遮住",
        "i 改写",
        "b 开头",
        "Enter 只看",
        "x 全部撤销",
        "F1 帮助",
        "Esc 返回",
        "←→ 你的词",
        "↑↓ 回复的词",
        "m 换图",
        "F8 比较",
    ),
    help_title="“假如”的按键",
    help=(
        ("← →, ↑ ↓", "选择读到的词，选择回复中的词"),
        ("Space", "遮住这个词不让看，或恢复"),
        ("i", "改写你的话"),
        ("b", "指定回复的开头"),
        ("Enter", "让选中的回复词只看选中的词"),
        ("x", "撤销全部改动"),
        ("m", "放不下两张图时换另一张"),
        ("#, p, c", "数字，词片，换颜色"),
        ("Esc", "回到对话"),
    ),
)
