"""`chatbot evaluate --study attention` on a handful of pairs."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from chatbot.cli.main import run


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    # Numbers alone: a run shows samples in the languages it knows, which would take longest here.
    path = tmp_path / "talk.tsv"
    lines = (f"{number} {number + 1}\t{number + 1} {number}\n" for number in range(60))
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def studied(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["evaluate", "--study", "attention", *arguments, "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_models_stand_side_by_side_and_what_is_finished_is_kept(
    corpus: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = studied(capsys, corpus, "--epochs", "1", "--attention", "none", "--limit", "3")
    weights = (tmp_path / "studies/talk/none/model.safetensors").stat().st_mtime_ns

    both = studied(
        capsys, corpus, "--epochs", "1", "--attention", "none,dot", "--limit", "3", "--picture", "both.svg"
    )

    assert both.keys() >= {"study", "task", "pairs", "tests", "minutes", "epochs", "seed", "mark", "models"}
    none, dot = both["models"]
    assert none == first["models"][0]
    assert (tmp_path / "studies/talk/none/model.safetensors").stat().st_mtime_ns == weights
    assert (none["attention"], none["alignment_entropy"]) == ("none", None)
    assert dot["alignment_entropy"] > 0
    assert dot["bleu_within"] is None
    assert sum(each["pairs"] for each in dot["by_source_length"]) == both["tests"]
    for each in dot["by_source_length"]:
        for name in ("bleu", "exact_match", "nll_per_character"):
            assert each[f"{name}_interval"]["low"] <= each[f"{name}_interval"]["high"]
        assert each["from"] <= (each["to"] or each["from"])
    assert json.loads((tmp_path / "studies/talk/study.json").read_text(encoding="utf-8")) == both
    assert not list((tmp_path / "studies/talk").glob(".data-*"))
    drawn = "".join(ElementTree.parse(tmp_path / "both.svg").getroot().itertext())
    assert "none" in drawn
    assert "scaled-dot" not in drawn


def test_an_interrupted_study_goes_on_and_ends_as_if_it_had_not_been(
    corpus: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from chatbot.training.trainer import Trainer

    plan = (corpus, "--epochs", "2", "--attention", "additive", "--limit", "2")
    whole = studied(capsys, *plan, "--out", str(tmp_path / "whole"))
    command = ["evaluate", "--study", "attention", *plan, "--out", str(tmp_path / "cut")]
    own_run = Trainer.run
    with monkeypatch.context() as patch:
        patch.setattr(
            Trainer, "run", lambda self, **_: own_run(self, is_interrupted=lambda: self.updates >= 1)
        )
        assert run(command) == 130
    assert "go on: the same command" in capsys.readouterr().err

    went_on = studied(capsys, *plan, "--out", str(tmp_path / "cut"))

    for model in (whole["models"][0], went_on["models"][0]):
        assert model.pop("seconds") > 0
    assert went_on == whole


def test_a_folder_of_another_study_is_refused_in_one_line(
    corpus: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.json").write_text('{"minutes": 9}', encoding="utf-8")

    assert run(["evaluate", "--study", "attention", corpus, "--out", str(tmp_path)]) == 1

    error = capsys.readouterr().err
    assert "differs in paths, minutes, seed, limit" in error
    assert len(error.splitlines()) == 1


def test_a_study_of_nothing_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(["evaluate", "--study", "attention", "nowhere.tsv"]) == 1

    assert "nowhere.tsv" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--study", "attention", "--attention", "additive,cosinus"),
        ("--study", "love"),
        ("starter", "talk.tsv", "--minutes", "3"),
    ],
)
def test_wrong_usage_teaches_nothing(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert run(["evaluate", *arguments]) == 2
