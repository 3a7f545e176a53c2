"""The words of the screen where other checkpoints answer the same, in English and in Chinese."""

from __future__ import annotations

from chatbot.record import Record


class CompareWording(Record):
    """What is said where checkpoints are compared, or watched along their run; braces are filled in."""

    compare: str
    watch: str
    listing: str
    columns: tuple[str, str, str, str, str]
    """Name, attention, updates, nats a character, reply."""

    press: str
    """In place of a reply that was not asked for yet."""

    answering: str
    no_reply: str
    no_shelf: str
    no_others: str
    no_run: str
    failed: str
    """Braces: why."""

    keys: tuple[str, ...]
    keys_of_nothing: tuple[str, ...]
    """Where there is no checkpoint to ask."""

    help_title: str
    help: tuple[tuple[str, str], ...]
    note: str
    """Under the help: what the columns mean."""


ENGLISH = CompareWording(
    compare="compare",
    watch="watch it learn",
    listing="reading…",
    columns=("name", "attention", "updates", "nats", "reply"),
    press="Enter asks this checkpoint, a asks all of them.",
    answering="answering…",
    no_reply="There is no finished reply yet to compare with: say something first.",
    no_shelf="There are no checkpoints here to compare with.",
    no_others="There are no other checkpoints to compare with; chatbot train makes one.",
    no_run="No run has kept checkpoints along its way: chatbot train PATH --snapshots 8 does.",
    failed="no answer: {why}",
    keys=("Enter ask", "a ask all", "Esc back", "↑↓ checkpoint", "←→ word", "m map", "F1 help"),
    keys_of_nothing=("Esc back", "←→ word", "F1 help"),
    help_title="keys of the checkpoints",
    help=(
        ("↑ ↓", "choose a checkpoint"),
        ("Enter", "ask it the same"),
        ("a", "ask all of them, one after the other"),
        ("← →", "choose a word of the replies"),
        ("m", "the other reply's map, where there is room for one"),
        ("#, p, c", "numbers, pieces, other colours"),
        ("Esc", "back"),
    ),
    note="* answers in the chat. Nats: a character of held-out dialogue; fewer are better.",
)

CHINESE = CompareWording(
    compare="比较",
    watch="看它学习",
    listing="正在读取…",
    columns=("名字", "注意力", "更新", "奈特", "回复"),
    press="按 Enter 问这个检查点，按 a 问全部。",
    answering="正在回复…",
    no_reply="还没有说完的回复可以比较：先说点什么吧。",
    no_shelf="这里没有可以比较的检查点。",
    no_others="没有别的检查点可以比较；chatbot train 可以训练一个。",
    no_run="没有哪次训练沿途保存过检查点：chatbot train PATH --snapshots 8 会保存。",
    failed="没有回复：{why}",
    keys=("Enter 问它", "a 问全部", "Esc 返回", "↑↓ 检查点", "←→ 词", "m 换图", "F1 帮助"),
    keys_of_nothing=("Esc 返回", "←→ 词", "F1 帮助"),
    help_title="检查点的按键",
    help=(
        ("↑ ↓", "选择检查点"),
        ("Enter", "问它同样的话"),
        ("a", "逐个问全部检查点"),
        ("← →", "选择回复中的词"),
        ("m", "放不下两张图时换另一张"),
        ("#, p, c", "数字，词片，换颜色"),
        ("Esc", "返回"),
    ),
    note="* 是对话里用的。奈特：预留对话中每个字符的奈特数，越少越好。",
)
