"""The words about the conversations of the log, in English and in Chinese."""

from __future__ import annotations

from chatbot.record import Record


class TalksWording(Record):
    """What is said of conversations; braces are filled in."""

    reading: str
    unread: str
    """Braces: why."""

    no_log: str
    title: str
    placeholder: str
    searching: str
    found: str
    """Braces: number, text."""

    none_yet: str
    turns: str
    """Braces: turns."""

    rename: str
    own: str
    """Stands where no title is given."""

    delete: str
    delete_question: str
    """Braces: title, turns."""

    deleting: str
    was_deleted: str
    not_done: str
    """Braces: why."""

    search_keys: tuple[str, ...]
    """What the keys do while one types what is searched for, the most needed first."""

    list_keys: tuple[str, ...]
    """The same while a conversation is chosen."""

    help_title: str
    help: tuple[tuple[str, str], ...]
    """Keys, and what they do."""


ENGLISH = TalksWording(
    reading="The conversation is being read: a moment.",
    unread="The conversation cannot be gone on with: {why}",
    no_log="Nothing is kept here (--no-log): there are no conversations to list.",
    title="conversations",
    placeholder="type to search titles and what was said",
    searching="searching…",
    found="conversations with “{text}”: {number}",
    none_yet="conversations: none yet",
    turns="turns: {turns}",
    rename="rename",
    own="empty: by its first words",
    delete="delete",
    delete_question="Delete “{title}” with all its turns ({turns})? They are gone for good.",
    deleting="Deleting…",
    was_deleted="Deleted.",
    not_done="not done: {why}",
    search_keys=("Enter go on with it", "↓ list", "F2 rename", "Esc back", "F1 help", "^Q quit"),
    list_keys=(
        "Enter go on with it",
        "/ search",
        "F2 rename",
        "d delete",
        "Esc back",
        "F1 help",
        "^Q quit",
    ),
    help_title="keys of the conversations",
    help=(
        ("Enter", "go on with the conversation"),
        ("↓ ↑", "choose another one"),
        ("/", "back to the search"),
        ("F2", "rename it"),
        ("Del, d", "in the list: delete it, after asking"),
        ("Esc", "back to the chat"),
    ),
)

CHINESE = TalksWording(
    reading="正在读取对话，请稍候。",
    unread="无法继续这个对话：{why}",
    no_log="这里什么都不记录（--no-log），没有对话可列。",
    title="对话列表",
    placeholder="输入文字，搜索标题和说过的话",
    searching="正在搜索…",
    found="含“{text}”的对话：{number}",
    none_yet="对话列表：还没有对话",
    turns="{turns} 句",
    rename="改名",
    own="留空则用开头的话",
    delete="删除",
    delete_question="删除“{title}”和其中的 {turns} 句话？删除后无法恢复。",
    deleting="正在删除…",
    was_deleted="已删除。",
    not_done="没有完成：{why}",
    search_keys=("Enter 继续这个对话", "↓ 列表", "F2 改名", "Esc 返回", "F1 帮助", "^Q 退出"),
    list_keys=(
        "Enter 继续这个对话",
        "/ 搜索",
        "F2 改名",
        "d 删除",
        "Esc 返回",
        "F1 帮助",
        "^Q 退出",
    ),
    help_title="对话列表的按键",
    help=(
        ("Enter", "继续这个对话"),
        ("↓ ↑", "选择另一个"),
        ("/", "回到搜索"),
        ("F2", "改名"),
        ("Del, d", "在列表中：询问后删除"),
        ("Esc", "回到对话"),
    ),
)
