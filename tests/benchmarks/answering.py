"""How long replies take: `python -m tests.benchmarks.answering [--checkpoint C] [--prompts N]`.

Time to the first word and to the whole reply, greedy and with a beam of 5, over the same prompts, one thread.

    python -m tests.benchmarks.answering --peers PYTHON [--minutes M] CORPUS...
    python -m tests.benchmarks.answering --peers PYTHON --sizes full CORPUS...

With the Python that joeynmt is installed for (see `peers/train_speed.py`), the same beside joeynmt: a network
as wide, taught for M minutes by its own program from the same pairs in the same pieces. It is given pieces,
we are given text. Other sizes than the checkpoint's are measured without teaching, by the step alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial, reduce
from itertools import cycle, islice
from operator import add
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

from chatbot.cli.loading import load_responder
from chatbot.cli.options import cache_directory, find_checkpoint
from chatbot.model.checkpoint import load_checkpoint
from chatbot.model.seq2seq import Seq2Seq
from tests.benchmarks.figures import Row, p95, print_table, print_where, spread_ms
from tests.benchmarks.peers import joeynmt
from tests.benchmarks.peers.answers import (
    ONE_THREAD,
    PEERS_ONLY,
    SEARCHES,
    Answers,
    Peer,
    our_answers,
    our_forced_answers,
    seconds_of,
)
from tests.benchmarks.peers.material import SIZES, Sizes, line, prepare_again, write_lines
from tests.benchmarks.smooth import PROMPTS

THE_CHECKPOINTS = "checkpoint"
VOCABULARY = 8_000
"""Of sizes other than the checkpoint's."""

STEPS = 30
"""Of every reply that is forced."""

RATE = 1e-3
"""Joeynmt's learning rate."""


def main() -> None:
    """Answer every prompt in each way and print the tables."""
    options = _options()
    print_where(("torch",))
    prompts = tuple(islice(cycle(PROMPTS.read_text(encoding="utf-8").splitlines()), options.prompts))
    if options.peers is None:
        print_alone(find_checkpoint(options.checkpoint), prompts)
        return
    with TemporaryDirectory() as folder:
        comparison = Comparison(options, Path(folder), prompts)
        if options.sizes == THE_CHECKPOINTS:
            comparison.print_replies()
            comparison.print_starts()
        else:
            comparison.print_steps(SIZES[options.sizes])


def print_alone(checkpoint: Path, prompts: tuple[str, ...]) -> None:
    rows = []
    for name, search in SEARCHES.items():
        responder = load_responder(checkpoint, search)
        our_answers(responder, prompts[:1])
        answers = our_answers(responder, prompts)
        rows.append((f"{name}, first word", *spread_ms(answers.first)))
        rows.append((f"{name}, whole reply", *spread_ms(answers.whole)))
    print_table(("ms to a reply", "prompts", "p50", "p95", "longest"), rows)


class Comparison:
    """Our checkpoint and joeynmt on the same pairs, prompts and pieces."""

    def __init__(self, options: argparse.Namespace, folder: Path, prompts: tuple[str, ...]) -> None:
        self._options = options
        self._place = find_checkpoint(options.checkpoint)
        self._checkpoint = load_checkpoint(self._place, cache_directory=cache_directory())
        self._peer = Peer(options.peers, folder)
        self._prompts = prompts
        self._sources = [self._checkpoint.tokenizer.encode(prompt) for prompt in prompts]
        self._lines = folder / "prompts"
        write_lines(self._lines, map(line, self._sources))

    def print_replies(self) -> None:
        """Let each answer with what it has learnt."""
        config = self._checkpoint.card.model
        sizes = Sizes(config.embedding_size, config.encoder_size, config.hidden_size)
        self._teach_peer(sizes, config.vocabulary_size, seconds=60 * self._options.minutes)
        responder = load_responder(self._place, SEARCHES["greedy"])
        rows: list[Row] = []
        with self._peer.answering(self._lines) as (name, answers):
            for way, search in SEARCHES.items():
                ours, theirs = self._in_turns(
                    partial(our_answers, responder.with_search(search), self._prompts),
                    partial(answers, search.beam_size),
                )
                rows += _compared(way, ours, name, theirs)
        print_table(
            ("ms", "first word, p50", "p95", "whole reply, p50", "p95", "a step", "steps a reply"), rows
        )
        print(
            f"{len(self._prompts)} prompts, one thread; {name} taught for {self._options.minutes:g} minutes."
        )
        print("Ours tells a greedy reply while it is made, a beam's at the end; joeynmt both at the end.\n")

    def print_steps(self, sizes: Sizes) -> None:
        """Let each say replies of one length with weights that have learnt nothing."""
        self._teach_peer(sizes, VOCABULARY, seconds=0)
        model = Seq2Seq(sizes.config(VOCABULARY)).eval()
        rows: list[Row] = []
        with self._peer.answering(self._lines, steps=STEPS) as (name, answers):
            for way, search in SEARCHES.items():
                ours, theirs = self._in_turns(
                    partial(our_forced_answers, model, self._sources, search, steps=STEPS),
                    partial(answers, search.beam_size),
                )
                assert {*ours.steps, *theirs.steps} == {STEPS}
                both = (ours.seconds_a_step, theirs.seconds_a_step)
                rows.append((way, *(f"{1000 * each:.2f}" for each in both), f"{both[1] / both[0]:.2f}"))
        print_table(("ms a step", "ours", name, f"{name} to ours"), rows)
        print(f"{len(self._prompts)} prompts, {STEPS} steps each, {self._options.sizes} sizes, one thread.\n")

    def print_starts(self) -> None:
        """Let each answer once in a fresh process, beside the import of torch alone."""
        python, peers = sys.executable, str(self._options.peers)
        ask = [python, "-m", "chatbot", "ask", self._prompts[0], "--strategy", "greedy"]
        ask += ["--checkpoint", str(self._place)]
        programs: dict[str, Callable[[], float]] = {
            "import torch": lambda: seconds_of([python, "-c", "import torch"], ONE_THREAD),
            "`chatbot ask`": lambda: seconds_of(ask, ONE_THREAD),
            "import torch, of the peers": lambda: seconds_of([peers, "-c", "import torch"], PEERS_ONLY),
            "`joeynmt translate`": lambda: self._peer.seconds_to_start(line(self._sources[0])),
        }
        rounds = [{name: run() for name, run in programs.items()} for _ in range(1 + self._options.rounds)]
        seconds = {name: median(each[name] for each in rounds[1:]) for name in programs}
        alone = seconds["import torch"]
        rows = [(name, f"{found:.2f}", f"{found / alone:.2f}") for name, found in seconds.items()]
        print_table(("first reply of a fresh process", "s, median", "to import torch"), rows)

    def _in_turns(self, *programs: Callable[[], Answers]) -> list[Answers]:
        """Let each answer all prompts, round after round; the first round is not counted."""
        rounds = [[answer() for answer in programs] for _ in range(1 + self._options.rounds)]
        return [reduce(add, some) for some in zip(*rounds[1:], strict=True)]

    def _teach_peer(self, sizes: Sizes, vocabulary: int, *, seconds: float) -> None:
        options, checkpoint = self._options, self._checkpoint
        print(f"teaching joeynmt for {seconds:.0f} seconds", file=sys.stderr, flush=True)
        material = prepare_again(
            options.corpora, self._peer.folder, tokenizer=checkpoint.tokenizer, plan=checkpoint.card.training
        )
        material = replace(material, vocabulary=vocabulary)
        command = joeynmt.command(options.peers, material, sizes, rate=RATE, threads=1)
        self._peer.train(command, seconds=seconds)


def _compared(way: str, ours: Answers, name: str, theirs: Answers) -> Iterator[Row]:
    """Yield a row of each, and how many times as long the peer takes."""
    both = [_figures(answers) for answers in (ours, theirs)]
    for who, found in zip(("ours", name), both, strict=True):
        yield (f"{way}, {who}", *(f"{each:,.1f}" for each in found))
    yield (f"{way}, {name} to ours", *(f"{theirs / ours:.2f}" for ours, theirs in zip(*both, strict=True)))


def _figures(answers: Answers) -> tuple[float, ...]:
    times = (choose(times) for times in (answers.first, answers.whole) for choose in (median, p95))
    seconds = (*times, answers.seconds_a_step)
    return (*(1000 * each for each in seconds), mean(answers.steps))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path, nargs="*", help="what the checkpoint has learnt from")
    parser.add_argument("--checkpoint", help="[default: the starter, or the one in use]")
    parser.add_argument("--prompts", type=int, default=200)
    parser.add_argument("--peers", type=Path, help="the Python that joeynmt is installed for")
    parser.add_argument("--minutes", type=float, default=10, help="for which joeynmt learns")
    parser.add_argument("--sizes", choices=(THE_CHECKPOINTS, *SIZES), default=THE_CHECKPOINTS)
    parser.add_argument("--rounds", type=int, default=3, help="of all prompts, and of fresh processes")
    options = parser.parse_args()
    if options.peers is not None and not options.corpora:
        parser.error("--peers needs the corpora that the checkpoint has learnt from")
    return options


if __name__ == "__main__":
    main()
