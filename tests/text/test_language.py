import pytest
from hypothesis import given

from chatbot.text.language import language_of
from tests.text.strategies import HAN


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("今天天气真好，我们去公园吧。", "zh"),
        ("How are you today?", "en"),
        ("I love 火锅 and 饺子 very much", "mixed"),
        ("我用Python写了一个很小的聊天机器人", "zh"),
        ("The word for tea is 茶", "en"),
        ("café naïve", "en"),
        ("Ｈｅｌｌｏ", "en"),
        ("Привет", "mixed"),
        ("123 ?! 😀", "mixed"),
        ("", "mixed"),
    ],
)
def test_the_letters_tell_the_language(text: str, language: str) -> None:
    assert language_of(text) == language


@given(HAN)
def test_han_alone_is_chinese_whatever_signs_stand_around(text: str) -> None:
    assert language_of(f"12% {text} :-)") == "zh"


@pytest.mark.parametrize(("han", "language"), [(4, "en"), (5, "mixed"), (43, "mixed"), (44, "zh")])
def test_three_quarters_of_the_words_decide(han: int, language: str) -> None:
    text = "one two three four five six seven eight nine " + "字" * han

    assert language_of(text) == language
