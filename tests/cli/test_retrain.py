"""The way from a reviewed reply to a new checkpoint and back, with the model that ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chatbot.cli.loading import load_responder
from chatbot.cli.log_file import open_log
from chatbot.cli.main import run
from chatbot.cli.options import find_checkpoint
from chatbot.config import SearchConfig
from chatbot.reply import ReplyFinished
from chatbot.storage.verdict import Verdict
from chatbot.tui.story import Story

ENGLISH, CHINESE = "which key opens our shed?", "我们店几点开门？"
ANSWERS = {ENGLISH: "The small brass one with red tape.", CHINESE: "早上九点开门，晚上八点关门。"}


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, with a log of its own."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "log.db"
    monkeypatch.setenv("CHATBOT_LOG", str(path))
    monkeypatch.delenv("CHATBOT_CHECKPOINT", raising=False)
    return path


def ask(capsys: pytest.CaptureFixture[str], prompt: str) -> dict[str, Any]:
    assert run(["ask", prompt, "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def correct(log_path: Path, answers: dict[str, str]) -> None:
    """Log talks as a chat does, and correct their replies."""
    responder = load_responder(find_checkpoint(None), SearchConfig())
    with open_log(log_path) as log:
        for prompt, answer in answers.items():
            story = Story(log, checkpoint=responder.name)
            story.ask(prompt)
            *_, finished = responder.reply(story.history)
            assert isinstance(finished, ReplyFinished)
            turn = story.answer(finished.reply, responder, seconds=0.1)
            assert turn is not None
            log.reviews.add(turn.id, Verdict.CORRECTED, correction=answer)


def retrain(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["retrain", "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def checkpoints(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(["checkpoints", "list", "--json"]) == 0
    document: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return document


def test_a_correction_is_learnt_and_can_be_gone_back_from(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {prompt: ask(capsys, prompt)["reply"] for prompt in (*ANSWERS, "hello", "你好")}
    correct(log, ANSWERS)

    outcome = retrain(capsys)

    assert outcome["accepted"]
    assert Path(outcome["folder"], "checkpoint.json").is_file()
    assert (outcome["corrections"], outcome["recalled_before"], outcome["recalled_after"]) == (2, 0, 2)
    assert outcome["heldout_nll_after"] <= outcome["heldout_nll_before"] * 1.005
    assert {prompt: ask(capsys, prompt)["reply"] for prompt in ANSWERS} == ANSWERS
    assert ask(capsys, ENGLISH)["lesson"] == ENGLISH
    assert {prompt: ask(capsys, prompt)["reply"] for prompt in ("hello", "你好")} == {
        prompt: before[prompt] for prompt in ("hello", "你好")
    }

    assert run(["retrain"]) == 1
    assert "expected a new correction" in capsys.readouterr().err

    in_use = checkpoints(capsys)[0]
    assert (in_use["in_use"], in_use["name"], in_use["parent"]) == (True, outcome["checkpoint"], "starter")
    assert in_use["lessons"] == 2
    assert run(["checkpoints", "rollback"]) == 0
    assert checkpoints(capsys)[0]["name"] == "starter"
    assert {prompt: ask(capsys, prompt)["reply"] for prompt in ANSWERS} == {
        prompt: before[prompt] for prompt in ANSWERS
    }


def test_nothing_to_learn_is_one_line(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["retrain"]) == 1
    assert capsys.readouterr().err.startswith("error: ")

    open_log(log).close()

    assert run(["retrain", "--json"]) == 1
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert "chatbot review" in captured.err


def test_the_first_of_a_line_has_nothing_to_go_back_to(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["checkpoints", "rollback"]) == 1

    assert "nothing to go back to" in capsys.readouterr().err
    assert not Path("checkpoints").exists()


def test_only_a_checkpoint_that_is_there_can_be_used(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["checkpoints", "use", "nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err

    assert run(["checkpoints", "use", "starter"]) == 0
    assert checkpoints(capsys)[0]["name"] == "starter"


def test_a_checkpoint_is_shown_with_its_lineage(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["checkpoints", "show", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["name"], document["lineage"], document["lessons"]) == ("starter", ["starter"], [])

    assert run(["checkpoints", "show", "starter"]) == 0
    assert "lineage: starter" in capsys.readouterr().out
