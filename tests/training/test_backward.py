"""A network that says prompts to replies: what it learns from, and what is left of it in the checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch

from chatbot.config import TrainConfig
from chatbot.model.checkpoint import load_checkpoint
from chatbot.reply import never
from chatbot.text.tokenizer import TURN
from chatbot.training.backward import (
    SwappedStore,
    backward_trainer,
    has_begun,
    keep_backward,
    swapped,
)
from chatbot.training.dataset import EncodedPair, PairStore
from chatbot.training.events import Finished
from chatbot.training.machine import Machine
from chatbot.training.trainer import Trainer

from .examples import GREETINGS, prepared_in, trainer_in

MACHINE = Machine(lambda: 0.0, torch.device("cpu"))


def test_a_swapped_store_reads_replies_and_says_the_last_turn_before_them() -> None:
    store = SwappedStore(PairStore.of([EncodedPair((5, TURN, 6, 7), (8,), 3), EncodedPair((9,), (5, 6), 2)]))

    batch = store.batch([0, 1])

    assert batch.source.tolist() == [[8, 0], [5, 6]]
    assert [store.reply(number).tolist() for number in range(len(store))] == [[6, 7], [9]]
    assert (store.reply_lengths >= torch.tensor([2, 1])).all()


def test_what_is_measured_are_kept_out_prompts_by_their_characters(tmp_path: Path) -> None:
    prepared = prepared_in(tmp_path)

    other_way = swapped(prepared.data, prepared.tokenizer)

    texts = [
        prepared.tokenizer.decode(other_way.held_out.reply(number).tolist())
        for number in range(len(other_way.held_out))
    ]
    assert texts
    assert all(text.rsplit(" ", 1)[0] in GREETINGS for text in texts)
    assert other_way.held_out.characters.tolist() == list(map(len, texts))
    assert other_way.of_epoch(0).source(0).tolist() == prepared.data.train.reply(0).tolist()


def test_a_backward_network_can_be_stopped_gone_on_with_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    plan = TrainConfig(epochs=2, batch_tokens=400, warmup_updates=5, learning_rate=2e-2, max_pieces=32)
    trainer = trainer_in(folder, plan)
    list(trainer.run())
    assert not has_begun(folder)

    answers = iter([False, True])
    stopped = finished(backward_trainer(folder, trainer.data, MACHINE), is_interrupted=lambda: next(answers))
    assert (stopped.stopped, stopped.updates) == ("interrupted", 1)
    assert has_begun(folder)
    assert load_checkpoint(folder).backward is None

    went_on = finished(backward_trainer(folder, trainer.data, MACHINE))
    card = keep_backward(folder)

    assert went_on.stopped == "done"
    assert went_on.updates > stopped.updates
    checkpoint = load_checkpoint(folder)
    assert checkpoint.backward is not None
    assert checkpoint.card == card
    assert card.backward is not None
    assert card.backward.hidden_size == checkpoint.card.model.hidden_size // 2
    assert card.scores["backward_nll_per_character"] == went_on.best_nll_per_character


def finished(trainer: Trainer, is_interrupted: Callable[[], bool] = never) -> Finished:
    *_, last = trainer.run(is_interrupted=is_interrupted)
    assert isinstance(last, Finished)
    return last
