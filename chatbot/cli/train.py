"""`chatbot train`: teach a new model, or go on with one that was stopped."""

from __future__ import annotations

import hashlib
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from chatbot.cli.options import IN_USE_FILE, cache_directory, checkpoints_directory, json_option
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.cli.train_display import TrainDisplay
from chatbot.config import ATTENTION_NAMES, TrainConfig
from chatbot.errors import ConfigError
from chatbot.files import write_whole

if TYPE_CHECKING:
    from chatbot.corpus.corpus_file import FileReport
    from chatbot.model.card import CorpusFingerprint
    from chatbot.text.segment import Segmenter
    from chatbot.training.events import Finished
    from chatbot.training.session import Machine
    from chatbot.training.trainer import Trainer

INTERRUPTED = 130
"""The exit code of a run that someone stopped; everything is whole, and `--resume` goes on."""

EXAMPLES = """\b
Examples:
  chatbot train corpora/
  chatbot train shop.tsv talks.jsonl --minutes 20 --out checkpoints/shop
  chatbot train --resume checkpoints/shop --minutes 40
"""


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """What the command line says of a run; None where it says nothing."""

    paths: tuple[Path, ...]
    out: Path | None
    minutes: float | None
    epochs: int | None
    seed: int | None
    attention: str
    context: int | None
    segmenter: str
    user_dictionary: Path | None
    format_name: str | None
    device: str
    precision: str
    resume: Path | None
    as_json: bool

    def check(self) -> None:
        """Refuse what does not go together: that is wrong usage."""
        if self.resume is None and not self.paths:
            raise click.UsageError("expected at least one PATH of dialogue, or --resume DIR")
        if self.resume is not None and (self.paths or self.out or self.seed is not None):
            raise click.UsageError(
                "--resume goes on with the plan it finds: no PATH, --out or --seed with it"
            )


@click.command(epilog=EXAMPLES)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the checkpoint goes [./checkpoints/NAME].",
)
@click.option("--minutes", type=float, help="Stop after this much training; preparing is not counted.")
@click.option("--epochs", type=int, help="Passes over the pairs [as many as suit the corpus].")
@click.option("--seed", type=int, help="Of weights, order and dropout [1].")
@click.option(
    "--attention",
    type=click.Choice(ATTENTION_NAMES),
    default="additive",
    show_default=True,
    help="The score function; none is the plain seq2seq.",
)
@click.option("--context", type=int, help="Turns before the prompt that are read as well [0].")
@click.option(
    "--segmenter",
    type=click.Choice(["jieba", "character"]),
    default="jieba",
    show_default=True,
    help="How Chinese is cut into words.",
)
@click.option(
    "--user-dictionary",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Words jieba should know, one a line.",
)
@click.option("--format", "format_name", metavar="NAME", help="Read every file as this format.")
@click.option("--device", default="cpu", show_default=True, metavar="D", help="cpu, cuda or cuda:N.")
@click.option(
    "--precision",
    type=click.Choice(["fp32", "bf16"]),
    default="fp32",
    show_default=True,
    help="Of the matrix products.",
)
@click.option(
    "--resume", type=click.Path(path_type=Path), metavar="DIR", help="Go on with a run that was stopped."
)
@json_option
@click.pass_context
def train(ctx: click.Context, /, **given: Any) -> None:
    """Teach a new model from every file of dialogue under the paths.

    Without options it chooses what suits the corpus, shows how it learns, keeps the best checkpoint and
    leaves a report. Ctrl-C stops it whole; --resume goes on exactly where it was.
    """
    options = TrainOptions(**given)
    options.check()
    with _stop_requests() as is_interrupted, TrainDisplay(clock=monotonic) as display:
        folder, trainer = _resumed(options) if options.resume else _begun(options, display)
        finished = _taught(trainer, folder, display, is_interrupted)
    _use_from_now_on(folder)
    _conclude(folder, trainer, finished, as_json=options.as_json)
    if finished.stopped == "interrupted":
        ctx.exit(INTERRUPTED)


def _begun(options: TrainOptions, display: TrainDisplay) -> tuple[Path, Trainer]:
    """Read the corpora and make a new model; a failure leaves no folder behind."""
    from chatbot.training.trainer import STATE_FOLDER

    _plan(options)
    machine = _machine(options)
    segmenter = _segmenter(options)
    folder = options.out or _free_name(options.paths[0])
    if (folder / "checkpoint.json").exists():
        raise ConfigError(
            f"--out: {folder} holds a checkpoint; name another folder, or go on with --resume {folder}"
        )
    was_there = folder.exists()
    (folder / STATE_FOLDER).mkdir(parents=True, exist_ok=True)
    try:
        return folder, _prepared(folder, options, machine=machine, segmenter=segmenter, display=display)
    except BaseException:
        shutil.rmtree(folder / STATE_FOLDER if was_there else folder, ignore_errors=True)
        raise


def _prepared(
    folder: Path, options: TrainOptions, *, machine: Machine, segmenter: Segmenter, display: TrainDisplay
) -> Trainer:
    from chatbot.corpus.formats import read_conversations
    from chatbot.training import recipe
    from chatbot.training.prepare import prepare
    from chatbot.training.session import begin
    from chatbot.training.trainer import STATE_FOLDER

    plan = _plan(options)
    reports: list[FileReport] = []
    prepared = prepare(
        read_conversations(options.paths, format_name=options.format_name, on_file=reports.append),
        folder / STATE_FOLDER,
        segmenter,
        context=plan.context,
        max_pieces=plan.max_pieces,
        on_progress=display.prepared,
    )
    read = [report for report in reports if report.pairs]
    train_pairs, held_out = len(prepared.data.train), len(prepared.data.held_out)
    display.line(f"{train_pairs:,} pairs to learn, {held_out:,} held out, from {len(read):,} files")
    if prepared.measures_memory:
        display.line("too few conversations to hold any out: measured on pairs that were learnt")
    model_config = recipe.model_config(
        prepared.characters, vocabulary=prepared.tokenizer.vocabulary_size, attention=options.attention
    )
    if plan.epochs is None and plan.minutes is None:
        plan = _plan(options, epochs=recipe.epochs(train_pairs))
    return begin(folder, prepared, model_config, plan, corpora=_fingerprints(read), machine=machine)


def _resumed(options: TrainOptions) -> tuple[Path, Trainer]:
    from chatbot.training.session import resume

    assert options.resume is not None
    return options.resume, resume(
        options.resume,
        machine=_machine(options),
        minutes=options.minutes,
        epochs=options.epochs,
        cache_directory=cache_directory(),
    )


def _taught(
    trainer: Trainer, folder: Path, display: TrainDisplay, is_interrupted: Callable[[], bool]
) -> Finished:
    """Run to the end, show it, and write a report at every evaluation."""
    from chatbot.model.card import CheckpointCard
    from chatbot.training.events import Evaluated, Finished
    from chatbot.training.report import read_records, write_report
    from chatbot.training.trainer import METRICS_FILE

    for event in trainer.run(is_interrupted=is_interrupted):
        display.show(event)
        if isinstance(event, Evaluated):
            records = read_records(folder / METRICS_FILE)
            write_report(folder, CheckpointCard.read(folder), records, event.samples)
    assert isinstance(event, Finished)
    return event


def _conclude(folder: Path, trainer: Trainer, finished: Finished, *, as_json: bool) -> None:
    """Give the answer: what was learnt, and how to talk with it."""
    if as_json:
        answer_json(
            {
                "checkpoint": str(folder),
                "pairs": trainer.pairs,
                "valid_pairs": trainer.held_out_pairs,
                "updates": finished.updates,
                "target_tokens": finished.target_tokens,
                "seconds": round(finished.seconds, 3),
                "target_tokens_per_second": round(finished.target_tokens / max(finished.seconds, 1e-9), 1),
                "parameters": trainer.parameters,
                "nll_per_character": finished.best_nll_per_character,
                "stopped": finished.stopped,
            }
        )
        return
    answer(
        f"{folder}: {finished.best_nll_per_character:.4f} nats per held-out character after "
        f"{finished.updates:,} updates in {finished.seconds / 60:.1f} minutes ({finished.stopped})"
    )
    notice(f"report: {folder / 'report.html'}")
    if finished.stopped == "interrupted":
        notice(f"go on: chatbot train --resume {folder}")
    in_use = folder.parent == checkpoints_directory()
    notice("talk with it: chatbot" if in_use else f"talk with it: chatbot chat --checkpoint {folder}")


def _use_from_now_on(folder: Path) -> None:
    """Make a checkpoint in `./checkpoints` the one that `chatbot` talks with."""
    if folder.parent == checkpoints_directory():
        write_whole(folder.parent / IN_USE_FILE, f"{folder.name}\n")


def _plan(options: TrainOptions, *, epochs: int | None = None) -> TrainConfig:
    """Return the plan that the options make; it is checked before anything is read."""
    defaults = TrainConfig()
    return TrainConfig(
        epochs=epochs or options.epochs,
        minutes=options.minutes,
        seed=defaults.seed if options.seed is None else options.seed,
        context=defaults.context if options.context is None else options.context,
    )


def _machine(options: TrainOptions) -> Machine:
    from chatbot.training.session import Machine, device_named

    return Machine(monotonic, device_named(options.device), bf16=options.precision == "bf16")


def _segmenter(options: TrainOptions) -> Segmenter:
    from chatbot.text.segment import SEGMENTERS

    path = options.user_dictionary
    return SEGMENTERS[options.segmenter](
        cache_directory(), path.read_text(encoding="utf-8-sig") if path else ""
    )


def _free_name(path: Path) -> Path:
    """Return a folder in `./checkpoints` that is not there yet, named after what is learnt."""
    stem = re.sub(r"[^\w-]+", "-", path.resolve().stem).strip("-") or "model"
    folder = checkpoints_directory() / stem
    number = 1
    while folder.exists():
        number += 1
        folder = checkpoints_directory() / f"{stem}-{number}"
    return folder


def _fingerprints(reports: list[FileReport]) -> tuple[CorpusFingerprint, ...]:
    from chatbot.model.card import CorpusFingerprint

    fingerprints = []
    for path in (Path(report.path) for report in reports):
        archive_or_file = path if path.is_file() else path.parent
        with archive_or_file.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        fingerprints.append(CorpusFingerprint(str(path), archive_or_file.stat().st_size, digest))
    return tuple(fingerprints)


@contextmanager
def _stop_requests() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C or SIGTERM into a request to stop after the update; a second one ends at once."""
    requested = Event()

    def request(number: int, frame: FrameType | None) -> None:
        if requested.is_set():
            raise KeyboardInterrupt
        requested.set()
        notice("stopping after this update; everything is saved")

    before = {number: signal.signal(number, request) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield requested.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
