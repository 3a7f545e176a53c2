"""How long replies take: `python -m tests.benchmarks.answering [--checkpoint C] [--prompts N]`.

Time to the first word and to the whole reply, greedy and with a beam of 5, over the same prompts, one thread.

    python -m tests.benchmarks.answering --peers PYTHON [--minutes M] CORPUS...
    python -m tests.benchmarks.answering --peers PYTHON --sizes full CORPUS...

With the Python that the peers are installed for (see `peers/train_speed.py`), the same beside joeynmt: a
network as wide, taught for M minutes by its own program from the same pairs in the same pieces. It is given
pieces, we are given text. Other sizes than the checkpoint's are measured without teaching, by the step alone,
beside OpenNMT-py as well.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial, reduce
from itertools import cycle, islice, product
from operator import add
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory

from chatbot.cli.loading import load_responder
from chatbot.cli.options import cache_directory, find_checkpoint
from chatbot.config import WEIGHT_NAMES
from chatbot.inference.engines import Engines
from chatbot.model.checkpoint import load_checkpoint
from chatbot.model.seq2seq import Seq2Seq
from tests.benchmarks.figures import Row, p95, print_table, print_where, spread_ms
from tests.benchmarks.peers import joeynmt, opennmt
from tests.benchmarks.peers.answers import SEARCHES, Answers, our_answers, our_forced_answers
from tests.benchmarks.peers.material import SIZES, Material, Sizes, line, prepare_again, write_lines
from tests.benchmarks.peers.processes import (
    ONE_THREAD,
    PEERS_ONLY,
    Answering,
    answering,
    seconds_of,
    start_opennmt,
    teach_joeynmt,
)
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
        self._folder = folder
        self._prompts = prompts
        self._sources = [self._checkpoint.tokenizer.encode(prompt) for prompt in prompts]
        self._lines = folder / "prompts"
        write_lines(self._lines, map(line, self._sources))

    def print_replies(self) -> None:
        """Let each answer with what it has learnt."""
        config = self._checkpoint.card.model
        sizes = Sizes(config.embedding_size, config.encoder_size, config.hidden_size)
        self._teach_joeynmt(self._material(config.vocabulary_size), sizes, seconds=60 * self._options.minutes)
        responder = load_responder(self._place, SEARCHES["greedy"])
        rows: list[Row] = []
        with self._joeynmt() as (name, answers):
            for way, search in SEARCHES.items():
                ours, theirs = self._in_turns(
                    partial(our_answers, responder.with_search(search), self._prompts),
                    partial(answers, search.beam_size),
                )
                rows += _compared(way, ours, name, theirs)
        print_table(
            ("ms", "first word, p50", "p95", "whole reply, p50", "p95", "a step", "steps a reply"), rows
        )
        taught = f"{name} taught for {self._options.minutes:g} minutes"
        print(f"{len(self._prompts)} prompts, {self._options.rounds} rounds, one thread; {taught}.")
        print("Ours tells a greedy reply while it is made, a beam's at the end; joeynmt both at the end.\n")

    def print_steps(self, sizes: Sizes) -> None:
        """Let each say replies of one length with weights that have learnt nothing."""
        material = self._material(VOCABULARY)
        self._teach_joeynmt(material, sizes, seconds=0)
        start_opennmt(opennmt.command(self._options.peers, material, sizes, rate=RATE, threads=1))
        network, engines = Seq2Seq(sizes.config(VOCABULARY)).eval(), Engines()
        with self._joeynmt("--steps", f"{STEPS}") as joey, self._opennmt("--steps", f"{STEPS}") as open_:
            peers: list[Answering] = [joey, open_]
            rows: list[Row] = []
            for (way, search), weights in product(SEARCHES.items(), WEIGHT_NAMES):
                model = engines.of(network, weights)
                ours = partial(our_forced_answers, model, self._sources, search, steps=STEPS)
                theirs = (partial(answers, search.beam_size) for _, answers in peers)
                rows.append((f"{way}, {weights} weights", *_step_figures(self._in_turns(ours, *theirs))))
        print_table(("ms a step", "ours", *(text for name, _ in peers for text in (name, "to ours"))), rows)
        print(f"{len(self._prompts)} prompts, {STEPS} steps each, {self._options.sizes} sizes, one thread.\n")

    def print_starts(self) -> None:
        """Let each answer once in a fresh process, beside the import of its torch alone."""
        python, peers, alone = sys.executable, str(self._options.peers), ("-c", "import torch")
        ask = [python, "-m", "chatbot", "ask", self._prompts[0], "--strategy", "greedy"]
        ask += ["--checkpoint", str(self._place)]
        translate = joeynmt.translation_command(self._options.peers, self._folder, threads=1)
        rounds = [
            (
                seconds_of([python, *alone], ONE_THREAD),
                seconds_of(ask, ONE_THREAD),
                seconds_of([peers, *alone], PEERS_ONLY),
                seconds_of(translate, PEERS_ONLY, line(self._sources[0])),
            )
            for _ in range(1 + self._options.rounds)
        ]
        our_torch, ours, their_torch, theirs = (median(some) for some in zip(*rounds[1:], strict=True))
        rows = [
            ("`chatbot ask`", f"{our_torch:.2f}", f"{ours:.2f}", f"{ours / our_torch:.2f}"),
            ("`joeynmt translate`", f"{their_torch:.2f}", f"{theirs:.2f}", f"{theirs / their_torch:.2f}"),
        ]
        print_table(("s in a fresh process", "import torch", "first reply, greedy", "to import torch"), rows)

    def _in_turns(self, *programs: Callable[[], Answers]) -> list[Answers]:
        """Let each answer all prompts, round after round; the first round is not counted."""
        rounds = [[answer() for answer in programs] for _ in range(1 + self._options.rounds)]
        return [reduce(add, some) for some in zip(*rounds[1:], strict=True)]

    def _material(self, vocabulary: int) -> Material:
        """Write what the peers read, with words enough for a vocabulary."""
        checkpoint = self._checkpoint
        material = prepare_again(
            self._options.corpora, self._folder, tokenizer=checkpoint.tokenizer, plan=checkpoint.card.training
        )
        return replace(material, vocabulary=vocabulary)

    def _teach_joeynmt(self, material: Material, sizes: Sizes, *, seconds: float) -> None:
        print(f"teaching joeynmt for {seconds:.0f} seconds", file=sys.stderr, flush=True)
        command = joeynmt.command(self._options.peers, material, sizes, rate=RATE, threads=1)
        teach_joeynmt(command, self._folder, seconds=seconds)

    def _joeynmt(self, *more: str) -> AbstractContextManager[Answering]:
        config = joeynmt.config_of(self._folder)
        return answering(self._options.peers, "joeynmt_answers.py", config, self._lines, *more)

    def _opennmt(self, *more: str) -> AbstractContextManager[Answering]:
        model = opennmt.checkpoint_of(self._folder)
        return answering(self._options.peers, "opennmt_answers.py", model, self._lines, *more)


def _step_figures(programs: Sequence[Answers]) -> Iterator[str]:
    """Yield the milliseconds a step of each, after every peer's how many times as long as ours it takes."""
    assert all({*each.steps} == {STEPS} for each in programs)
    ours, *theirs = (each.seconds_a_step for each in programs)
    yield f"{1000 * ours:.2f}"
    for each in theirs:
        yield from (f"{1000 * each:.2f}", f"{each / ours:.2f}")


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
    parser.add_argument("--peers", type=Path, help="the Python that joeynmt and OpenNMT-py are installed for")
    parser.add_argument("--minutes", type=float, default=10, help="for which joeynmt learns")
    parser.add_argument("--sizes", choices=(THE_CHECKPOINTS, *SIZES), default=THE_CHECKPOINTS)
    parser.add_argument("--rounds", type=int, default=3, help="of all prompts, and of fresh processes")
    options = parser.parse_args()
    if options.peers is not None and not options.corpora:
        parser.error("--peers needs the corpora that the checkpoint has learnt from")
    return options


if __name__ == "__main__":
    main()
