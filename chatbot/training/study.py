"""The case for attention: models that differ in their score function alone, taught alike, tested by length.

After Bahdanau, Cho and Bengio (2015), figure 2: without attention, quality falls as sources grow longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from chatbot.config import ModelConfig, SearchConfig, TrainConfig
from chatbot.dialogue import DialoguePair
from chatbot.inference.responder import NeuralResponder
from chatbot.model.card import CheckpointCard, CorpusFingerprint
from chatbot.model.checkpoint import load_checkpoint
from chatbot.text.tokenizer import Tokenizer
from chatbot.training.dataset import PairStore
from chatbot.training.evaluate import LENGTHS, Evaluator, Measured
from chatbot.training.events import Finished
from chatbot.training.machine import Machine
from chatbot.training.outcome import Outcome, outcome_of
from chatbot.training.prepare import Prepared
from chatbot.training.samples import split_turns
from chatbot.training.session import begin, resume
from chatbot.training.state import STATE_FILE
from chatbot.training.trainer import STATE_FOLDER, Trainer
from chatbot.training.validation import spread

SEARCH = SearchConfig(strategy="greedy", no_repeat_ngram=0)
"""What the networks say of themselves: no search makes up for what one of them does not know."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A published figure, to be passed."""

    by: str
    bleu: float
    updates: int
    longest: int
    """Words of its longest source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What every model of a study learns, and what it is tested on."""

    prepared: Prepared
    tests: tuple[DialoguePair, ...]
    model: ModelConfig
    """Whose attention is replaced."""

    plan: TrainConfig
    corpora: tuple[CorpusFingerprint, ...] = ()
    begins: tuple[int, ...] = LENGTHS
    """Where the classes of source lengths begin, in words."""

    longest_learnt: int | None = None
    """Words of the longest source that is learnt, where the tests go beyond."""

    mark: Mark | None = None


def learner(folder: Path, task: Task, attention: str, machine: Machine) -> Trainer:
    """Begin to teach a model in a folder, or go on where it was stopped.

    Raises:
        CheckpointError: what was stopped is damaged.
    """
    if (folder / STATE_FOLDER / STATE_FILE).is_file():
        return resume(folder, machine=machine, data=task.prepared.data)
    (folder / STATE_FOLDER).mkdir(parents=True, exist_ok=True)
    model = replace(task.model, attention=attention)
    card = CheckpointCard(model=model, training=task.plan, scores={}, corpora=task.corpora)
    return begin(folder, task.prepared, card, machine)


class Examination:
    """Test a model that has been taught, pair after pair, so that somebody can watch and stop."""

    def __init__(self, folder: Path, task: Task) -> None:
        """Load the best checkpoint of its run.

        Raises:
            CheckpointError: it is missing or damaged.
        """
        self._task = task
        checkpoint = load_checkpoint(folder)
        self._model = checkpoint.model
        responder = NeuralResponder.from_checkpoint(checkpoint, SEARCH)
        self._evaluator = Evaluator(responder, task.tests, candidates=1)
        self._measured: list[Measured] = []

    def run(self) -> Iterator[int]:
        """Yield how many pairs have been tested, after each."""
        for done, measured in enumerate(self._evaluator.run(), start=1):
            self._measured.append(measured)
            yield done

    def outcome(self, finished: Finished) -> Outcome:
        """Put together what all the tests say of the model, whose run has ended as told."""
        mark = self._task.mark
        return outcome_of(
            self._evaluator.evaluation(self._measured),
            finished,
            model=self._model,
            begins=self._task.begins,
            within=None if mark is None else mark.longest,
        )


def held_out_tests(tokenizer: Tokenizer, store: PairStore, most: int) -> tuple[DialoguePair, ...]:
    """Return at most `most` held-out pairs, evenly spread, as the models read them."""
    tests = []
    for number in spread(len(store), most).tolist():
        *context, prompt = (tokenizer.decode(turn) for turn in split_turns(store.source(number).tolist()))
        response = tokenizer.decode(store.reply(number).tolist())
        tests.append(DialoguePair(tuple(context), prompt, response, f"held out:{number}"))
    return tuple(tests)
