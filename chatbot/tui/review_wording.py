"""The words about judging replies, in English and in Chinese."""

from __future__ import annotations

from chatbot.record import Record


class ReviewWording(Record):
    """What is said about verdicts, in the chat and in the review screen; braces are filled in."""

    invitation: str
    deleted: str
    not_kept: str
    nothing_said: str
    not_saved: str
    empty_correction: str
    unchanged: str
    corrected: str
    nothing_to_undo: str
    undone: str
    undo_elsewhere: str
    """Braces: reply."""

    undone_elsewhere: str
    editor: str
    editor_keys: str

    title: str
    waiting: str
    reviewed_only: str
    everything: str
    orders: tuple[str, str, str]
    """Least sure first, newest first, by conversation."""

    progress: str
    all_done: str
    none_found: str
    none_chosen: str
    note: str
    tags: str
    tags_hint: str
    search: str
    delete: str
    delete_question: str
    delete_keys: str
    line_keys: str
    search_keys: str
    was_deleted: str
    filter: str
    filter_fields: tuple[str, str, str, str, str, str]
    """State, order, language, checkpoint, verdict, since."""

    any: str
    languages: tuple[str, str, str]
    """Chinese, English, mixed."""

    verdicts: tuple[str, str, str]
    """Good, bad, corrected."""

    filter_keys: str
    no_day: str
    keys: tuple[str, ...]
    """What the keys do while a reply is chosen, the most needed first."""

    editing_keys: tuple[str, ...]
    """The same while it is corrected."""

    help_title: str
    help: tuple[tuple[str, str], ...]
    """Keys, and what they do."""


ENGLISH = ReviewWording(
    invitation="not sure? ↑, press e to teach me",
    deleted="(deleted)",
    not_kept="Nothing can be kept: this conversation is not logged (--no-log).",
    nothing_said="There is no whole reply here to judge.",
    not_saved="not saved: {why}",
    empty_correction="A correction needs words: nothing was saved. Esc leaves the reply as it was.",
    unchanged="Unchanged: kept as good.",
    corrected="Kept. Ctrl+L: learn now",
    nothing_to_undo="Nothing to undo.",
    undone="Undone.",
    undo_elsewhere="The last verdict is on a reply that is not in view: “{reply}” (u again takes it back)",
    undone_elsewhere="Undone: a verdict on a reply that is not in view.",
    editor="correct the reply",
    editor_keys="Enter save · ^J new line · Esc leave",
    title="review",
    waiting="waiting",
    reviewed_only="reviewed",
    everything="all replies",
    orders=("least sure first", "newest first", "by conversation"),
    progress="reviewed {reviewed} of {all}",
    all_done="No reply waits for review. Talk more, or press f to look at the reviewed ones.",
    none_found="No reply is found this way. Press f for other filters, / for another search.",
    none_chosen="The chosen reply will be seen here.",
    note="note",
    tags="tags",
    tags_hint="words with commas between",
    search="search",
    delete="delete",
    delete_question="Delete this reply and the prompt it answers? They are gone for good.",
    delete_keys="y delete · n or Esc keep",
    line_keys="Enter save · Esc leave",
    search_keys="Enter search · Esc leave",
    was_deleted="Deleted.",
    filter="filter",
    filter_fields=("show", "order", "language", "checkpoint", "verdict", "since"),
    any="any",
    languages=("Chinese", "English", "mixed"),
    verdicts=("good", "bad", "corrected"),
    filter_keys="↑↓ field · ←→ change · Enter apply · Esc leave",
    no_day="since: expected a day like 2026-11-01, found {found}",
    keys=(
        "+ good", "- bad", "e correct", "Space skip", "u undo", "F1 help", "Esc back", "F2 next view",
        "^L learn", "n note", "t tag", "d delete", "/ search", "f filter", "o order", "v page",
    ),
    editing_keys=("Enter save", "Esc leave", "^J new line"),
    help_title="keys of the review",
    help=(
        ("j k, ↑ ↓", "choose a reply"),
        ("← →", "choose a word of it"),
        ("+ -", "good ✓ or bad ✗"),
        ("e", "correct it ✎ (Enter saves)"),
        ("Space", "skip it"),
        ("u", "undo, as often as you like"),
        ("n t", "note something, tag it"),
        ("d", "delete it; asks first"),
        ("/", "search for a text"),
        ("f", "filter: language, checkpoint, day…"),
        ("o", "order: least sure, newest, as said"),
        ("Esc", "back"),
        ("", "the reply's view"),
        ("F2, Shift+F2", "another view of the reply"),
        ("v", "the view as a page, and back"),
        ("> <", "scroll the view"),
        ("1-9", "where a candidate looked"),
        ("a", "adopt it as the correction"),
        ("[ ], Shift+← →", "choose a word of the prompt"),
        ("#, p, c", "numbers, pieces, other colours"),
    ),
)  # fmt: skip

CHINESE = ReviewWording(
    invitation="没把握？按 ↑ 再按 e 教我",
    deleted="（已删除）",
    not_kept="无法保存：这次对话不作记录（--no-log）。",
    nothing_said="这里没有完整的回复可以评价。",
    not_saved="未保存：{why}",
    empty_correction="纠正不能为空，没有保存。按 Esc 保持原样。",
    unchanged="没有改动：记为好。",
    corrected="已保存。Ctrl+L：马上学习",
    nothing_to_undo="没有可撤销的。",
    undone="已撤销。",
    undo_elsewhere="最近评的一条回复不在眼前：“{reply}”。再按 u 就撤销它",
    undone_elsewhere="已撤销：那条回复不在眼前。",
    editor="纠正这条回复",
    editor_keys="Enter 保存 · ^J 换行 · Esc 放弃",
    title="审阅",
    waiting="待审",
    reviewed_only="已审",
    everything="全部回复",
    orders=("最没把握的在前", "最新的在前", "按对话"),
    progress="已审 {reviewed} / {all}",
    all_done="没有待审的回复。再聊聊吧，或按 f 看已审过的。",
    none_found="这样找不到回复。按 f 换个筛选，按 / 换个搜索。",
    none_chosen="选中的回复会显示在这里。",
    note="备注",
    tags="标签",
    tags_hint="用逗号分开",
    search="搜索",
    delete="删除",
    delete_question="删除这条回复和它回答的那句话？删除后无法恢复。",
    delete_keys="y 删除 · n 或 Esc 保留",
    line_keys="Enter 保存 · Esc 放弃",
    search_keys="Enter 搜索 · Esc 放弃",
    was_deleted="已删除。",
    filter="筛选",
    filter_fields=("显示", "顺序", "语言", "模型", "评价", "自"),
    any="不限",
    languages=("中文", "英文", "混合"),
    verdicts=("好", "不好", "已纠正"),
    filter_keys="↑↓ 选项 · ←→ 更改 · Enter 应用 · Esc 放弃",
    no_day="日期：应为 2026-11-01 这样的一天，却是 {found}",
    keys=(
        "+ 好", "- 不好", "e 纠正", "空格 跳过", "u 撤销", "F1 帮助", "Esc 返回", "F2 换个视图",
        "^L 学习", "n 备注", "t 标签", "d 删除", "/ 搜索", "f 筛选", "o 顺序", "v 整页",
    ),
    editing_keys=("Enter 保存", "Esc 放弃", "^J 换行"),
    help_title="审阅的按键",
    help=(
        ("j k, ↑ ↓", "选择回复"),
        ("← →", "选择回复中的词"),
        ("+ -", "好 ✓ 或不好 ✗"),
        ("e", "纠正 ✎：Enter 保存，Esc 放弃"),
        ("空格", "跳过"),
        ("u", "撤销，可以一直撤销下去"),
        ("n t", "写备注，加标签"),
        ("d", "删除，会先问一下"),
        ("/", "搜索文字"),
        ("f", "筛选：状态、语言、模型、日期…"),
        ("o", "顺序：最没把握、最新、按对话"),
        ("Esc", "返回"),
        ("", "回复的视图"),
        ("F2, Shift+F2", "换个视图看这条回复"),
        ("v", "整页显示，再按返回"),
        ("> <", "滚动视图"),
        ("1-9", "候选回复看向哪里"),
        ("a", "采用候选回复，作为纠正"),
        ("[ ], Shift+← →", "选择问话中的词"),
        ("#, p, c", "数字，词片，换颜色"),
    ),
)  # fmt: skip
