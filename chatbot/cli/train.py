"""`chatbot train`: teach a new model, or go on with one that was stopped."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from chatbot.cli.backward import has_begun_backward, teach_backward
from chatbot.cli.calibrating import calibrate_trained
from chatbot.cli.options import cache_directory, checkpoints_directory, json_option
from chatbot.cli.stopping import stop_requests
from chatbot.cli.terminal import notice
from chatbot.cli.train_conclusion import checkpoint_in_use, conclude, take_over
from chatbot.cli.train_display import TrainDisplay
from chatbot.cli.train_options import TrainOptions, train_options
from chatbot.errors import ConfigError

if TYPE_CHECKING:
    from chatbot.config import TrainConfig
    from chatbot.corpus.blocks import Block
    from chatbot.corpus.corpus_file import FileReport
    from chatbot.text.segment import Segmenter
    from chatbot.training.events import Finished, TrainEvent
    from chatbot.training.machine import Machine
    from chatbot.training.snapshots import Snapshots
    from chatbot.training.trainer import Trainer

INTERRUPTED = 130
"""The exit code of a run that someone stopped; everything is whole, and `--resume` goes on."""

EXAMPLES = """\b
Examples:
  chatbot train corpora/
  chatbot train shop.tsv talks.jsonl --minutes 20 --out checkpoints/shop
  chatbot train --resume checkpoints/shop --minutes 40
  chatbot train corpora/ --out checkpoints/mine --snapshots 8
"""


@click.command(epilog=EXAMPLES)
@train_options
@json_option
@click.pass_context
def train(ctx: click.Context, /, **given: Any) -> None:
    """Teach a new model from every file of dialogue under the paths.

    One pair a line is enough: the prompt, a tab, the reply, in a .tsv file. Longer talks are JSON lines:
    {"turns": ["hello", "Hello there!", "how are you?", "Fine."]}. `chatbot corpora PATH` shows what is read.

    Without options it chooses what suits the corpus, shows how it learns, keeps the best checkpoint and
    leaves a report. Ctrl-C stops it whole; --resume goes on exactly where it was.
    """
    options = TrainOptions(**given)
    options.check()
    _let_waiting_threads_sleep()
    in_use = checkpoint_in_use()
    folder = options.resume or options.out or _free_name(options.paths[0])
    with _whole_or_gone(folder), TrainDisplay(clock=monotonic) as display:
        trainer = _resumed(folder, options) if options.resume else _begun(folder, options, display)
        _let_small_batches_have_one_thread(trainer)
        with stop_requests() as is_interrupted:
            snapshots = _snapshots(folder, trainer, options)
            events = snapshots.along(trainer, trainer.run(is_interrupted=is_interrupted))
            finished = _told(events, folder, display)
            if finished.stopped != "interrupted":
                if options.backward or has_begun_backward(folder):
                    teach_backward(
                        folder, trainer.data, _machine(options), display, is_interrupted=is_interrupted
                    )
                calibrate_trained(folder, trainer.data, display, is_interrupted=is_interrupted)
    conclude(folder, trainer, finished, as_json=options.as_json)
    if finished.stopped == "interrupted":
        notice(f"talk with it: chatbot chat --checkpoint {folder}")
        ctx.exit(INTERRUPTED)
    take_over(folder, before=in_use)


@contextmanager
def _whole_or_gone(folder: Path) -> Iterator[None]:
    """Remove what a failure leaves of a folder, unless there is a checkpoint in it by then."""
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        yield
    except BaseException:
        if made and not (folder / "checkpoint.json").exists():
            shutil.rmtree(made[-1], ignore_errors=True)
        raise


def _begun(folder: Path, options: TrainOptions, display: TrainDisplay) -> Trainer:
    """Read the corpora and make a new model."""
    from chatbot.training.trainer import STATE_FOLDER

    options.plan()
    machine = _machine(options)
    segmenter = options.make_segmenter(cache_directory())
    if (folder / "checkpoint.json").exists():
        raise ConfigError(
            f"--out: {folder} holds a checkpoint; name another folder, or go on with --resume {folder}"
        )
    (folder / STATE_FOLDER).mkdir(parents=True, exist_ok=True)
    return _prepared(folder, options, machine=machine, segmenter=segmenter, display=display)


def _prepared(
    folder: Path, options: TrainOptions, *, machine: Machine, segmenter: Segmenter, display: TrainDisplay
) -> Trainer:
    from chatbot.corpus.formats import conversations_in, read_corpora
    from chatbot.model.card import CheckpointCard, CorpusFingerprint
    from chatbot.training import recipe
    from chatbot.training.prepare import prepare
    from chatbot.training.session import begin
    from chatbot.training.trainer import STATE_FOLDER

    plan = options.plan()
    reports: list[FileReport] = []
    files = list(read_corpora(options.paths, format_name=options.format_name))
    blocks = tuple(block for file in files for block in file.frames().blocks)
    prepared = prepare(
        conversations_in(files, options.paths, on_file=reports.append),
        folder / STATE_FOLDER,
        segmenter,
        plan,
        display.prepared,
        blocks,
    )
    read = [report for report in reports if report.pairs or report.format == "frames"]
    held_out = 0 if prepared.measures_memory else len(prepared.data.held_out)
    files_read = "1 file" if len(read) == 1 else f"{len(read):,} files"
    display.line(f"{prepared.pairs:,} pairs to learn, {held_out:,} held out, from {files_read}")
    _tell_of_frames(reports, blocks, plan, display)
    if prepared.measures_memory:
        display.line("too few conversations to hold any out: measured on pairs that were learnt")
    model_config = recipe.model_config(
        prepared.characters,
        vocabulary=prepared.tokenizer.vocabulary_size,
        attention=options.attention,
        draws_anew=bool(blocks),
    )
    corpora = tuple(CorpusFingerprint.of(report.path) for report in read)
    plan = options.plan(default_epochs=recipe.epochs(prepared.pairs, draws_anew=bool(blocks)))
    plan = recipe.plan_of_draws(plan) if blocks else plan
    card = CheckpointCard(model=model_config, training=plan, scores={}, corpora=corpora)
    return begin(folder, prepared, card, machine)


def _tell_of_frames(
    reports: Sequence[FileReport], blocks: Sequence[Block], plan: TrainConfig, display: TrainDisplay
) -> None:
    """Say what is drawn anew for each epoch, and what the writer of a bot should mend."""
    from chatbot.corpus.fresh import are_heard_without_context

    dialogues = sum(block.kind == "dialogue" for block in blocks)
    if dialogues and not plan.context and not are_heard_without_context(blocks):
        display.line(f"{len(blocks) - dialogues:,} intents are drawn anew for every epoch")
        display.line(
            f"{dialogues:,} dialogues are left out: they depend on what was said before; --context 2 reads it"
        )
    elif blocks:
        display.line(f"{len(blocks):,} intents and dialogues are drawn anew for every epoch")
    for report in reports:
        for reason, place in report.first_skipped.items() if report.format == "frames" else ():
            display.line(f"left out, {place}: {reason}")


def _resumed(folder: Path, options: TrainOptions) -> Trainer:
    from chatbot.training.session import resume

    return resume(
        folder,
        machine=_machine(options),
        minutes=options.minutes,
        epochs=options.epochs,
        cache_directory=cache_directory(),
    )


def _snapshots(folder: Path, trainer: Trainer, options: TrainOptions) -> Snapshots:
    from chatbot.training.snapshots import Snapshots

    if options.resume:
        return Snapshots.resume(folder, count=options.snapshots, up_to_update=trainer.updates)
    return Snapshots.begin(folder, options.snapshots or 0)


def _told(events: Iterator[TrainEvent], folder: Path, display: TrainDisplay) -> Finished:
    """Run to the end, show it, and write a report at every evaluation."""
    from chatbot.model.card import CheckpointCard
    from chatbot.training.events import Evaluated, Finished
    from chatbot.training.measurements import METRICS_FILE, read_records
    from chatbot.training.report import write_report

    for event in events:
        display.show(event)
        if isinstance(event, Evaluated):
            records = read_records(folder / METRICS_FILE)
            write_report(folder, CheckpointCard.read(folder), records, event.samples)
    assert isinstance(event, Finished)
    return event


def _let_waiting_threads_sleep() -> None:
    """Have torch's threads spin only shortly while they wait for each other; read when torch is imported."""
    # By default they spin for milliseconds, which is ruinous where another program wants the core too.
    # Target tokens a second of the starter's model on two cores, default against this: 5,350 and 4,900 on a
    # quiet machine, 1,270 and 1,730 with one core taken.
    os.environ.setdefault("GOMP_SPINCOUNT", "20000")


def _let_small_batches_have_one_thread(trainer: Trainer) -> None:
    """Compute in one thread where an epoch is a single batch."""
    import torch

    # On matrices this small threads wait for one another longer than they compute. An update of 28 pairs on
    # two cores that others wanted too: 0.06 s of processor time with one thread, 0.13 to 0.36 s with two.
    if trainer.updates_an_epoch == 1:
        torch.set_num_threads(1)


def _machine(options: TrainOptions) -> Machine:
    from chatbot.training.machine import Machine, bf16_pays, device_named, workers_that_pay

    device = device_named(options.device)
    workers = options.workers or workers_that_pay(device, options.plan())
    bf16 = bf16_pays(device) if options.precision == "auto" else options.precision == "bf16"
    return Machine(monotonic, device, bf16=bf16, workers=workers)


def _free_name(path: Path) -> Path:
    """Return a folder in `./checkpoints` that is not there yet, named after what is learnt."""
    stem = re.sub(r"[^\w-]+", "-", path.resolve().stem).strip("-") or "model"
    folder = checkpoints_directory() / stem
    number = 1
    while folder.exists():
        number += 1
        folder = checkpoints_directory() / f"{stem}-{number}"
    return folder
