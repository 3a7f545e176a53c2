"""`chatbot evaluate` and `chatbot compare` on real files and the smallest real checkpoint."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from chatbot.cli.main import run
from tests.tiny import save_tiny_checkpoint

CONTRACT = {
    "pairs", "characters", "nll_per_character", "perplexity_per_token", "bleu", "chrf", "distinct_1",
    "distinct_2", "hits_at_1_of_20", "language_match", "alignment_entropy", "seconds", "by_source_length",
}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Return a checkpoint and a corpus of three pairs, two of them alike."""
    corpus = tmp_path / "talk.tsv"
    corpus.write_text("hello there\thello\n你好\t你好呀，明天见\nhello there\thello\n", encoding="utf-8")
    return str(save_tiny_checkpoint(tmp_path / "tiny")), str(corpus)


def printed_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run([*arguments, "--json", "--max-length", "5"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_the_document_has_every_field_of_the_contract(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    document = printed_json(capsys, "evaluate", *files)

    assert document.keys() >= CONTRACT
    # Nothing is filtered, not even what comes twice.
    assert document["pairs"] == 3
    assert document["characters"] == len("hello你好呀，明天见hello")
    assert sum(each["pairs"] for each in document["by_source_length"]) == 3
    assert document["by_source_length"][0].keys() == {"from", "to", "pairs", "nll_per_character", "bleu"}


def test_the_first_pairs_alone_can_be_measured(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed_json(capsys, "evaluate", *files, "--limit", "2")["pairs"] == 2


def test_for_people_there_are_lines_and_a_picture(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "figures.svg"

    assert run(["evaluate", *files, "--by-length", "--picture", str(picture), "--max-length", "5"]) == 0

    assert "nll_per_character" in capsys.readouterr().out
    assert "6-10 words (2 pairs)" in "".join(ElementTree.parse(picture).getroot().itertext())


def test_a_comparison_tells_both_and_the_difference(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "both.svg"
    document = printed_json(capsys, "compare", files[0], *files, "--picture", str(picture))

    assert [each["checkpoint"] for each in document["checkpoints"]] == ["tiny", "tiny"]
    assert document["differences"]["nll_per_character"]["difference"] == 0
    assert document["differences"]["bleu"]["p_value"] == 1
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_files_without_a_pair_are_told_of_in_one_line(
    files: tuple[str, str], tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.tsv"
    empty.write_text(content, encoding="utf-8")

    assert run(["evaluate", files[0], str(empty)]) == 1

    error = capsys.readouterr().err.splitlines()
    assert error[-1].startswith("error: ")
    assert "found none" in error[-1]


def test_checkpoints_that_read_different_numbers_of_turns_are_not_compared(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = save_tiny_checkpoint(tmp_path / "with-context")
    card = json.loads((other / "checkpoint.json").read_text(encoding="utf-8"))
    card["training"]["context"] = 2
    (other / "checkpoint.json").write_text(json.dumps(card), encoding="utf-8")

    assert run(["compare", files[0], str(other), files[1]]) == 1

    assert "tiny with --context 0 and with-context with --context 2" in capsys.readouterr().err
