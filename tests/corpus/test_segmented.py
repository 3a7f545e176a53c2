"""Text cut by spaces is joined back; text that only has spaces in it is left alone."""

from __future__ import annotations

import pytest

from chatbot.corpus.segmented import joined
from chatbot.dialogue import Conversation


def _joined(*texts: str) -> list[str]:
    [conversation] = joined([Conversation.alternating(texts, "x:1")])
    return [turn.text for turn in conversation.turns]


def test_characters_are_joined() -> None:
    assert _joined("我 爱 S B S 。", "天 气 很 好 ！") == ["我爱SBS。", "天气很好！"]


def test_a_space_that_was_cut_like_a_character_stays_one() -> None:
    assert _joined(" ".join("天气 good day 好好好"), "很 好 吧") == ["天气   good   day   好好好", "很好吧"]


def test_words_are_joined_and_spaces_between_latin_words_stay() -> None:
    assert _joined("玖 壹 壹 Jamiroquai live show 的 八卦", "哦 亲 : 我 买 3 袋 ， 谢谢 ok") == [
        "玖壹壹Jamiroquai live show的八卦",
        "哦亲:我买3袋，谢谢ok",
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ("我到这里的时候  已经很晚了 什么都没有", "你得想想办法 我弟弟是无辜的"),
        ("How are you ?", "I am fine ."),
        ("用 iPhone 看电影很方便", "是的 OK"),
        ("好", "嗯"),
    ],
)
def test_other_text_is_left_alone(texts: tuple[str, ...]) -> None:
    assert _joined(*texts) == list(texts)


def test_the_beginning_of_a_file_decides_for_all_of_it() -> None:
    cut = [Conversation.alternating(("你 好 吗", "我 很 好"), f"x:{n}") for n in range(300)]

    assert {turn.text for conversation in joined(cut) for turn in conversation.turns} == {"你好吗", "我很好"}
