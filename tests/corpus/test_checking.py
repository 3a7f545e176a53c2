"""What `chatbot corpora --check` finds in written bots, and what marking leaves of their files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.cli.main import run
from chatbot.corpus.checking.check import Check, check
from chatbot.corpus.checking.words import words_once
from chatbot.corpus.formats import read_corpora

ALL_IS_WELL = """\
language: en
topic: tea
intent: tea_like
  do you like tea
  > I have no mouth.
intent: tea_make
  how is coffee made
  > Hot water, and patience.
"""


def check_of(folder: Path, *texts: str) -> Check:
    for number, text in enumerate(texts):
        (folder / f"{number}.frames").write_text(text, encoding="utf-8")
    return check([file.frames() for file in read_corpora([folder])], str.split)


def found(checked: Check, kind: str) -> list[tuple[str, int]]:
    return [(Path(each.path).stem, each.line) for each in checked.findings if each.kind == kind]


@pytest.mark.parametrize(
    ("line", "kind", "severity"),
    [
        ("do you [really] like tea", "same prompt", "error"),
        ("Do you like tea?", "near-duplicate", "advice"),
        ("hey do you just like the tea", "near-duplicate", "advice"),
        ("how [on earth] is coffee made", "said twice", "advice"),
        ("你喜欢喝茶吗", "other language", "advice"),
        ("> I have no mouth!", "same reply", "advice"),
        (f"> {'so ' * 60}", "long reply", "advice"),
        ("(a|b", "mistake", "error"),
    ],
)
def test_a_line_is_told_of(tmp_path: Path, line: str, kind: str, severity: str) -> None:
    before = check_of(tmp_path, ALL_IS_WELL)
    at = ALL_IS_WELL.count("\n") + (1 if line.startswith(">") else 0)
    lines = ALL_IS_WELL.splitlines()
    lines.insert(at - 1, f"  {line}")

    checked = check_of(tmp_path, "\n".join(lines) + "\n")

    assert found(before, kind) == []
    assert found(checked, kind) == [("0", at)]
    assert {each.severity for each in checked.findings if each.kind == kind} == {severity}


def test_what_is_too_little_is_told_of_its_intent(tmp_path: Path) -> None:
    checked = check_of(tmp_path, ALL_IS_WELL)

    for kind in ("few frames", "few wordings", "few replies"):
        assert found(checked, kind) == [("0", 3), ("0", 6)]


def test_an_intent_that_has_enough_is_left_alone(tmp_path: Path) -> None:
    frames = "".join(f"  第{number}种[独特]说法[吗]\n" for number in range(15))
    replies = "".join(f"  > 第{number}个回答。\n" for number in range(3))

    checked = check_of(tmp_path, f"language: zh\ntopic: t\nintent: i\n{frames}{replies}")

    assert [each.kind for each in checked.findings] == []
    (topic,) = checked.topics
    assert (topic.intents, topic.frames, topic.wordings, topic.replies) == (1, 15, 60, 3)


def test_slots_are_looked_at(tmp_path: Path) -> None:
    values = "".join(f"  Name{number}\n" for number in range(40))
    slots = f"language: en\nslot: name\n{values}  NAME1\nslot: tea\n  green\n"

    checked = check_of(tmp_path, slots, "language: en\nintent: i\n  I am {name}\n  > Hi {name}!\n")

    assert found(checked, "value twice") == [("0", 2)]
    assert found(checked, "unused slot") == found(checked, "short slot") == [("0", 44)]


def test_words_that_come_once_and_slips_are_named(tmp_path: Path) -> None:
    lines = "".join(f"  I recieve{'' if number else 'd'} {number}\n" for number in range(1))
    right = "".join(f"  please receive {number} of them\n" for number in range(6))

    checked = check_of(
        tmp_path, f"language: en\nintent: i\n{right}  I recieve them\n{lines}  > Well received.\n"
    )

    assert found(checked, "spelling?") == [("0", 9)]
    once = dict(words_once([block for file in read_corpora([tmp_path]) for block in file.frames().blocks]))
    assert once.keys() >= {"recieve", "recieved", "received"}
    assert "receive" not in once


def test_monotonous_replies_and_unbalanced_topics_are_told(tmp_path: Path) -> None:
    def topic(name: str, intents: int) -> str:
        blocks = (f"intent: {name}{n}\n  {name} {n} now\n  > yes yes yes yes yes\n" for n in range(intents))
        return f"language: en\ntopic: {name}\n{''.join(blocks)}"

    checked = check_of(tmp_path, topic("a", 10), topic("b", 10), topic("c", 2))

    assert found(checked, "monotony") == [("0", 1)]
    assert found(checked, "unbalanced topic") == [("2", 3)]


def test_the_command_exits_with_one_on_errors_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bot.frames"
    file.write_text(ALL_IS_WELL, encoding="utf-8")

    assert run(["corpora", str(tmp_path), "--check"]) == 0
    advice = capsys.readouterr().out
    file.write_text(ALL_IS_WELL + "  (a\n", encoding="utf-8")
    assert run(["corpora", str(tmp_path), "--check", "--json"]) == 1

    assert f"{file}:3: advice: few frames: intent tea_like: 1 frames, better at least 15" in advice
    printed = capsys.readouterr()
    assert printed.err == f"error: {tmp_path}: 1 mistake to mend, each named above\n"
    document = json.loads(printed.out)
    (mistake,) = (each for each in document["findings"] if each["severity"] == "error")
    assert (mistake["line"], mistake["column"]) == (9, 3)
    assert (document["errors"], document["topics"][0]["intents"]) == (1, 2)


def test_a_file_that_is_named_is_compared_with_those_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.frames").write_text(ALL_IS_WELL + "  (a\n", encoding="utf-8")
    new = tmp_path / "new.frames"
    new.write_text("language: en\nintent: mine\n  how is coffee made\n  > With love.\n", encoding="utf-8")

    assert run(["corpora", str(new), "--check", "--json"]) == 1

    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {each["path"] for each in findings} <= {str(new)}
    assert [each["line"] for each in findings if each["kind"] == "same prompt"] == [3]


def test_marking_keeps_two_frames_of_an_intent_and_all_of_the_layout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frames = "".join(f"  \tframe {number}[?]  \n\n" for number in range(8))
    dialogues = "".join(f"dialogue: d{n}\n  d {n}\n  dd {n}\n  > yes\n  ok {n}\n  > no\n" for n in range(60))
    text = f"# mine\nlanguage: en\n\nintent: i # not\nintent: i\n{frames}  > ok\n{dialogues}\n# end"
    file = tmp_path / "bot.frames"
    file.write_text(text, encoding="utf-8")

    assert run(["corpora", str(tmp_path), "--mark-held-out"]) == 0
    once = file.read_text(encoding="utf-8")
    assert run(["corpora", str(tmp_path), "--mark-held-out", "--seed", "1"]) == 0

    assert file.read_text(encoding="utf-8") == once
    assert once.replace("~ ", "") == text
    assert once.count("~ frame") == 2
    assert 2 <= once.count("~ d ") == once.count("~ dd ") <= 20
    assert "~ ok" not in once


def test_without_frames_there_is_nothing_to_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "talk.tsv").write_text("你好\thello\n", encoding="utf-8")

    assert run(["corpora", str(tmp_path), "--check"]) == 1

    assert "expected files of frames (*.frames), found none" in capsys.readouterr().err
