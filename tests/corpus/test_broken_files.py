"""What is broken is skipped, counted and named; what is whole is read."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from chatbot.corpus import csv_rows, source
from chatbot.corpus.formats import read_conversations
from chatbot.errors import CorpusError
from tests.corpus.reading import report_of, reports_of, turns_in

GOOD = '{"turns": ["你好", "hello"]}\n'


def _file(folder: Path, text: str) -> Path:
    file = folder / "x"
    file.write_text(text, encoding="utf-8", newline="")
    return file


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"turns": ["你好", "he', "not JSON"),
        ('{"turns": "你好"}', "expected a list of texts in 'turns'"),
        ('{"turns": ["你好", 5]}', "expected a list of texts in 'turns'"),
        ("[1, 2]", "expected an object with 'turns'"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_broken_line_of_json_is_named_and_skipped(line: str, reason: str, tmp_path: Path) -> None:
    file = _file(tmp_path, GOOD * 3 + line + "\n" + GOOD + line)

    report = report_of(file)

    assert (report.pairs, report.skipped) == (4, {reason: 2})
    assert report.first_skipped[reason].startswith(f"{file}:4")


def test_one_whole_line_before_half_a_line_is_read(tmp_path: Path) -> None:
    file = _file(tmp_path, GOOD + '{"turns": ["再')

    report = report_of(file)

    assert (report.pairs, report.first_skipped) == (1, {"not JSON": f"{file}:2"})


def test_json_cut_in_the_middle_gives_what_stands_before(tmp_path: Path) -> None:
    whole = json.dumps([["你好", "hi"]] * 50 + [["再见", "bye bye"]], ensure_ascii=False)
    file = _file(tmp_path, whole[:-12])

    report = report_of(file)

    assert (report.pairs, sum(report.skipped.values())) == (50, 1)
    assert report.first_skipped == {"JSON that breaks off or is wrong from here on": f"{file}[49] and after"}


def test_a_record_of_another_shape_is_named_by_its_key(tmp_path: Path) -> None:
    talk = {"content": [{"message": "你好", "agent": "a"}, {"message": "hi", "agent": "b"}]}
    file = _file(tmp_path, json.dumps({"t1": talk, "t2": {"content": "none"}, "t3": talk}))

    report = report_of(file)

    assert (report.pairs, report.first_skipped) == (
        2,
        {"expected a list of objects in 'content'": f"{file}[t2]"},
    )


def test_half_a_surrogate_in_json_is_read_as_damage(tmp_path: Path) -> None:
    file = _file(tmp_path, '{"turns": ["\\ud83d 你好", "hi"]}\n{"turns": ["a", "b"]}\n')

    assert report_of(file).pairs == 2


def test_a_quote_that_is_never_closed_costs_its_row_alone(tmp_path: Path) -> None:
    file = _file(tmp_path, 'question,answer\n你好,hi\n"open,你\n' + "a,早\n" * 300)

    report = report_of(file)

    assert (report.pairs, report.first_skipped) == (301, {"quote that is never closed": f"{file}:3"})


def test_a_quote_left_open_at_the_end_loses_no_row(tmp_path: Path) -> None:
    file = _file(tmp_path, 'question,answer\n你好,hi\n"open,你\na,早\n')

    assert turns_in(file) == [["你好", "hi"], ["a", "早"]]
    assert csv_rows.MAX_ROW_LINES > 2


def test_yaml_that_breaks_gives_what_stands_before(tmp_path: Path) -> None:
    file = _file(tmp_path, "conversations:\n- - 你好\n  - hello\n- - 1963\n  - yes\n- - {a\n- ]\n")

    report = report_of(file)

    assert turns_in(file) == [["你好", "hello"], ["1963", "yes"]]
    assert list(report.skipped) == ["YAML that is wrong from here on"]


def test_yaml_conversations_of_objects_are_skipped(tmp_path: Path) -> None:
    file = _file(tmp_path, "conversations:\n- - 你好\n  - hello\n- - what: then\n  - 好\n- - a\n  - b\n")

    report = report_of(file)

    assert (report.pairs, report.first_skipped) == (
        2,
        {"expected a list of texts, found something else": f"{file}:4"},
    )


def test_an_empty_line_keeps_later_pairs_in_step(tmp_path: Path) -> None:
    talk = "How are you?\nI am fine.\n" * 200
    file = _file(tmp_path, f"{talk}你好吗？\n\n{talk}")

    assert {tuple(said) for said in turns_in(file)} == {("How are you?", "I am fine.")}


def test_a_line_without_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_LINE_CHARACTERS", 100)
    file = _file(tmp_path, "你好\thello\n" + "长" * 1000 + "\tno\n再见\tbye\n")

    report = report_of(file, "tsv")

    assert (report.pairs, sum(report.skipped.values())) == (2, 1)


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def _link_to_its_folder(path: Path) -> None:
    path.symlink_to(path.parent)


def _picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 and no more")


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.tsv", "a\tb\n" * 1_000_000)


def _damaged_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.jsonl", GOOD)
    path.write_bytes(path.read_bytes().replace(b"hello", b"hellO"))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_fifo, "not a regular file"),
        (_link_to_itself, "Too many levels of symbolic links"),
        (_picture, "binary data"),
        (_empty, "empty"),
        (_cut_zip, "damaged zip archive: File is not a zip file"),
        (_damaged_zip, "Bad CRC-32 for file 'x.jsonl'"),
        (_bomb, "expands to more than 200 times its packed size"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    make: Callable[[Path], None], reason: str, tmp_path: Path
) -> None:
    make(tmp_path / "a")
    (tmp_path / "b.jsonl").write_text(GOOD, encoding="utf-8")

    first, second = reports_of(tmp_path)

    assert (first.format, first.skipped) == (None, {reason: 1})
    assert second.pairs == 1


def test_links_between_folders_are_walked_once(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "loop").symlink_to(tmp_path / other)
        (tmp_path / name / f"{name}.jsonl").write_text(GOOD, encoding="utf-8")
    _link_to_its_folder(tmp_path / "self")

    assert [report.pairs for report in reports_of(tmp_path)] == [1, 1]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "no such file or directory"),
        ({}, "expected files of dialogue, found an empty directory"),
        ({"x.jsonl": '{"turns": ["你好"]}\n'}, "expected at least one prompt and its reply, found none"),
    ],
)
def test_nothing_to_read_is_one_line(content: dict[str, str] | None, why: str, tmp_path: Path) -> None:
    folder = tmp_path / "corpora"
    for name, text in (content or {}).items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    if content == {}:
        folder.mkdir()

    with pytest.raises(CorpusError) as caught:
        list(read_conversations([folder]))

    assert str(caught.value) == f"{folder}: {why}"
