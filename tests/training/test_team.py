"""Several processes that learn one batch together, as real processes."""

import os
import signal
from dataclasses import replace

import pytest
import torch

from chatbot.config import ModelConfig, TrainConfig
from chatbot.errors import WorkerError
from chatbot.model.batch import IdPair
from chatbot.model.seq2seq import Seq2Seq
from chatbot.training.dataset import EncodedPair, PairStore
from chatbot.training.machine import Machine, workers_that_pay
from chatbot.training.shares import Post, Share
from chatbot.training.team import Team
from chatbot.training.validation import nll_per_character
from chatbot.training.worker import learn

MODEL = ModelConfig(vocabulary_size=30, embedding_size=8, encoder_size=6, hidden_size=12, attention_size=8)
PAIRS: list[IdPair] = [([7, 8, 9], [10, 11]), ([12], [13, 14, 15]), ([16, 17], [18])]
ALONE = Machine(lambda: 0.0, torch.device("cpu"))
TWO = replace(ALONE, workers=2)


def model_of(config: ModelConfig) -> Seq2Seq:
    torch.manual_seed(3)
    return Seq2Seq(config).train()


def gradients(model: Seq2Seq) -> list[torch.Tensor]:
    return [weight.grad for weight in model.parameters() if weight.grad is not None]


def test_two_learn_what_one_learns_and_a_lost_one_is_told_of() -> None:
    sure = replace(MODEL, dropout=0.0)
    alone, shared = model_of(sure), model_of(sure)

    with Team(alone, TrainConfig(), ALONE) as one, Team(shared, TrainConfig(), TWO) as two:
        for update, pairs in enumerate((PAIRS, PAIRS[:1], PAIRS[1:])):
            assert two.backward(pairs, update=update) == pytest.approx(one.backward(pairs, update=update))
            for mine, ours in zip(gradients(alone), gradients(shared), strict=True):
                torch.testing.assert_close(ours, mine)
            for model in alone, shared:
                torch.optim.SGD(model.parameters(), lr=1.0).step()
        store = PairStore.of(EncodedPair(*pair, characters=3) for pair in PAIRS * 600)
        assert two.nll_per_character(store) == pytest.approx(nll_per_character(shared, store, ALONE.device))
        (process,) = two.processes
        os.kill(process, signal.SIGKILL)
        with pytest.raises(WorkerError, match=r"worker 2 of 2: the process has ended .* --workers 1"):
            two.backward(PAIRS, update=9)


def test_a_share_is_learnt_the_same_again_wherever_a_run_is_resumed() -> None:
    model = model_of(MODEL)
    post = Post(1, 2, "", MODEL, seed=5, smoothing=0.1, bf16=False)

    once, again, later = (learn(model, Share(update, PAIRS, 6), post) for update in (4, 4, 5))
    other = learn(model, Share(4, PAIRS, 6), replace(post, number=2))

    assert once == again
    assert len({once, later, other}) == 3


def test_no_more_workers_than_there_are_cores_or_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: 8)
    plan = TrainConfig(batch_tokens=2_000)

    assert workers_that_pay(torch.device("cpu"), plan) == 4
    assert workers_that_pay(torch.device("cpu"), replace(plan, batch_tokens=100)) == 1
    assert workers_that_pay(torch.device("cpu"), replace(plan, minutes=0.1)) == 1
    assert workers_that_pay(torch.device("cuda"), plan) == 1
