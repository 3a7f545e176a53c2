"""Prose, programs, labels and word lists are not taken for dialogue."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from chatbot.corpus import pairs, talk
from chatbot.corpus.talk import is_talk
from tests.corpus.reading import reports_of

LICENCE = """Everyone who receives these programs may use, copy, change and pass them on,
alone or together with other works, and may let those who receive them from
you do the same, without asking us and without paying anything for it, as long
as this notice travels with every copy and every larger part of the programs.

You may not use the names of its authors to promote what you derive from it.
我们 provide it as it is, without any warranty, and you use it at your risk,
whatever you or your lawyers may believe to have read between these lines.
"""

NOVEL = "\n".join(
    f"第{n}章里，他走过长长的街道，心里想着很多年以前的事情，直到天色渐渐暗下来，路灯一盏一盏地亮起来。" * 5
    for n in range(9)
)

ENGLISH = ["Hi, how are you?", "Fine, thanks.", "what do you do", "i teach", "Really? Where?", "In a school."]
CHINESE = ["你好，吃饭了吗？", "吃了，谢谢你", "今天忙不忙", "还好啊，你呢", "我也还好", "那就好"]


@pytest.mark.parametrize("lines", [ENGLISH, CHINESE, [*ENGLISH, *CHINESE]])
def test_what_people_say_is_talk(lines: list[str]) -> None:
    assert is_talk(lines)


@pytest.mark.parametrize(
    "text",
    [
        LICENCE,
        NOVEL,
        inspect.getsource(pairs),
        "我\n你\n他\n吗\n什么\n谢谢\n吧\n呢\n啊\n好的\n",
        "i\nyou\nme\nhello\nthanks\nbye\nyes\nno\nplease\nok\n",
        "- 你好吗 list\n- how are you\n* me too\n",
        "Ann: how are you?\nBob: fine, 谢谢\n",
        "one line: 你好 hello",
    ],
)
def test_what_nobody_says_is_no_talk(text: str) -> None:
    assert not is_talk([line for line in text.split("\n") if line])


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("README_en.txt", "Hi, how are you?\nI am fine.\n你好\n你好\n", "documentation or a program"),
        ("LICENSE", "you\tme\n你\t我\n", "documentation or a program"),
        ("notes.md", "你 | 我\nyou | me\n", "documentation or a program"),
        ("dialogues_act.txt", "3 4 2 1\n1 1 1\n", "labels: numbers without text"),
        ("about.txt", LICENCE, "no known format of dialogue"),
        ("config.json", '{"name": "你好", "size": 3}', "no known format of dialogue"),
    ],
)
def test_files_beside_dialogue_are_named_with_what_they_are(
    name: str, text: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "z.tsv").write_text("你好\thello\n", encoding="utf-8")

    first, second = reports_of(tmp_path)

    assert (first.format, first.skipped, second.pairs) == (None, {reason: 1}, 1)


def test_marks_of_a_format_are_believed_in_any_file(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("## ? 你是谁\n```\na bot\n```\n", encoding="utf-8")

    assert reports_of(tmp_path)[0].format == "qna"


def test_only_the_beginning_is_looked_at() -> None:
    assert is_talk(ENGLISH * 1000 + ["# code"] * 100_000)
    assert talk.MAX_LINES < 100_000


def test_json_on_one_line_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name":"x","version":"1"}', encoding="utf-8")
    (tmp_path / "talk.tsv").write_text("你好\thello\n", encoding="utf-8")

    reports = {Path(report.path).name: report for report in reports_of(tmp_path)}

    assert reports["package.json"].format is None
    assert reports["talk.tsv"].pairs == 1
