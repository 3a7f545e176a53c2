"""Every word of the interface, in English and in Chinese."""

from __future__ import annotations

from chatbot.record import Record
from chatbot.tui import (
    compare_wording,
    explaining_wording,
    learning_wording,
    personal_wording,
    picture_wording,
    prompt_wording,
    review_wording,
    talks_wording,
    view_wording,
    what_if_wording,
)
from chatbot.tui.compare_wording import CompareWording
from chatbot.tui.explaining_wording import ExplainingWording
from chatbot.tui.learning_wording import LearningWording
from chatbot.tui.personal_wording import PersonalWording
from chatbot.tui.picture_wording import PictureWording
from chatbot.tui.prompt_wording import PromptWording
from chatbot.tui.review_wording import ReviewWording
from chatbot.tui.talks_wording import TalksWording
from chatbot.tui.view_wording import ViewWording
from chatbot.tui.what_if_wording import WhatIfWording


class Wording(Record):
    """The interface in one language; words in braces are filled in where they are shown."""

    user: str
    bot: str
    conversation: str
    placeholder: str
    legend: str
    loading: str
    answering: str
    cancelling: str
    not_loaded: str
    not_logged: str
    no_log: str
    waiting: str
    thinking: str
    unanswered: str
    cancelled: str
    busy: str
    no_reply: str
    no_attention: str
    probability: str
    looked_at: str
    place: str
    no_words: str
    hidden: str
    """Under a turn too long to be shown whole."""

    prompt_keys: tuple[str, ...]
    """What the keys do while the prompt has the focus, the most needed first."""

    reply_keys: tuple[str, ...]
    """The same while a reply is chosen."""

    again_keys: tuple[str, ...]
    """Those of them that only the last reply hears."""

    page_keys: tuple[str, ...]
    """Before those, while the view has the whole width."""

    answering_keys: tuple[str, ...]
    """The same while a reply is on its way."""

    help_title: str
    help_keys: tuple[str, ...]
    """How the page of keys is left."""

    help: tuple[tuple[str, str], ...]
    """Keys, and what they do; a line without keys is the heading of those below it."""

    anywhere_keys: tuple[tuple[str, str], ...]
    """The same of what every screen hears, below its own."""

    marks: str
    prompt: PromptWording
    review: ReviewWording
    learning: LearningWording
    personal: PersonalWording
    pictures: PictureWording
    explaining: ExplainingWording
    views: ViewWording
    talks: TalksWording
    what_if: WhatIfWording
    compare: CompareWording


ENGLISH = Wording(
    user="you",
    bot="bot",
    conversation="conversation",
    placeholder="say something · 说点什么",
    legend="weight",
    loading="loading the model…",
    answering="answering…",
    cancelling="cancelling…",
    not_loaded="no model: {why}",
    not_logged="not logged: {why}",
    no_log="not logged",
    waiting="waiting for the model…",
    thinking="…",
    unanswered="no answer: {why}",
    cancelled="(cancelled)",
    busy="A reply is on its way: wait for it, or press Esc to cancel it.",
    no_reply="Where a reply looked will be seen here: its words down, yours across.",
    no_attention="This model has no attention: it read the prompt once and did not look back.",
    probability="probability",
    looked_at="looked at",
    place="reply {reply} · word {word}",
    no_words="(no words)",
    hidden="… {characters} more characters, kept whole",
    prompt_keys=(
        "Enter send",
        "↑ replies",
        "F1 help",
        "^R review",
        "^L learn",
        "^Q quit",
        "F2 next view",
        "^N new",
        "^O conversations",
        "F3 settings",
        "^J new line",
    ),
    reply_keys=(
        "+ good",
        "- bad",
        "e correct",
        "Esc back",
        "F1 help",
        "r again",
        "u undo",
        "←→ word",
        "F2 next view",
        "^L learn",
        "^R review",
        "^Q quit",
        "i my words",
        "y copy",
        "w what if",
        "s save picture",
    ),
    again_keys=("r again",),
    page_keys=("f small again", "j k scroll"),
    answering_keys=("Esc cancel", "↑ replies", "F1 help", "^Q quit", "F2 next view", "^N new"),
    help_title="keys",
    help_keys=("Esc closes",),
    help=(
        ("", "in the prompt"),
        ("Enter", "send"),
        ("Ctrl+J, Alt+Enter", "new line"),
        ("↑ (empty prompt)", "to the replies"),
        ("↑ ↓, Alt+↑ Alt+↓", "earlier prompts, and back"),
        ("", "on a reply"),
        ("↑ ↓, ← →", "choose a reply, a word of it"),
        ("Home End", "the first reply, the last"),
        ("+ -", "call the reply good ✓ or bad ✗"),
        ("e", "correct the reply ✎"),
        ("u", "undo, as often as you like"),
        ("w", "what if: ask with a change"),
        ("r", "another reply to the question"),
        ("i", "change my words, go on from there"),
        ("y", "copy the reply"),
        ("s", "save a picture of the reply"),
        ("f", "the view as a page, and back"),
        ("j k", "scroll the view"),
        ("1-9", "where a candidate looked"),
        ("a", "adopt the candidate"),
        ("[ ], Shift+← →", "choose a word of yours"),
        ("#, p, c", "numbers, pieces, other colours"),
        ("", "in the chat"),
        ("Esc", "cancel, then back to the prompt"),
        ("F2, Shift+F2", "another view of the reply"),
        ("Ctrl+N", "new conversation"),
        ("Ctrl+O", "all conversations"),
        ("F4", "a tour: what attention is"),
    ),
    anywhere_keys=(
        ("", "anywhere"),
        ("Ctrl+R", "review all replies"),
        ("Ctrl+L, Ctrl+Z", "learn now; take that back"),
        ("F3", "settings: search and screen"),
        ("F8, F9", "ask other checkpoints, a run"),
        ("Ctrl+T, Ctrl+P", "light or dark; all commands"),
        ("Ctrl+Q", "quit"),
    ),
    marks="The model was  ● sure  ◐ fairly sure  ○ not sure",
    prompt=prompt_wording.ENGLISH,
    review=review_wording.ENGLISH,
    learning=learning_wording.ENGLISH,
    personal=personal_wording.ENGLISH,
    pictures=picture_wording.ENGLISH,
    explaining=explaining_wording.ENGLISH,
    views=view_wording.ENGLISH,
    talks=talks_wording.ENGLISH,
    what_if=what_if_wording.ENGLISH,
    compare=compare_wording.ENGLISH,
)

CHINESE = Wording(
    user="你",
    bot="机器人",
    conversation="对话",
    placeholder="说点什么 · say something",
    legend="权重",
    loading="正在加载模型…",
    answering="正在回复…",
    cancelling="正在取消…",
    not_loaded="没有模型：{why}",
    not_logged="未记录：{why}",
    no_log="不记录",
    waiting="等待模型加载…",
    thinking="…",
    unanswered="没有回复：{why}",
    cancelled="（已取消）",
    busy="正在回复：请稍候，或按 Esc 取消。",
    no_reply="这里会显示回复看向哪里：每行是回复的词，每列是你的词。",
    no_attention="这个模型没有注意力：它只读一遍，不再回头看。",
    probability="概率",
    looked_at="看向",
    place="回复 {reply} · 词 {word}",
    no_words="（无言）",
    hidden="……还有 {characters} 个字符，已完整保存",
    prompt_keys=(
        "Enter 发送",
        "↑ 回复",
        "F1 帮助",
        "^R 审阅",
        "^L 学习",
        "^Q 退出",
        "F2 换个视图",
        "^N 新对话",
        "^O 对话列表",
        "F3 设置",
        "^J 换行",
    ),
    reply_keys=(
        "+ 好",
        "- 不好",
        "e 纠正",
        "Esc 返回",
        "F1 帮助",
        "r 再答",
        "u 撤销",
        "←→ 词",
        "F2 换个视图",
        "^L 学习",
        "^R 审阅",
        "^Q 退出",
        "i 改问",
        "y 复制",
        "w 假如",
        "s 存图",
    ),
    again_keys=("r 再答",),
    page_keys=("f 还原", "j k 滚动"),
    answering_keys=("Esc 取消", "↑ 回复", "F1 帮助", "^Q 退出", "F2 换个视图", "^N 新对话"),
    help_title="按键",
    help_keys=("Esc 关闭",),
    help=(
        ("", "在输入框中"),
        ("Enter", "发送"),
        ("Ctrl+J, Alt+Enter", "换行"),
        ("↑（空白时）", "到回复上去"),
        ("↑ ↓, Alt+↑ Alt+↓", "以前说过的话，再回来"),
        ("", "在回复上"),
        ("↑ ↓, ← →", "选择回复，选择回复中的词"),
        ("Home End", "第一条回复，最后一条"),
        ("+ -", "这条回复好 ✓ 或不好 ✗"),
        ("e", "纠正这条回复 ✎"),
        ("u", "撤销，可以一直撤销下去"),
        ("w", "假如：改动一点，看它怎么回复"),
        ("r", "再答一次：同一个问题，换一条回复"),
        ("i", "换个说法，从那里重新说起"),
        ("y", "复制这条回复"),
        ("s", "保存这条回复的图"),
        ("f", "整页显示，再按返回"),
        ("j k", "滚动视图"),
        ("1-9", "候选回复看向哪里"),
        ("a", "采用候选回复"),
        ("[ ], Shift+← →", "选择你的词"),
        ("#, p, c", "数字，词片，换颜色"),
        ("", "在对话中"),
        ("Esc", "取消回复；再回到输入框"),
        ("F2, Shift+F2", "换个视图看这条回复"),
        ("Ctrl+N", "新对话"),
        ("Ctrl+O", "全部对话"),
        ("F4", "导览：注意力是什么"),
    ),
    anywhere_keys=(
        ("", "随时"),
        ("Ctrl+R", "审阅全部回复"),
        ("Ctrl+L, Ctrl+Z", "马上学习；撤销学习"),
        ("F3", "设置：搜索与界面"),
        ("F8, F9", "问别的检查点；看一次训练"),
        ("Ctrl+T, Ctrl+P", "浅色或深色；全部命令"),
        ("Ctrl+Q", "退出"),
    ),
    marks="模型的把握：  ● 有把握   ◐ 一般   ○ 没把握",
    prompt=prompt_wording.CHINESE,
    review=review_wording.CHINESE,
    learning=learning_wording.CHINESE,
    personal=personal_wording.CHINESE,
    pictures=picture_wording.CHINESE,
    explaining=explaining_wording.CHINESE,
    views=view_wording.CHINESE,
    talks=talks_wording.CHINESE,
    what_if=what_if_wording.CHINESE,
    compare=compare_wording.CHINESE,
)

WORDINGS = {"en": ENGLISH, "zh": CHINESE}
"""By the language code a locale begins with."""
