"""The words about what is asked, and asked again, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PromptWording:
    """What is said around the prompt; words in braces are filled in where they are shown."""

    pasted: str
    """Stands in the prompt for a long text."""

    not_recalled: str
    read: str
    """Under a turn that the model has not read to its end."""


ENGLISH = PromptWording(
    pasted="[pasted {number}: {characters} characters]",
    not_recalled="earlier prompts cannot be read: {why}",
    read="read: the first {read} of {all} words",
)

CHINESE = PromptWording(
    pasted="[粘贴 {number}：{characters} 个字符]",
    not_recalled="读不到以前说过的话：{why}",
    read="只读了前 {read} 个词，共 {all} 个",
)
