"""Peers at work, each in a process of its own: learning until it is interrupted, and answering."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, perf_counter, sleep

from tests.benchmarks.peers import joeynmt, opennmt
from tests.benchmarks.peers.answers import Answers

ONE_THREAD = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
PEERS_ONLY = dict(ONE_THREAD, PYTHONPATH="")

Answering = tuple[str, Callable[[int], Answers]]
"""The name of a program, and what answers all prompts with a beam of a width, 1 being greedy."""


def teach_joeynmt(command: Sequence[str], folder: Path, *, seconds: float) -> None:
    """Let its own program train for so long from its first line on; interrupted, it saves and ends."""
    output = folder / "joeynmt.output"
    with output.open("wb") as file:
        process = subprocess.Popen(command, env=PEERS_ONLY, stdout=file, stderr=file)
        try:
            _wait(process, joeynmt.log_of(folder), seconds)
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
        finally:
            process.kill()
            process.wait()
    if not joeynmt.checkpoint_of(folder).exists():
        sys.exit(f"{command[0]}: left no checkpoint:\n{output.read_text(errors='replace')[-2_000:]}")


def start_opennmt(command: Sequence[str]) -> None:
    """Let its own program take one step, save and end."""
    subprocess.run(opennmt.shortest(command), env=PEERS_ONLY, check=True, capture_output=True)


def _wait(process: subprocess.Popen[bytes], log: Path, seconds: float) -> None:
    logged = None
    while process.poll() is None and (logged is None or monotonic() - logged < seconds):
        sleep(0.5)
        if logged is None and log.exists() and joeynmt.speeds(log.read_text(encoding="utf-8")):
            logged = monotonic()


@contextmanager
def answering(python: Path, program: str, *arguments: str | Path) -> Iterator[Answering]:
    """Start one of the peers' programs beside this file; it keeps its model loaded."""
    place = Path(__file__).with_name(program)
    # -I: beside the program lie files named as the peers.
    command = [str(python), "-I", "-W", "ignore", str(place), *map(str, arguments)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=PEERS_ONLY, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        requests, told = process.stdin, process.stdout
        name = json.loads(told.readline())["name"]

        def answers(beam_size: int) -> Answers:
            print(beam_size, file=requests, flush=True)
            # None of them says anything before the whole reply is there.
            return Answers.of((seconds, seconds, taken) for seconds, taken in json.loads(told.readline()))

        yield name, answers


def seconds_of(command: Sequence[str], environment: dict[str, str], text: str = "") -> float:
    """Return the seconds in which a process reads a text and ends."""
    begun = perf_counter()
    subprocess.run(command, env=environment, input=text.encode(), check=True, capture_output=True)
    return perf_counter() - begun
