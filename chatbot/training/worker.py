"""The program of a process that learns its share of every batch: `python -m chatbot.training.worker`.

It is told on its standard input what to do, and tells on its standard output what it did, as pickles: both
ends are this program. Weights and gradients lie in a file that both have mapped. Once its input ends, however
that came about, so does it.
"""

from __future__ import annotations

import os
import pickle
import sys
from typing import Any, BinaryIO

import torch

from chatbot.model.batch import Batch
from chatbot.model.seq2seq import Seq2Seq
from chatbot.training.gradient import add_gradient, numbers_of, parts_of
from chatbot.training.shares import Measured, Post, Share
from chatbot.training.validation import nats


def main() -> None:
    """Answer every share with its part of the loss, or with the first line of what went wrong."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not stand between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    torch.set_num_threads(1)
    try:
        _serve(sys.stdin.buffer, answers)
    except (EOFError, BrokenPipeError):
        return
    except Exception as error:
        _tell(answers, f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")


def _serve(told: BinaryIO, answers: BinaryIO) -> None:
    post: Post = pickle.load(told)
    model = Seq2Seq(post.model).train()
    rows = mapped(post.path, post.workers, model)
    for weight, shared in zip(model.parameters(), parts_of(rows[0], model), strict=True):
        weight.data = shared
    gradients = parts_of(rows[post.number], model)
    _tell(answers, 0.0)
    while True:
        question: Share | Measured = pickle.load(told)
        if isinstance(question, Measured):
            _tell(answers, nats(model, Batch.of_ids(question.pairs)))
            continue
        loss = learn(model, question, post)
        for weight, shared in zip(model.parameters(), gradients, strict=True):
            if weight.grad is not None:
                shared.copy_(weight.grad)
        model.zero_grad()
        _tell(answers, loss)


def learn(model: Seq2Seq, share: Share, post: Post) -> float:
    """Add the gradient of a share to the model's, and return its part of the loss."""
    # Nothing of this worker's chance has to be saved for a run to be resumed exactly.
    torch.manual_seed(((post.seed * 1_000_003 + share.update) * 1_000_003 + post.number) % 2**63)
    return add_gradient(
        model,
        Batch.of_ids(share.pairs),
        smoothing=post.smoothing,
        tokens_in_all=share.tokens_in_all,
        bf16=post.bf16,
    )


def mapped(path: str, workers: int, model: Seq2Seq) -> torch.Tensor:
    """Map the file of weights and gradients: a row (numbers,) for each worker, seen by all of them."""
    numbers = numbers_of(model)
    return torch.from_file(path, shared=True, size=workers * numbers).view(workers, numbers)


def _tell(answers: BinaryIO, answer: Any) -> None:
    pickle.dump(answer, answers)
    answers.flush()


if __name__ == "__main__":
    main()
