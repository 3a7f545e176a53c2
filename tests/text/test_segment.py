import json
import logging
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import regex
from hypothesis import given

from chatbot.errors import ConfigError
from chatbot.text import segment
from chatbot.text.normalize import normalize
from chatbot.text.segment import (
    SEGMENTERS,
    CharacterSegmenter,
    HanCutter,
    JiebaSegmenter,
    Segmenter,
    load_jieba,
    load_rjieba,
    search_words,
)
from tests.text.strategies import HAN, TEXTS


@pytest.fixture(params=SEGMENTERS, scope="session")
def segmenter(request: pytest.FixtureRequest) -> Segmenter:
    return SEGMENTERS[request.param](None, "")


@pytest.fixture(scope="session")
def python_jieba(tmp_path_factory: pytest.TempPathFactory) -> HanCutter:
    return load_jieba(tmp_path_factory.mktemp("jieba"), ())


@given(text=TEXTS)
def test_words_are_the_text_without_its_white_space(segmenter: Segmenter, text: str) -> None:
    normal = normalize(text)

    words = segmenter.segment(normal)

    assert "".join(words) == normal.replace(" ", "")
    assert all(word and not any(map(str.isspace, word)) for word in words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我喜欢听音乐。", ["我", "喜欢", "听", "音乐", "。"]),
        ("Don't you think it’s 3.14?", ["Don't", "you", "think", "it’s", "3.14", "?"]),
        ("他用Python写GPT4，1,000行", ["他", "用", "Python", "写", "GPT4", "，", "1,000", "行"]),
        ("see 10:30 at foo_bar(x)=3D", ["see", "10:30", "at", "foo_bar", "(", "x", ")", "=", "3D"]),
        ("👨‍👩‍👧🇨🇳👍🏽❤️1️⃣ok", ["👨‍👩‍👧", "🇨🇳", "👍🏽", "❤️", "1️⃣", "ok"]),
        ("データ안녕x̂y", ["データ", "안녕", "x̂y"]),
        ("𠀀好葛\U000e0100", ["𠀀", "好", "葛\U000e0100"]),
        ("</s>", ["<", "/", "s", ">"]),
    ],
)
def test_words_are_cut_as_people_read_them(text: str, words: list[str]) -> None:
    assert JiebaSegmenter().segment(text) == words


def test_a_character_segmenter_cuts_graphemes() -> None:
    assert CharacterSegmenter().segment("你好 it 👍🏽é") == ["你", "好", "i", "t", "👍🏽", "é"]


@given(text=HAN)
def test_rjieba_agrees_with_jieba_on_han(python_jieba: HanCutter, text: str) -> None:
    assert list(load_rjieba()(text)) == list(python_jieba(text))


@pytest.mark.parametrize(
    "text",
    [
        "我们明天去北京大学看老师",
        "他来到了网易杭研大厦",
        "结婚的和尚未结婚的",
        "程序员小张昨天删库跑路了",
        "臺灣的天氣很熱",
    ],
)
def test_rjieba_agrees_with_jieba_on_hard_sentences(python_jieba: HanCutter, text: str) -> None:
    assert list(load_rjieba()(text)) == list(python_jieba(text))


def test_rjieba_agrees_with_jieba_on_real_dialogue(python_jieba: HanCutter, shared_corpora: Path) -> None:
    dialogues = json.loads((shared_corpora / "kdconv/film/dev.json").read_text())
    runs = set(regex.findall(r"[\u4e00-\u9fd5]+", json.dumps(dialogues, ensure_ascii=False)))
    cut = load_rjieba()

    differing = [run for run in runs if list(cut(run)) != list(python_jieba(run))]

    assert len(runs) > 1000
    assert differing == []


def test_a_user_dictionary_teaches_words() -> None:
    text = "我爱玻璃盒聊天机"

    plain = JiebaSegmenter().segment(text)
    taught = JiebaSegmenter(None, "\ufeff玻璃盒 100 n\n\n聊天机\n").segment(text)

    assert plain == ["我", "爱", "玻璃", "盒", "聊天", "机"]
    assert taught == ["我", "爱", "玻璃盒", "聊天机"]


@pytest.mark.parametrize("line", ["玻璃盒 许多", "C盘 3", "hello 5 n", "玻璃 盒 3", "玻璃盒 -1"])
def test_a_malformed_line_of_a_user_dictionary_is_named(line: str) -> None:
    with pytest.raises(ConfigError, match=f"line 2: expected a word .* found '{line}'"):
        JiebaSegmenter(None, f"玻璃盒 3\n{line}\n")


def test_a_user_dictionary_needs_words() -> None:
    with pytest.raises(ConfigError, match="use 'jieba'"):
        CharacterSegmenter(None, "玻璃盒 3")


def test_jieba_keeps_its_cache_in_the_given_directory_and_to_its_owner(tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "jieba"

    load_jieba(cache, ())

    assert [file.name for file in cache.iterdir()] == ["jieba.cache"]
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


def test_a_cache_that_cannot_be_made_costs_time_and_no_words(tmp_path: Path, python_jieba: HanCutter) -> None:
    (tmp_path / "file").write_text("not a directory")

    cut = load_jieba(tmp_path / "file" / "cache", ())

    assert list(cut("今天天气真好")) == list(python_jieba("今天天气真好"))


def test_jieba_is_silent(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)

    list(load_jieba(tmp_path, ())("今天天气真好"))

    assert capfd.readouterr() == ("", "")
    assert caplog.messages == []


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "a'" * 50_000, "1.2" * 30_000, "天气" * 30_000, "👍🏽é" * 20_000]
)
def test_long_words_take_no_longer_than_long_texts(segmenter: Segmenter, text: str) -> None:
    start = time.perf_counter()

    segmenter.segment(text)

    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("中国科学院 hello", ["中国", "科学", "学院", "科学院", "中国科学院", "hello"]),
        ("it's 3.14，好", ["it's", "3.14", "，", "好"]),
    ],
)
def test_a_search_finds_long_words_and_the_words_inside_them(text: str, words: list[str]) -> None:
    assert list(search_words(text)) == words


def test_the_words_of_a_search_are_jiebas_where_its_twin_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(segment, "find_spec", lambda name: None)

    assert list(search_words("中国科学院", tmp_path)) == list(search_words("中国科学院"))


def test_threads_that_want_the_same_dictionary_share_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        cutters = list(threads.map(lambda _: load_jieba(tmp_path, ()), range(4)))

    assert len({id(getattr(cutter, "__self__", None)) for cutter in cutters}) == 1


def test_no_dictionary_is_loaded_before_the_first_han_character() -> None:
    program = (
        "import sys; from chatbot.text.segment import JiebaSegmenter, search_words;"
        "segmenter = JiebaSegmenter();"
        "loaded = lambda: {'jieba', 'rjieba'} & set(sys.modules);"
        "segmenter.segment('hello, データ 😀'); list(search_words('hello, データ 😀')); before = loaded();"
        "segmenter.segment('你好'); print(before, loaded())"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "set() {'rjieba'}\n"
