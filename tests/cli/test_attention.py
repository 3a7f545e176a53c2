from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from chatbot.cli.main import run
from tests.cli.test_ask import KEYS, asked, asked_json, hand_in, saved

PROMPT = "你好，明天 free?"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(saved(tmp_path_factory.mktemp("checkpoints") / "random", "additive"))


@pytest.fixture(scope="module")
def plain_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(saved(tmp_path_factory.mktemp("checkpoints") / "plain", "none"))


def test_every_format_tells_the_same_reply(
    capsys: pytest.CaptureFixture[str], checkpoint: str, tmp_path: Path
) -> None:
    own = asked_json(capsys, PROMPT, "--checkpoint", checkpoint)
    for suffix in ("svg", "html", "png", "json", "csv"):
        output = str(tmp_path / f"图.{suffix}")
        assert run(["attention", PROMPT, "--checkpoint", checkpoint, "--output", output]) == 0
        printed = capsys.readouterr()
        assert printed.out == own["reply"] + "\n"
        assert printed.err.splitlines()[-1].startswith(f"{output}: ")

    document = json.loads((tmp_path / "图.json").read_text(encoding="utf-8"))
    assert {key: document[key] for key in KEYS} == {key: own[key] for key in KEYS}
    assert document["prompt"] == PROMPT
    assert document["score"] == "additive"
    assert document["forced"] is False
    assert len(document["probabilities"]) == len(document["reply_tokens"])
    with (tmp_path / "图.csv").open(encoding="utf-8", newline="") as table:
        header, *rows = csv.reader(table)
    assert header[1:] == own["source_tokens"]
    assert [[float(cell) for cell in row[1:]] for row in rows] == own["attention"]
    picture = (tmp_path / "图.svg").read_text(encoding="utf-8")
    assert "random · additive attention" in picture
    assert ElementTree.fromstring(picture.encode()).tag.endswith("svg")
    assert own["reply"][0] in (tmp_path / "图.html").read_text(encoding="utf-8")


def test_a_given_reply_is_explained_in_the_language_of_the_locale(
    capsys: pytest.CaptureFixture[str], checkpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    output = tmp_path / "given.svg"
    arguments = ["--checkpoint", checkpoint, "--reply", "Sure，好的", "--pieces", "--json"]

    assert run(["attention", PROMPT, *arguments, "--output", str(output)]) == 0

    document = json.loads(capsys.readouterr().out)
    assert document["reply"] == "Sure，好的"
    assert document["forced"] is True
    assert document["reply_tokens"][-1] == "</s>"
    assert len(document["probabilities"]) == len(document["attention"]) == len(document["reply_tokens"])
    assert "回复是指定的" in output.read_text(encoding="utf-8")


def test_without_a_file_the_picture_of_letters_is_printed_and_standard_input_read(
    capsys: pytest.CaptureFixture[str], checkpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = asked(capsys, PROMPT, "--checkpoint", checkpoint, "--attention")
    hand_in(monkeypatch, PROMPT.encode("gb18030"))

    assert run(["attention", "-", "--checkpoint", checkpoint]) == 0

    assert capsys.readouterr().out == expected


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ["--output", "x.bmp"],
            "x.bmp: expected a name that ends in .svg, .html, .png, .json or .csv",
        ),
        (["--output", "nowhere/x.svg"], "nowhere/x.svg: No such file or directory"),
        (["--reply", " "], "reply: expected some text to explain, found no visible character"),
    ],
)
def test_what_cannot_be_done_is_one_line_of_error(
    capsys: pytest.CaptureFixture[str], checkpoint: str, arguments: list[str], error: str
) -> None:
    assert run(["attention", PROMPT, "--checkpoint", checkpoint, *arguments]) == 1

    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"error: {error}")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["--output", "x.svg"]])
def test_a_model_without_attention_has_no_picture(
    capsys: pytest.CaptureFixture[str],
    plain_checkpoint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(["attention", PROMPT, "--checkpoint", plain_checkpoint, *arguments]) == 1

    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: plain: expected a reply with attention to draw, found none")
    assert list(tmp_path.iterdir()) == []
