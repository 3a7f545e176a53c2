"""The words of the screen that shows keys, in English and in Chinese."""

from __future__ import annotations

from chatbot.record import Record


class KeyWording(Record):
    """What is said about keys; braces are filled in."""

    title: str
    invitation: str
    key: str
    paste: str
    no_character: str


ENGLISH = KeyWording(
    title="what keys send",
    invitation="Press keys, use your input method, paste. Ctrl+Q leaves.",
    key="{name:<24} {character}",
    paste="paste: {characters} characters in {lines} lines  {beginning}",
    no_character="no character",
)

CHINESE = KeyWording(
    title="按键发送的内容",
    invitation="请按键、使用输入法或粘贴。按 Ctrl+Q 退出。",
    key="{name:<24} {character}",
    paste="粘贴：{characters} 个字符，{lines} 行  {beginning}",
    no_character="没有字符",
)

KEY_WORDINGS = {"en": ENGLISH, "zh": CHINESE}
"""By the language code a locale begins with."""
