"""Answers and how long they took: ours, and those of a peer that has trained for some minutes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter, sleep

import torch

from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker, Turn
from chatbot.inference.blocking import Blocking
from chatbot.inference.search import Search
from chatbot.model.seq2seq import Seq2Seq
from chatbot.reply import Responder, TokenGenerated
from tests.benchmarks.peers import joeynmt

SEARCHES = {
    "greedy": SearchConfig(strategy="greedy", beam_size=1),
    "beam 5": SearchConfig(strategy="beam", beam_size=5),
}

ONE_THREAD = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
PEERS_ONLY = dict(ONE_THREAD, PYTHONPATH="")


@dataclass(frozen=True, slots=True)
class Answers:
    """The times of one program with one way of searching, prompt by prompt."""

    first: Sequence[float]
    """Seconds to the first word."""

    whole: Sequence[float]
    """Seconds to the whole reply."""

    steps: Sequence[int]
    """How often the network was asked what comes next, the end counted."""

    @classmethod
    def of(cls, replies: Iterable[tuple[float, float, int]]) -> Answers:
        return cls(*zip(*replies, strict=True))

    def __add__(self, other: Answers) -> Answers:
        return Answers((*self.first, *other.first), (*self.whole, *other.whole), (*self.steps, *other.steps))

    @property
    def seconds_a_step(self) -> float:
        """The median over the prompts, reading them included."""
        return median(seconds / steps for seconds, steps in zip(self.whole, self.steps, strict=True))


class StepCounter:
    """Never cancels a search, which asks before every step."""

    def __init__(self) -> None:
        self.steps = 0

    def __call__(self) -> bool:
        self.steps += 1
        return False


def our_answers(responder: Responder, prompts: Sequence[str]) -> Answers:
    """Answer every prompt, text to text."""
    return Answers.of(_answer(responder, prompt) for prompt in prompts)


def _answer(responder: Responder, prompt: str) -> tuple[float, float, int]:
    counter = StepCounter()
    begun = perf_counter()
    first = None
    for event in responder.reply([Turn(Speaker.USER, prompt)], is_cancelled=counter):
        if first is None and isinstance(event, TokenGenerated) and event.text:
            first = perf_counter() - begun
    whole = perf_counter() - begun
    return (whole if first is None else first), whole, counter.steps


def our_forced_answers(
    model: Seq2Seq, sources: Sequence[Sequence[int]], search: SearchConfig, *, steps: int
) -> Answers:
    """Make a model of any weights say replies of so many steps."""
    torch.set_num_threads(1)
    # Nothing that it says counts as text, so it may not end; the step behind the longest reply is the last.
    blocking = Blocking(never=(), says_something=lambda ids: False, no_repeat_ngram=search.no_repeat_ngram)
    config = SearchConfig(strategy=search.strategy, beam_size=search.beam_size, max_length=steps - 1)
    return Answers.of(_search(Search(model, source, config, blocking)) for source in sources)


def _search(search: Search) -> tuple[float, float, int]:
    counter = StepCounter()
    begun = perf_counter()
    for _ in replace(search, is_cancelled=counter).run():
        pass
    whole = perf_counter() - begun
    return whole, whole, counter.steps


Answering = tuple[str, Callable[[int], Answers]]
"""The name of a program, and what answers all prompts with a beam of a width, 1 being greedy."""


@dataclass(frozen=True, slots=True)
class Peer:
    """JoeyNMT, once it has trained in a folder."""

    python: Path
    folder: Path

    def train(self, command: Sequence[str], *, seconds: float) -> None:
        """Let its own program train for so long from its first line on; interrupted, it saves and ends."""
        output = self.folder / "joeynmt.output"
        with output.open("wb") as file:
            process = subprocess.Popen(command, env=PEERS_ONLY, stdout=file, stderr=file)
            try:
                self._wait(process, seconds)
                process.send_signal(signal.SIGINT)
                process.wait(timeout=60)
            finally:
                process.kill()
                process.wait()
        if not joeynmt.checkpoint_of(self.folder).exists():
            sys.exit(f"{command[0]}: left no checkpoint:\n{output.read_text(errors='replace')[-2_000:]}")

    def _wait(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        log, logged = joeynmt.log_of(self.folder), None
        while process.poll() is None and (logged is None or monotonic() - logged < seconds):
            sleep(0.5)
            if logged is None and log.exists() and joeynmt.speeds(log.read_text(encoding="utf-8")):
                logged = monotonic()

    @contextmanager
    def answering(self, prompts: Path, *, steps: int | None = None) -> Iterator[Answering]:
        """Keep its model loaded, to answer a file of prompts with a beam of some width."""
        program = Path(__file__).with_name("joeynmt_answers.py")
        # -I: beside the program lies a file named as the peer.
        command = [str(self.python), "-I", "-W", "ignore", str(program)]
        command += [str(joeynmt.config_of(self.folder)), str(prompts)]
        command += [] if steps is None else ["--steps", str(steps)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, env=PEERS_ONLY, stdin=pipe, stdout=pipe, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            requests, told = process.stdin, process.stdout
            versions = json.loads(told.readline())

            def answers(beam_size: int) -> Answers:
                print(beam_size, file=requests, flush=True)
                # It says nothing before the whole reply is there.
                return Answers.of((seconds, seconds, taken) for seconds, taken in json.loads(told.readline()))

            yield f"joeynmt {versions['joeynmt']}", answers

    def seconds_to_start(self, prompt: str) -> float:
        """Return the seconds in which its program starts, loads and answers one prompt of pieces."""
        command = joeynmt.translation_command(self.python, self.folder, threads=1)
        return seconds_of(command, PEERS_ONLY, prompt + "\n")


def seconds_of(command: Sequence[str], environment: dict[str, str], text: str = "") -> float:
    """Return the seconds in which a process reads a text and ends."""
    begun = perf_counter()
    subprocess.run(command, env=environment, input=text.encode(), check=True, capture_output=True)
    return perf_counter() - begun
