"""Several processes that learn one batch together.

Each takes pairs of like lengths, finds the gradient of its share, and leaves it where the first one adds them
up; that one moves the weights, which all of them see. So a batch teaches what it teaches one process alone,
but for rounding and dropout, and a run depends on the seed and the number of workers only.

Threads are no way to the same: on matrices this small torch's wait for one another longer than they compute.
"""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from types import TracebackType

import torch
from torch import Tensor

from chatbot.config import TrainConfig
from chatbot.errors import WorkerError
from chatbot.model.batch import Batch, IdPair, to_say
from chatbot.model.seq2seq import Seq2Seq
from chatbot.training.dataset import PairStore
from chatbot.training.gradient import add_gradient, numbers_of, parts_of
from chatbot.training.machine import Machine
from chatbot.training.shares import Measured, Post, Share
from chatbot.training.validation import measured_batches, measured_characters, nats
from chatbot.training.worker import mapped

MEMORY_FOLDER = Path("/dev/shm")
"""Where files stay in memory, on Linux; elsewhere the system writes the shared one to the disk at times."""

GO_ON = "go on with --resume, and with --workers 1 if it happens again"

SECONDS_TO_END = 10.0
"""That a worker has for what it is at; then it is ended."""


class Team:
    """This process, and as many others as the machine has workers more than one."""

    def __init__(self, model: Seq2Seq, config: TrainConfig, machine: Machine) -> None:
        """Take a model to find gradients for; with one worker nothing is started or shared."""
        self._model = model
        self._config = config
        self._machine = machine
        self._helpers: list[_Helper] = []
        self._path: str | None = None

    def __enter__(self) -> Team:
        """Start the others; they get ready while this process goes on."""
        if self._machine.workers > 1:
            self._threads = torch.get_num_threads()
            torch.set_num_threads(1)
            self._share_weights()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the others."""
        if self._machine.workers > 1:
            for helper in self._helpers:
                helper.end()
            self._helpers = []
            self._forget_path()
            torch.set_num_threads(self._threads)

    @property
    def processes(self) -> list[int]:
        """The system's numbers of the other processes."""
        return [helper.process for helper in self._helpers]

    def backward(self, pairs: Sequence[IdPair], *, update: int) -> float:
        """Leave the gradient of a batch's mean loss in the model, and return that loss.

        Raises:
            WorkerError: one of the others has ended.
        """
        self._model.zero_grad()
        self._wait_for_the_others()
        tokens = sum(len(to_say(reply)) for _, reply in pairs)
        own, *others = (pairs[first :: self._machine.workers] for first in range(self._machine.workers))
        asked = [(helper, share) for helper, share in zip(self._helpers, others, strict=True) if share]
        for helper, share in asked:
            helper.ask(Share(update, share, tokens))
        loss = add_gradient(
            self._model,
            Batch.of_ids(own).to(self._machine.device),
            smoothing=self._config.label_smoothing,
            tokens_in_all=tokens,
            bf16=self._machine.bf16,
        )
        # In the order of their numbers: sums of another order would be others.
        return loss + sum(helper.add_to(self._model) for helper, _ in asked)

    def nll_per_character(self, store: PairStore) -> float:
        """Measure as `validation.nll_per_character` does, a batch each at a time.

        Raises:
            WorkerError: one of the others has ended.
        """
        self._wait_for_the_others()
        batches, lost = measured_batches(store), 0.0
        while batches:
            own, *others = (store.pairs(numbers) for numbers in batches[: len(self._helpers) + 1])
            asked = self._helpers[: len(others)]
            for helper, pairs in zip(asked, others, strict=True):
                helper.ask(Measured(pairs))
            lost += nats(self._model, Batch.of_ids(own).to(self._machine.device))
            lost += sum(helper.answer() for helper in asked)
            del batches[: len(asked) + 1]
        return lost / measured_characters(store)

    def _share_weights(self) -> None:
        """Move the weights where all workers see them, and start the others."""
        workers = self._machine.workers
        self._path = _file_in_memory(4 * workers * numbers_of(self._model))
        rows = mapped(self._path, workers, self._model)
        for weight, shared in zip(self._model.parameters(), parts_of(rows[0], self._model), strict=True):
            weight.data = shared.copy_(weight.data)
        for number in range(1, workers):
            post = Post(
                number=number,
                workers=workers,
                path=self._path,
                model=self._model.config,
                seed=self._config.seed,
                smoothing=self._config.label_smoothing,
                bf16=self._machine.bf16,
            )
            self._helpers.append(_Helper(post, parts_of(rows[number], self._model)))

    def _wait_for_the_others(self) -> None:
        """Once, before the first batch: have all of them ready."""
        if self._path is None:
            return
        for helper in self._helpers:
            helper.answer()
        self._forget_path()

    def _forget_path(self) -> None:
        """Take the file's name away: those who have mapped it need none, and it goes when they end."""
        if self._path is not None:
            with suppress(OSError):
                Path(self._path).unlink()
        self._path = None


class _Helper:
    """One of the other processes."""

    def __init__(self, post: Post, gradients: Sequence[Tensor]) -> None:
        self._name = f"worker {post.number + 1} of {post.workers}"
        self._gradients = gradients
        # A session of its own: Ctrl-C in the terminal is for the first process, which ends the others.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "chatbot.training.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"},
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._questions, self._answers = self._process.stdin, self._process.stdout
        self.ask(post)

    @property
    def process(self) -> int:
        """The system's number of it."""
        return self._process.pid

    def ask(self, question: Post | Share | Measured) -> None:
        """Say what is to be done."""
        try:
            pickle.dump(question, self._questions)
            self._questions.flush()
        except OSError as error:
            raise self._ended() from error

    def answer(self) -> float:
        """Wait until it is done, and return what came of it."""
        try:
            answer = pickle.load(self._answers)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise self._ended() from error
        if isinstance(answer, str):
            raise WorkerError(f"{self._name}: {answer}; {GO_ON}")
        return float(answer)

    def add_to(self, model: Seq2Seq) -> float:
        """Add the gradient of what was asked to a model's, and return its part of the loss."""
        loss = self.answer()
        for weight, gradient in zip(model.parameters(), self._gradients, strict=True):
            if weight.grad is not None:
                weight.grad.add_(gradient)
        return loss

    def end(self) -> None:
        """End the process once it is through with what it is at."""
        with suppress(OSError):
            self._questions.close()
        try:
            self._process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._answers.close()

    def _ended(self) -> WorkerError:
        self._process.kill()
        code = self._process.wait()
        return WorkerError(
            f"{self._name}: the process has ended ({code}), for want of memory perhaps; {GO_ON}"
        )


def _file_in_memory(size: int) -> str:
    """Make a file of so many bytes, in memory where there is room for it."""
    with suppress(OSError):
        if shutil.disk_usage(MEMORY_FOLDER).free > 2 * size:
            return _empty_file(size, MEMORY_FOLDER)
    return _empty_file(size, None)


def _empty_file(size: int, folder: Path | None) -> str:
    number, path = mkstemp(prefix="chatbot-", dir=folder)
    os.truncate(number, size)
    os.close(number)
    return path
