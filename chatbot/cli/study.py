"""`chatbot evaluate --study attention`: teach models that differ in attention alone, compare them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time
from typing import TYPE_CHECKING, Any

import click

from chatbot.cli.stopping import stop_requests
from chatbot.cli.study_folder import claimed_folder
from chatbot.cli.study_options import StudyOptions, study_options
from chatbot.cli.study_report import picture, told
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.cli.train import INTERRUPTED
from chatbot.cli.train_display import TrainDisplay
from chatbot.files import write_whole

if TYPE_CHECKING:
    from chatbot.training.events import Finished
    from chatbot.training.machine import Machine
    from chatbot.training.outcome import Outcome
    from chatbot.training.study import Task

FIGURES_FILE, PICTURE_FILE = "study.json", "study.svg"

EXAMPLES = """\b
Examples:
  chatbot evaluate --study attention
  chatbot evaluate --study attention --attention all --minutes 3 --out studies/reversal
  chatbot evaluate --study attention translations.tsv --minutes 10 --json --picture study.svg
"""


@click.command(epilog=EXAMPLES)
@study_options
@click.pass_context
def study(ctx: click.Context, /, **given: Any) -> None:
    """Show what attention is for: quality by source length, with and without it.

    Without a PATH the task is made: integers to be said backwards, 1 to 25 of them to learn from, up to 40
    to be tested on. With files of pairs, such as translations, the models are tested on held-out ones. All
    have the same budget, seed and sizes, and say what is likeliest piece by piece.

    Ctrl-C stops it whole; the same command goes on. A model that is finished is not taught again.
    """
    options = StudyOptions(**given)
    with claimed_folder(options) as folder:
        task, outcomes = _studied(folder, options)
    if len(outcomes) < len(options.attention):
        notice("go on: the same command")
        ctx.exit(INTERRUPTED)
    _conclude(folder, options, task, outcomes)


def _studied(folder: Path, options: StudyOptions) -> tuple[Task, list[Outcome]]:
    """Teach and test one model after the other; fewer than asked for where somebody has interrupted."""
    outcomes: list[Outcome] = []
    # What is encoded is this process's own: another one may go on with the same study meanwhile.
    made = TemporaryDirectory(dir=folder, prefix=".data-", ignore_cleanup_errors=True)
    with TrainDisplay(clock=monotonic) as display, made as data:
        task = _task(Path(data), options, display)
        with stop_requests() as is_interrupted:
            for number, name in enumerate(options.attention, start=1):
                display.line(_what_is_next(number, options.attention, folder, task))
                outcome = _outcome(folder / name, name, task, display, is_interrupted)
                if outcome is None:
                    break
                outcomes.append(outcome)
    return task, outcomes


def _what_is_next(number: int, names: Sequence[str], folder: Path, task: Task) -> str:
    """Name the model whose turn it is, and how long teaching takes until the last is done."""
    from chatbot.training.outcome import OUTCOME_FILE

    told, minutes = f"{number} of {len(names)}: {names[number - 1]}", task.plan.minutes
    unfinished = sum(not (folder / name / OUTCOME_FILE).is_file() for name in names[number - 1 :])
    return f"{told} · {minutes * unfinished:g} min of teaching left" if minutes and unfinished else told


def _task(data: Path, options: StudyOptions, display: TrainDisplay) -> Task:
    """Make or read what is learnt."""
    import torch

    # All have one core, whatever the machine: so a minute is the same for each, also on a busy one.
    torch.set_num_threads(1)
    if options.paths:
        from chatbot.cli.study_corpus import corpus_task

        return corpus_task(data, options, display)
    from chatbot.training.reversal import reversal_task

    return reversal_task(options.plan(), tests=options.tests)


def _outcome(
    folder: Path, name: str, task: Task, display: TrainDisplay, is_interrupted: Callable[[], bool]
) -> Outcome | None:
    """Teach and test one model; None where somebody has interrupted. One that is finished is read."""
    from chatbot.training.outcome import read_outcome

    outcome = read_outcome(folder)
    if outcome is not None:
        display.line(f"finished before: {folder}")
        return outcome
    finished = _taught(folder, name, task, display, is_interrupted)
    if finished.stopped == "interrupted":
        return None
    return _tested(folder, task, finished, display, is_interrupted)


def _taught(
    folder: Path, name: str, task: Task, display: TrainDisplay, is_interrupted: Callable[[], bool]
) -> Finished:
    from chatbot.training.events import Finished
    from chatbot.training.study import learner

    for event in learner(folder, task, name, _machine()).run(is_interrupted=is_interrupted):
        display.show(event)
    assert isinstance(event, Finished)
    return event


def _tested(
    folder: Path, task: Task, finished: Finished, display: TrainDisplay, is_interrupted: Callable[[], bool]
) -> Outcome | None:
    from chatbot.training.outcome import write_outcome
    from chatbot.training.study import Examination

    examination = Examination(folder, task)
    began = monotonic()
    for done in examination.run():
        left = (monotonic() - began) * (len(task.tests) - done) / done
        display.tested(done, len(task.tests), left)
        if is_interrupted():
            return None
    outcome = examination.outcome(finished)
    write_outcome(folder, outcome)
    return outcome


def _machine() -> Machine:
    import torch

    from chatbot.training.machine import Machine

    return Machine(process_time, torch.device("cpu"))


def _conclude(folder: Path, options: StudyOptions, task: Task, outcomes: list[Outcome]) -> None:
    """Keep the figures and the picture, and give the answer."""
    document = _document(options, task, outcomes)
    write_whole(folder / FIGURES_FILE, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    drawn = picture(options, task, outcomes)
    for path in (folder / PICTURE_FILE, options.picture):
        if path is not None:
            write_whole(path, drawn)
    if options.as_json:
        answer_json(document)
    else:
        for line in told(options, task, outcomes):
            answer(line)
    notice(f"picture: {options.picture or folder / PICTURE_FILE}; models and figures: {folder}")


def _document(options: StudyOptions, task: Task, outcomes: list[Outcome]) -> dict[str, object]:
    mark = task.mark
    return {
        "study": options.study,
        "task": [str(path) for path in options.paths] or "reversal",
        "pairs": task.prepared.pairs,
        "tests": len(task.tests),
        "minutes": task.plan.minutes,
        "epochs": task.plan.epochs,
        "seed": task.plan.seed,
        "longest_learnt": task.longest_learnt,
        "mark": None
        if mark is None
        else {"by": mark.by, "bleu": mark.bleu, "updates": mark.updates, "longest": mark.longest},
        "models": [outcome.document() for outcome in outcomes],
    }
