"""The words about settings, commands and keys, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonalWording:
    """How the interface speaks of itself; braces are filled in."""

    language: str
    """Which one this is: "en" or "zh"."""

    welcome_keys: tuple[tuple[str, str], ...]
    """The five lines that teach the keys: keys, and what they do."""

    actions: Mapping[str, str]
    """What every action is called, by its id."""

    areas: Mapping[str, str]
    """Where an action can be done, by what its id begins with."""

    find_command: str
    find_theme: str
    not_kept: str
    """Braces: why."""

    unknown_theme: str
    """Braces: name."""

    settings: str
    search_group: str
    screen_group: str
    search_fields: Mapping[str, tuple[str, str]]
    """The settings of a search, by their names in `SearchConfig`: a label, and what is expected."""

    strategies: tuple[str, ...]
    """Greedy, beam, sample."""

    theme: str
    language_field: str
    languages: tuple[str, ...]
    """By the locale, English, Chinese: the two in their own language, for whoever got lost."""

    colours: str
    colour_sets: tuple[str, ...]
    """The theme's, for the colour-blind, monochrome."""

    expected: str
    """Braces: what."""

    settings_keys: str
    kept: str
    not_kept_bad: str


ENGLISH = PersonalWording(
    language="en",
    welcome_keys=(
        ("Enter", "send: English, 中文, both mixed"),
        ("↑", "to the replies, then ↑↓ and ←→"),
        ("e", "correct one; ^L learns it"),
        ("F2", "another view of the reply"),
        ("F1 ^P", "all keys; all commands"),
    ),
    actions={
        "app.help": "Show the keys",
        "app.commands": "All commands",
        "app.settings": "Settings",
        "app.lightness": "Light or dark",
        "app.compare": "Compare: other checkpoints asked the same",
        "app.watch": "Watch it learn: the checkpoints along a training run",
        "app.review": "Review replies",
        "app.learn": "Learn now",
        "app.undo_learning": "Undo learning",
        "app.quit": "Quit",
        "app.theme": "Change the theme",
        "app.language": "Change the language: 中文 / English",
        "app.screenshot": "Save a picture of the whole screen",
        "app.maximize": "Make what has the focus as large as the screen",
        "app.minimize": "Back to its own size",
        "chat.back": "Cancel the reply, or back to the prompt",
        "chat.view": "Next view",
        "chat.previous_view": "Previous view",
        "chat.new_conversation": "New conversation",
        "chat.page_up": "Scroll up a page",
        "chat.page_down": "Scroll down a page",
        "reply.previous": "Previous reply",
        "reply.next": "Next reply",
        "reply.previous_word": "Previous word",
        "reply.next_word": "Next word",
        "reply.leave": "Back to the prompt",
        "reply.good": "Call the reply good",
        "reply.bad": "Call the reply bad",
        "reply.correct": "Correct the reply",
        "reply.undo": "Undo the last verdict",
        "reply.what_if": "What if: ask again with something changed",
        "reply.again": "Ask the last question again",
        "reply.change_words": "Change my words, and go on from there",
        "reply.copy": "Copy the reply",
        "reply.save_picture": "Save a picture of the reply",
        "reply.page": "The view as a page, and back",
        "reply.scroll_down": "Scroll the view down",
        "reply.scroll_up": "Scroll the view up",
        "reply.adopt": "Adopt the candidate in place of the reply",
        **{f"reply.candidate_{number}": f"See where candidate {number} looked" for number in range(1, 10)},
        "view.previous_column": "Previous word of yours",
        "view.next_column": "Next word of yours",
        "view.numbers": "All weights as numbers, or not",
        "view.pieces": "Words or pieces",
        "view.colours": "Other colours",
        "prompt.new_line": "New line",
        "prompt.earlier": "An earlier prompt",
        "prompt.later": "A later prompt, or back to what was typed",
        "editor.leave": "Leave the correction",
        "review.leave": "Leave the review",
        "review.view": "Attention as a page, and back",
        "review.previous_word": "Previous word",
        "review.next_word": "Next word",
        "review.good": "Call the reply good",
        "review.bad": "Call the reply bad",
        "review.correct": "Correct the reply",
        "review.skip": "Skip the reply",
        "review.undo": "Undo the last act",
        "review.note": "Note something on the reply",
        "review.tag": "Tag the reply",
        "review.delete": "Delete the reply",
        "review.search": "Search the replies",
        "review.filter": "Filter the replies",
        "review.order": "Order the replies in another way",
        "review.help": "Show the keys of the review",
        "review.next": "Next reply",
        "review.previous": "Previous reply",
        "review.page_down": "A page down",
        "review.page_up": "A page up",
        "review.first": "First reply",
        "review.last": "Last reply",
        "what_if.leave": "Leave what if",
        "what_if.previous_word": "Previous word that was read",
        "what_if.next_word": "Next word that was read",
        "what_if.previous_row": "Previous word of the reply",
        "what_if.next_row": "Next word of the reply",
        "what_if.mask": "Hide the word from attention, or show it",
        "what_if.prompt": "Edit the prompt",
        "what_if.beginning": "Say how the reply is to begin",
        "what_if.pin": "Pin where the word of the reply looks",
        "what_if.restore": "Take all changes back",
        "what_if.map": "The other reply's map",
        "what_if.compare": "Compare with other checkpoints",
        "compare.leave": "Leave the checkpoints",
        "compare.previous_word": "Previous word of the replies",
        "compare.next_word": "Next word of the replies",
        "compare.ask_all": "Ask all checkpoints",
        "compare.map": "The other reply's map",
    },
    areas={
        "app": "anywhere",
        "chat": "chat",
        "reply": "on a reply",
        "view": "the reply's view",
        "prompt": "prompt",
        "editor": "correcting",
        "review": "review",
        "what_if": "what if",
        "compare": "checkpoints",
    },
    find_command="Search for commands… · 查找命令…",
    find_theme="Search for themes…",
    not_kept="The setting holds until you quit, but could not be kept: {why}",
    unknown_theme="config: theme: there is no theme {name}; Ctrl+P, then “theme”, lists them all.",
    settings="settings",
    search_group="How replies are searched for: in force from the next reply on",
    screen_group="The screen: kept by itself",
    search_fields={
        "strategy": ("strategy", ""),
        "beam_size": ("beam size", "1 to 100; beam only"),
        "temperature": ("temperature", "above 0, at most 100; sample only"),
        "top_k": ("top k", "0 or more, 0 is all; sample only"),
        "top_p": ("top p", "above 0, at most 1; sample only"),
        "length_penalty": ("length penalty", "0 to 10; beam only"),
        "max_length": ("longest reply", "1 or more pieces"),
        "no_repeat_ngram": ("no repeated run of", "0 or more pieces, 0 allows all"),
    },
    strategies=("greedy: the likeliest piece each time", "beam: replies side by side", "sample: by chance"),
    theme="theme",
    language_field="language",
    languages=("the system's", "English", "中文"),
    colours="heat map",
    colour_sets=("the theme's colours", "safe for the colour-blind", "monochrome"),
    expected="expected {what}",
    settings_keys="↑↓ setting · ←→ change · ^S keep the search as default · Esc back",
    kept="Kept: so replies will be searched for from now on.",
    not_kept_bad="Not kept: mend what is marked first.",
)

CHINESE = PersonalWording(
    language="zh",
    welcome_keys=(
        ("Enter", "发送：中文、English、混着说都行"),
        ("↑", "去看回复，再用 ↑↓ 和 ←→"),
        ("e", "纠正一条回复，^L 学会它"),
        ("F2", "换一种方式看这条回复"),
        ("F1 ^P", "全部按键；全部命令"),
    ),
    actions={
        "app.help": "显示按键",
        "app.commands": "全部命令",
        "app.settings": "设置",
        "app.lightness": "浅色或深色",
        "app.compare": "比较：问别的检查点同样的话",
        "app.watch": "看它学习：一次训练沿途的检查点",
        "app.review": "审阅回复",
        "app.learn": "马上学习",
        "app.undo_learning": "撤销学习",
        "app.quit": "退出",
        "app.theme": "更换主题",
        "app.language": "切换语言：中文 / English",
        "app.screenshot": "保存整个屏幕的图片",
        "app.maximize": "把当前部分放大到整个屏幕",
        "app.minimize": "恢复原来大小",
        "chat.back": "取消回复，或回到输入框",
        "chat.view": "下一种看法",
        "chat.previous_view": "上一种看法",
        "chat.new_conversation": "新对话",
        "chat.page_up": "向上翻页",
        "chat.page_down": "向下翻页",
        "reply.previous": "上一条回复",
        "reply.next": "下一条回复",
        "reply.previous_word": "上一个词",
        "reply.next_word": "下一个词",
        "reply.leave": "回到输入框",
        "reply.good": "这条回复好",
        "reply.bad": "这条回复不好",
        "reply.correct": "纠正这条回复",
        "reply.undo": "撤销上一次评价",
        "reply.what_if": "假如：改动一点再回复",
        "reply.again": "再问一遍最后的问题",
        "reply.change_words": "换个说法，从那里重新说起",
        "reply.copy": "复制这条回复",
        "reply.save_picture": "保存这条回复的图",
        "reply.page": "整页显示，再按返回",
        "reply.scroll_down": "看法向下滚动",
        "reply.scroll_up": "看法向上滚动",
        "reply.adopt": "采用候选，代替这条回复",
        **{f"reply.candidate_{number}": f"看候选 {number} 看向哪里" for number in range(1, 10)},
        "view.previous_column": "你的上一个词",
        "view.next_column": "你的下一个词",
        "view.numbers": "全部权重显示为数字，或不显示",
        "view.pieces": "词或词片",
        "view.colours": "换颜色",
        "prompt.new_line": "换行",
        "prompt.earlier": "上一句说过的话",
        "prompt.later": "下一句，或回到正在写的话",
        "editor.leave": "放弃纠正",
        "review.leave": "离开审阅",
        "review.view": "注意力整页显示，或返回",
        "review.previous_word": "上一个词",
        "review.next_word": "下一个词",
        "review.good": "这条回复好",
        "review.bad": "这条回复不好",
        "review.correct": "纠正这条回复",
        "review.skip": "跳过这条回复",
        "review.undo": "撤销上一步",
        "review.note": "写备注",
        "review.tag": "加标签",
        "review.delete": "删除这条回复",
        "review.search": "搜索回复",
        "review.filter": "筛选回复",
        "review.order": "换一种顺序",
        "review.help": "显示审阅的按键",
        "review.next": "下一条回复",
        "review.previous": "上一条回复",
        "review.page_down": "向下翻页",
        "review.page_up": "向上翻页",
        "review.first": "第一条回复",
        "review.last": "最后一条回复",
        "what_if.leave": "离开“假如”",
        "what_if.previous_word": "上一个读到的词",
        "what_if.next_word": "下一个读到的词",
        "what_if.previous_row": "上一个回复词",
        "what_if.next_row": "下一个回复词",
        "what_if.mask": "遮住这个词，或恢复",
        "what_if.prompt": "改写你的话",
        "what_if.beginning": "指定回复的开头",
        "what_if.pin": "指定这个回复词看向哪里",
        "what_if.restore": "撤销全部改动",
        "what_if.map": "另一条回复的图",
        "what_if.compare": "与别的检查点比较",
        "compare.leave": "离开检查点",
        "compare.previous_word": "回复的上一个词",
        "compare.next_word": "回复的下一个词",
        "compare.ask_all": "问全部检查点",
        "compare.map": "另一条回复的图",
    },
    areas={
        "app": "到处可用",
        "chat": "对话",
        "reply": "选中回复时",
        "view": "回复的看法",
        "prompt": "输入框",
        "editor": "纠正时",
        "review": "审阅",
        "what_if": "假如",
        "compare": "检查点",
    },
    find_command="查找命令… · Search for commands…",
    find_theme="查找主题…",
    not_kept="设置在退出前有效，但没能保存：{why}",
    unknown_theme="配置：theme：没有主题 {name}；按 Ctrl+P，再输入“主题”，可以看到全部。",
    settings="设置",
    search_group="怎样搜索回复：从下一条回复起生效",
    screen_group="界面：自动保存",
    search_fields={
        "strategy": ("搜索方法", ""),
        "beam_size": ("束宽", "1 到 100；只用于束搜索"),
        "temperature": ("温度", "大于 0，最多 100；只用于采样"),
        "top_k": ("top k", "0 或更大，0 是全部；只用于采样"),
        "top_p": ("top p", "大于 0，最多 1；只用于采样"),
        "length_penalty": ("长度惩罚", "0 到 10；只用于束搜索"),
        "max_length": ("最长回复", "1 个词片或更多"),
        "no_repeat_ngram": ("不重复的片段长度", "0 或更大，0 不限制"),
    },
    strategies=("贪心：每步选最可能的", "束搜索：几条回复并排", "采样：碰运气"),
    theme="主题",
    language_field="语言",
    languages=("跟随系统", "English", "中文"),
    colours="热力图",
    colour_sets=("主题的颜色", "色盲也能分辨", "单色"),
    expected="应为 {what}",
    settings_keys="↑↓ 选项 · ←→ 更改 · ^S 把搜索设为默认 · Esc 返回",
    kept="已保存：今后都这样搜索回复。",
    not_kept_bad="没有保存：请先改正标出的地方。",
)
