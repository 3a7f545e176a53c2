import json
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.errors import CheckpointError
from chatbot.text.normalize import normalize
from chatbot.text.scope import ADVANTAGE, NEAR, InScope, Scope, features
from tests.text.strategies import TEXTS

WORDS = ("你好", "天气", "好吗", "北京", "hello", "weather", "weathers", "today", "Tea", "茶", "?", "！")
PROMPTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
LISTS = st.lists(PROMPTS, max_size=6)

KNOWN = (
    "今天天气怎么样？",
    "你喜欢喝茶吗？",
    "how are you today?",
    "what is the weather like?",
    "我爱 Python",
)


def slow_find(scope: Scope, known: list[str], prompt: str) -> InScope | None:
    """Compare a prompt with every bag there is."""
    for number in reversed(range(len(scope.lessons))):
        if normalize(scope.lessons[number]) == normalize(prompt):
            return InScope(number, 1.0)
    similarity, lesson = max(
        ((slow_cosine(scope, prompt, each), number) for number, each in enumerate(scope.lessons)),
        default=(0.0, -1),
    )
    rival = max((slow_cosine(scope, prompt, each) for each in known), default=0.0)
    is_found = similarity >= NEAR and similarity * ADVANTAGE >= rival
    return InScope(lesson, similarity) if is_found else None


def slow_cosine(scope: Scope, one: str, other: str) -> float:
    left, right, shared = (
        sum(scope._weight(feature) for feature in sorted(bag))
        for bag in (features(one), features(other), features(one) & features(other))
    )
    return shared / sqrt(left * right) if left and right else 0.0


@given(st.lists(TEXTS, min_size=1, max_size=4), st.lists(TEXTS, max_size=4))
def test_the_prompt_of_every_lesson_is_in_scope(lessons: list[str], known: list[str]) -> None:
    scope = Scope(lessons, known)

    for prompt in lessons:
        found = scope.find(prompt)

        assert found is not None
        assert found.similarity == 1.0
        assert normalize(lessons[found.lesson]) == normalize(prompt)


@given(LISTS, LISTS, PROMPTS)
def test_the_index_finds_what_comparing_with_every_bag_finds(
    lessons: list[str], known: list[str], prompt: str
) -> None:
    scope = Scope(lessons, known)

    assert scope.find(prompt) == slow_find(scope, known, prompt)


@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4), TEXTS)
def test_what_is_found_is_near_and_no_more_than_alike(
    lessons: list[str], known: list[str], prompt: str
) -> None:
    found = Scope(lessons, known).find(prompt)

    assert found is None or NEAR <= found.similarity <= 1 + 1e-9


@given(LISTS, LISTS, PROMPTS)
def test_a_scope_reads_as_it_was_written(lessons: list[str], known: list[str], prompt: str) -> None:
    scope = Scope(lessons, known)

    again = Scope.from_json(scope.to_json())

    assert again.to_json() == scope.to_json()
    assert again.find(prompt) == scope.find(prompt)


def test_an_exact_match_wins_over_equal_features() -> None:
    scope = Scope(["好吗？", "好吗！", "Tea", "tea"], KNOWN)

    assert scope.find("好吗？") == InScope(0, 1.0)
    assert scope.find("Tea") == InScope(2, 1.0)


def test_of_lessons_with_equal_features_the_newest_is_found() -> None:
    scope = Scope(["好吗？", "好吗！"], KNOWN)

    assert scope.find("好吗") == InScope(1, 1.0)


def test_an_exact_match_wins_over_a_known_prompt_that_is_the_same() -> None:
    assert Scope([KNOWN[0]], KNOWN).find(KNOWN[0]) == InScope(0, 1.0)


@pytest.mark.parametrize(
    ("lesson", "prompt"),
    [
        ("你叫什么名字？", "你的名字叫什么"),
        ("What is your name?", "tell me your name"),
        ("how do I learn Chinese", "learning Chinese, how?"),
        ("教我用 Python 读文件", "Python 怎么读文件？"),
        ("ＡＢＣ 是什么", "abc是什么"),
    ],
)
def test_other_words_for_a_lesson_are_in_scope(lesson: str, prompt: str) -> None:
    found = Scope([lesson], KNOWN).find(prompt)

    assert found is not None
    assert found.lesson == 0


@pytest.mark.parametrize(
    ("lesson", "prompt"),
    [
        ("明天天气怎么样？", "今天天气怎么样"),
        ("what is the time?", "What is the weather like"),
        ("我爱 Java", "我爱Python！"),
    ],
)
def test_a_prompt_that_is_closer_to_a_known_one_is_not_in_scope(lesson: str, prompt: str) -> None:
    assert Scope([lesson], KNOWN).find(prompt) is None
    assert Scope([lesson], ()).find(prompt) is not None


@pytest.mark.parametrize("prompt", ["", "？！", "完全无关", "nothing alike", "👍🏽"])
def test_a_prompt_that_shares_nothing_with_a_lesson_is_not_in_scope(prompt: str) -> None:
    assert Scope(["你叫什么名字？", "your name?"], KNOWN).find(prompt) is None


def test_without_lessons_nothing_is_in_scope() -> None:
    assert Scope((), KNOWN).find("你好 hello") is None


def test_features_are_characters_and_neighbours_or_words_and_their_beginnings() -> None:
    assert features("天气好，Meeting tea") == {"天", "气", "好", "天气", "气好", "meeting", "meet*", "tea"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        '"lessons"',
        '{"lessons": []}',
        '{"lessons": 5, "known": []}',
        '{"lessons": "你好", "known": []}',
        '{"lessons": [["你好"]], "known": []}',
        '{"lessons": [], "known": {"hello": 1}}',
        "[" * 100_000,
    ],
)
def test_damaged_lessons_are_told(text: str) -> None:
    with pytest.raises(CheckpointError, match="expected lessons and known prompts"):
        Scope.from_json(text)


def test_what_is_written_is_read_by_people_too() -> None:
    text = Scope(["你好"], ["hello"]).to_json()

    assert "你好" in text
    assert json.loads(text) == {"lessons": ["你好"], "known": ["hello"]}
