"""The words about settings, commands and keys, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from chatbot.record import Record
from chatbot.tui import action_names


class PersonalWording(Record):
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
    nothing_found: str
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
        ("F1 ^P", "all keys, commands; F4 a tour"),
    ),
    actions=action_names.ENGLISH,
    areas={
        "app": "anywhere",
        "chat": "chat",
        "reply": "on a reply",
        "view": "the reply's view",
        "prompt": "prompt",
        "editor": "correcting",
        "review": "review",
        "conversations": "conversations",
        "what_if": "what if",
        "compare": "checkpoints",
        "tour": "tour",
    },
    find_command="Search for commands… · 查找命令…",
    find_theme="Search for themes…",
    nothing_found="Nothing found.",
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
        "samples": ("replies drawn", "1 to 100, best is said; sample only"),
        "length_penalty": ("length penalty", "0 to 10; not for greedy"),
        "diversity": ("diversity", "0 to 10; beam only"),
        "n_best": ("replies ranked", "1 to 100, with mmi; beam only"),
        "mmi": ("mmi", "0 to 10; wants a backward network"),
        "max_length": ("longest reply", "1 or more pieces"),
        "no_repeat_ngram": ("no repeated run of", "0 or more pieces, 0 allows all"),
        "no_copy_ngram": ("no echoed run of", "0 or more pieces, 0 allows all"),
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
        ("F2", "换个视图看这条回复"),
        ("F1 ^P", "全部按键，全部命令；F4 导览"),
    ),
    actions=action_names.CHINESE,
    areas={
        "app": "到处可用",
        "chat": "对话",
        "reply": "选中回复时",
        "view": "回复的视图",
        "prompt": "输入框",
        "editor": "纠正时",
        "review": "审阅",
        "conversations": "对话列表",
        "what_if": "假如",
        "compare": "检查点",
        "tour": "导览",
    },
    find_command="查找命令… · Search for commands…",
    find_theme="查找主题…",
    nothing_found="没有找到。",
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
        "samples": ("抽取的回复数", "1 到 100，取最好的；只用于采样"),
        "length_penalty": ("长度惩罚", "0 到 10；贪心除外"),
        "diversity": ("多样性", "0 到 10；只用于束搜索"),
        "n_best": ("重排的回复数", "1 到 100，与 mmi 同用；只用于束搜索"),
        "mmi": ("互信息 mmi", "0 到 10，需有反向网络；贪心除外"),
        "max_length": ("最长回复", "1 个词片或更多"),
        "no_repeat_ngram": ("不重复的片段长度", "0 或更大，0 不限制"),
        "no_copy_ngram": ("不照抄的片段长度", "0 或更大，0 不限制"),
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
