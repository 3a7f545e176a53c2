"""Who is questioned, and where its training pairs are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.cli.explaining import make_explainer
from chatbot.cli.loading import load_responder
from chatbot.config import SearchConfig
from chatbot.dialogue import Conversation, DialoguePair
from chatbot.errors import CheckpointError
from chatbot.explaining import Evidence
from chatbot.reply import ReplyFinished
from chatbot.training.replay import Replay, write_replay
from tests.tiny import save_tiny_checkpoint

HISTORY = Conversation.alternating(["你好呀"], "test").turns


def evidence(folder: Path, begun_with: Path) -> Evidence:
    """Ask about a reply of one checkpoint in a chat that was begun with another one."""
    responder = load_responder(folder, SearchConfig(max_length=5))
    *_, last = responder.reply(HISTORY)
    assert isinstance(last, ReplyFinished)
    return make_explainer(begun_with, responder).evidence(HISTORY, last.reply)


def checkpoint(folder: Path, source: str) -> Path:
    pair = DialoguePair((), "你好呀", "明天见", source)
    write_replay(save_tiny_checkpoint(folder), Replay((pair,), ()))
    return folder


def test_the_pairs_are_those_of_the_checkpoint_that_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = checkpoint(tmp_path / "anywhere" / "first", "corpora/first.jsonl:1")
    taught = checkpoint(tmp_path / "checkpoints" / "first-taught", "corpora/first.jsonl:2")

    found = [evidence(folder, begun_with=first).neighbours[0] for folder in (first, taught)]

    assert [each.pair.source for each in found] == ["corpora/first.jsonl:1", "corpora/first.jsonl:2"]
    assert [each.similarity for each in found] == pytest.approx([1, 1])


def test_a_checkpoint_without_a_sample_says_so_in_one_line(tmp_path: Path) -> None:
    folder = save_tiny_checkpoint(tmp_path / "old")

    with pytest.raises(CheckpointError, match="expected a sample of what the model has learnt"):
        evidence(folder, begun_with=folder)
