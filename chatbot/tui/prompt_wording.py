"""The words about what is asked, and asked again, in English and in Chinese."""

from __future__ import annotations

from chatbot.record import Record


class PromptWording(Record):
    """What is said around the prompt; words in braces are filled in where they are shown."""

    pasted: str
    """Stands in the prompt for a long text."""

    not_recalled: str
    read: str
    """Under a turn that the model has not read to its end."""

    changing: str
    """Over the prompt, while earlier words are changed in it."""

    changing_keys: str
    taken_back: str
    question_gone: str
    not_the_last: str
    same_again: str
    copied: str
    nothing_to_copy: str
    way_back: str
    """Stands in the empty prompt while a reply is chosen."""

    how_to_quit: str
    """On Ctrl+C where nothing is selected."""


ENGLISH = PromptWording(
    pasted="[pasted {number}: {characters} characters]",
    not_recalled="earlier prompts cannot be read: {why}",
    read="read: the first {read} of {all} words",
    changing="in other words",
    changing_keys="Enter send · Esc leave",
    taken_back="The conversation goes on from here. What came after has left the screen; the log keeps it.",
    question_gone="Its question is not here any more.",
    not_the_last="Only the last question can be asked again. To go back to this one: press i",
    same_again="Nothing else was found: the same reply again.",
    copied="The reply is copied.",
    nothing_to_copy="There is nothing to copy yet.",
    way_back="Esc or Enter: back to typing",
    how_to_quit="Ctrl+C copies what is selected; Ctrl+Q quits.",
)

CHINESE = PromptWording(
    pasted="[粘贴 {number}：{characters} 个字符]",
    not_recalled="读不到以前说过的话：{why}",
    read="只读了前 {read} 个词，共 {all} 个",
    changing="换个说法",
    changing_keys="Enter 发送 · Esc 放弃",
    taken_back="对话从这里继续。后面的话不再显示，但仍在记录里（如有记录）。",
    question_gone="这条回复的问题已经不在了。",
    not_the_last="只有最后一个问题可以再问一遍。要回到这一句，请按 i",
    same_again="没有找到别的回复，还是同一句。",
    copied="回复已复制。",
    nothing_to_copy="还没有可以复制的回复。",
    way_back="Esc 或 Enter：回来打字",
    how_to_quit="Ctrl+C 复制选中的文字；Ctrl+Q 退出。",
)
