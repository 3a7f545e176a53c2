"""Training on frames: drawn anew every epoch, resumed exactly, and never what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from chatbot.config import ModelConfig, TrainConfig
from chatbot.corpus.formats import conversations_in, read_corpora
from chatbot.errors import CheckpointError
from chatbot.model.batch import PAD
from chatbot.model.card import CheckpointCard
from chatbot.text.segment import CharacterSegmenter
from chatbot.training.block_file import BLOCK_FILE
from chatbot.training.data import BEGINNING_PIECES
from chatbot.training.dataset import PairStore
from chatbot.training.events import Updated
from chatbot.training.machine import Machine
from chatbot.training.prepare import Prepared, prepare
from chatbot.training.replay import read_replay
from chatbot.training.session import begin, resume
from chatbot.training.trainer import STATE_FOLDER, Trainer

BOT = """\
language: en
intent: tea
  (do|would) you [really] like {drink}[?]
  ~ {drink}, anyone?
  is {drink} good
  > I can't drink {drink}.
  > No mouth for {drink}!
intent: 你好
  你好[呀|啊]
  ~ 您好
  > 你好！
slot: drink
  tea
  绿茶
"""
PLAN = TrainConfig(epochs=6, batch_tokens=100, warmup_updates=5, learning_rate=1e-2, max_pieces=40)
MACHINE = Machine(lambda: 0.0, torch.device("cpu"))


def prepared_in(folder: Path) -> Prepared:
    (folder / "bot").mkdir(parents=True)
    (folder / "bot" / "bot.frames").write_text(BOT, encoding="utf-8")
    (folder / "bot" / "talk.tsv").write_text("a b\tc d\n早\t早呀\nold\tnew\n", encoding="utf-8")
    (folder / "run" / STATE_FOLDER).mkdir(parents=True)
    files = list(read_corpora([folder / "bot"]))
    return prepare(
        conversations_in(files, [folder / "bot"]),
        folder / "run" / STATE_FOLDER,
        CharacterSegmenter(),
        PLAN,
        lambda stage, done, total: None,
        tuple(block for file in files for block in file.frames().blocks),
    )


def trainer_in(folder: Path) -> Trainer:
    prepared = prepared_in(folder)
    model = ModelConfig(prepared.tokenizer.vocabulary_size, 8, 6, 12, 8)
    card = CheckpointCard(model=model, training=PLAN, scores={}, corpora=())
    return begin(folder / "run", prepared, card, MACHINE)


def sources(prepared: Prepared, store: PairStore) -> list[str]:
    return [prepared.tokenizer.decode(store.source(number).tolist()) for number in range(len(store))]


def losses(trainer: Trainer, updates: int) -> list[tuple[int, float]]:
    """Run for so many updates, stop, and return their losses."""
    seen: dict[int, float] = {}
    for event in trainer.run(is_interrupted=lambda: len(seen) >= updates):
        if isinstance(event, Updated):
            seen[event.update] = event.loss
    return list(seen.items())


def test_an_epoch_learns_the_stored_pairs_and_new_draws(tmp_path: Path) -> None:
    prepared = prepared_in(tmp_path)

    stored = sources(prepared, prepared.data.train)
    epochs = [sources(prepared, prepared.data.of_epoch(epoch)) for epoch in range(30)]

    assert sorted(stored) == ["a b", "old", "早"]
    assert all(epoch[: len(stored)] == stored for epoch in epochs)
    assert epochs[0] != epochs[1]
    assert epochs[1] == sources(prepared, prepared.data.of_epoch(1))
    assert prepared.pairs == len(epochs[0])


def test_most_draws_teach_how_a_reply_begins_and_some_how_it_goes_on(tmp_path: Path) -> None:
    prepared = prepared_in(tmp_path)
    store = prepared.data.of_epoch(0)

    replies = [store.reply(number).tolist() for number in range(len(store))]

    cut = [reply for reply in replies if reply[-1] == PAD]
    assert {len(reply) for reply in cut} == {BEGINNING_PIECES + 1}
    whole = prepared.data.of_epoch(0, whole=True)
    assert not [number for number in range(len(whole)) if PAD in whole.reply(number)]
    assert 0 < len(cut) < len([reply for reply in replies if len(reply) > BEGINNING_PIECES])


def test_kept_frames_are_measured_on_and_never_learnt(tmp_path: Path) -> None:
    prepared = prepared_in(tmp_path)

    learnt = {text for epoch in range(30) for text in sources(prepared, prepared.data.of_epoch(epoch))}
    held_out = set(sources(prepared, prepared.data.held_out))

    assert held_out & {"tea, anyone?", "绿茶, anyone?"}
    assert "您好" in held_out
    assert not any("anyone" in text or "您" in text for text in learnt)
    assert {pair.source.rpartition(":")[2] for pair in prepared.replay.held_out} >= {"4", "10"}
    assert any("like" in pair.prompt for pair in prepared.replay.learnt)


def test_a_resumed_run_draws_what_it_would_have_drawn(tmp_path: Path) -> None:
    whole = losses(trainer_in(tmp_path / "whole"), 20)

    parts = losses(trainer_in(tmp_path / "parts"), 13)
    (tmp_path / "parts" / "bot" / "bot.frames").unlink()
    parts += losses(resume(tmp_path / "parts" / "run", machine=MACHINE), 7)

    assert parts == whole
    assert read_replay(tmp_path / "parts" / "run").learnt


def test_damaged_frames_of_a_run_are_refused(tmp_path: Path) -> None:
    losses(trainer_in(tmp_path), 2)
    (tmp_path / "run" / STATE_FOLDER / BLOCK_FILE).write_text('{"slots": [', encoding="utf-8")

    with pytest.raises(CheckpointError, match="damaged"):
        resume(tmp_path / "run", machine=MACHINE)
