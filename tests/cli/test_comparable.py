"""Other checkpoints asked as well: by name, and those kept along a training run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chatbot.cli.comparable import CheckpointShelf
from chatbot.cli.main import run
from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker, Turn
from chatbot.model.card import CheckpointCard
from chatbot.model.file_names import CARD_FILE
from chatbot.model.snapshots import snapshot_folder
from chatbot.reply import ReplyFinished
from tests.tiny import save_tiny_checkpoint


def saved_after(folder: Path, updates: int) -> Path:
    """Save a tiny checkpoint that says it has learnt from so many updates."""
    save_tiny_checkpoint(folder)
    scores = {"updates": float(updates), "nll_per_character": 1 / updates}
    card = replace(CheckpointCard.read(folder), scores=scores)
    (folder / CARD_FILE).write_text(card.to_json(), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a run `mine` that has kept three checkpoints, and with another one, `plain`."""
    mine = saved_after(tmp_path / "checkpoints" / "mine", 90)
    for updates in (100, 9, 30):
        saved_after(snapshot_folder(mine, updates), updates)
    save_tiny_checkpoint(tmp_path / "checkpoints" / "plain")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("chatbot.cli.shelf.shipped_directory", lambda: tmp_path / "nothing")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_others_are_asked_as_well_and_each_reply_bears_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["ask", "你好", "--checkpoint", "mine", "--compare", "plain", "--compare", "mine@30"]
    assert run(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert run([*arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)

    others = document["compared"]
    assert [each["checkpoint"] for each in (document, *others)] == ["mine", "plain", "mine@30"]
    assert lines == [f"{each['checkpoint']}: {each['reply']}" for each in (document, *others)]
    assert all(set(each) == set(document) - {"compared"} for each in others)


@pytest.mark.usefixtures("folder")
def test_a_checkpoint_that_is_not_there_is_told_before_anything_is_answered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["ask", "你好", "--checkpoint", "mine", "--compare", "mine@31"]) == 1

    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("error: mine@31: expected a folder with checkpoint.json, or a name")


def test_the_shelf_lists_runs_by_name_and_each_by_its_updates(folder: Path) -> None:
    shelf = CheckpointShelf(folder / "checkpoints" / "mine", SearchConfig())

    saved = shelf.saved()

    assert [(each.run, each.name, each.updates) for each in saved] == [
        ("mine", "mine@9", 9),
        ("mine", "mine@30", 30),
        ("mine", "mine", 90),
        ("mine", "mine@100", 100),
        ("plain", "plain", 0),
    ]
    assert saved[1].attention == "additive"
    assert saved[1].nll_per_character == pytest.approx(1 / 30)
    *_, finished = shelf.load("mine@9").reply([Turn(Speaker.USER, "你好")])
    assert isinstance(finished, ReplyFinished)


def test_a_checkpoint_in_use_may_be_anywhere_and_so_may_what_its_run_has_kept(folder: Path) -> None:
    elsewhere = saved_after(folder / "runs" / "far", 5)
    saved_after(snapshot_folder(elsewhere, 2), 2)
    shelf = CheckpointShelf(Path("runs/far"), SearchConfig())

    assert [each.name for each in shelf.saved() if each.run == "far"] == ["far@2", "far"]
    assert shelf.load("far@2").name == "far@2"
    of_snapshot = CheckpointShelf(Path("runs/far/snapshots/far@2"), SearchConfig())
    assert of_snapshot.saved() == shelf.saved()
    assert len(CheckpointShelf(Path("checkpoints/mine/snapshots/mine@9"), SearchConfig()).saved()) == 5


@pytest.mark.usefixtures("folder")
def test_the_list_counts_what_a_run_has_kept_and_show_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    (Path("checkpoints") / "in-use").write_text("mine\n", encoding="utf-8")
    assert run(["checkpoints", "list"]) == 0
    listed = capsys.readouterr().out
    assert run(["checkpoints", "show", "mine"]) == 0
    shown = capsys.readouterr().out

    assert "+ 3 snapshots" in listed
    assert "mine@" not in listed
    assert "snapshots: mine@9 mine@30 mine@100\n" in shown
