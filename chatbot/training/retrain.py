"""From reviews to a new checkpoint: teach a copy, let the gate decide, and keep the way back."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from chatbot.config import SearchConfig
from chatbot.errors import CheckpointError
from chatbot.files import sync_folder
from chatbot.inference.responder import NeuralResponder
from chatbot.learning import LearnEvent, LearnFinished, Lesson
from chatbot.model.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from chatbot.model.lineage import lineage_of, parent_of
from chatbot.reply import never
from chatbot.training.attempt import Attempt, Judgement
from chatbot.training.replay import Replay, read_replay, write_replay

_TAUGHT = re.compile(r"-taught-\d{8}-\d{6}(?:-\d+)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where checkpoints are kept, and which is in use."""

    folder: Path
    """New checkpoints go here; made if it is not there."""

    find: Callable[[str], Path]
    """The folder of a checkpoint by its name; raises CheckpointError if there is none."""

    use: Callable[[str], None]
    """Make a checkpoint of this name the one to talk with from now on."""

    now: Callable[[], datetime]
    """The time of day, for the names of new checkpoints."""


class NeuralLearner:
    """Learns lessons into the checkpoint in use: see `chatbot.learning.Learner`."""

    def __init__(
        self, folder: Path, shelf: Shelf, search: SearchConfig, *, cache_directory: Path | None = None
    ) -> None:
        """Begin with the checkpoint in a folder, which is only read.

        Args:
            folder: the checkpoint in use.
            shelf: where its children go.
            search: how the new responder searches.
            cache_directory: where the word segmenter may keep its dictionary.
        """
        self._folder = folder
        self._shelf = shelf
        self._search = search
        self._cache_directory = cache_directory

    @property
    def lineage(self) -> tuple[str, ...]:
        """The names of the checkpoint in use and of its ancestors, newest first."""
        return lineage_of(self._folder, self._shelf.find)

    def learn(
        self,
        lessons: Sequence[Lesson],
        *,
        is_cancelled: Callable[[], bool] = never,
        most_seconds: float = float("inf"),
    ) -> Iterator[LearnEvent]:
        """Learn the new lessons without forgetting the old; after `most_seconds` what there is is judged.

        Raises:
            ChatbotError: there is nothing to learn, the checkpoint keeps no sample of what it was made with,
                or the new one cannot be written.
        """
        begun = perf_counter()
        checkpoint = load_checkpoint(self._folder, cache_directory=self._cache_directory)
        attempt = Attempt.of(checkpoint, lessons, read_replay(self._folder))
        judgement: Judgement | None = None
        next_look = 0
        for progress in attempt.steps():
            if is_cancelled():
                yield LearnFinished(attempt.outcome(None, seconds=perf_counter() - begun), None)
                return
            yield attempt.told(progress)
            is_late = perf_counter() - begun > most_seconds
            if is_late or attempt.is_ready(progress, next_look=next_look):
                judgement = attempt.judge(progress.model)
                if is_late or not judgement.objection:
                    break
                # A judgement takes as long as many steps; what was refused needs more of them to be another.
                next_look = progress.step * 3 // 2
        assert judgement is not None
        if not judgement.objection:
            judgement = replace(judgement, checkpoint=self._taken_over(judgement, attempt.replay))
        outcome = attempt.outcome(judgement, seconds=perf_counter() - begun)
        if outcome.accepted:
            outcome = replace(outcome, folder=str(self._shelf.folder / outcome.checkpoint))
        responder = NeuralResponder.from_checkpoint(judgement.checkpoint, self._search)
        yield LearnFinished(outcome, responder if outcome.accepted else None)

    def undo(self) -> NeuralResponder:
        """Go back to the parent of the checkpoint in use, and return what answers with it.

        Raises:
            CheckpointError: it has no parent, or the parent is gone.
        """
        parent = parent_of(self._folder, self._shelf.find)
        checkpoint = load_checkpoint(parent, cache_directory=self._cache_directory)
        self._shelf.use(checkpoint.name)
        self._folder = parent
        return NeuralResponder.from_checkpoint(checkpoint, self._search)

    def _taken_over(self, judgement: Judgement, replay: Replay) -> Checkpoint:
        """Write the new checkpoint beside the old ones, whole or not at all, and have it used."""
        parent = self._folder.resolve().name
        scores = {**judgement.checkpoint.card.scores, "heldout_nll": judgement.marks.heldout_nll}
        card = replace(judgement.checkpoint.card, parent=parent, scores=scores)
        child = replace(judgement.checkpoint, card=card)
        stem = f"{_TAUGHT.sub('', parent)}-taught-{self._shelf.now():%Y%m%d-%H%M%S}"
        try:
            name = _written(child, replay, self._shelf.folder, stem)
        except OSError as error:
            why = error.strerror or error
            raise CheckpointError(
                f"{self._shelf.folder}: expected to write a new checkpoint there, found: {why}; "
                "the old one is still in use"
            ) from error
        # Last: whoever reads which checkpoint is in use finds a whole one, whenever this process is killed.
        self._shelf.use(name)
        self._folder = self._shelf.folder / name
        return replace(child, name=name)


def _written(checkpoint: Checkpoint, replay: Replay, shelf: Path, stem: str) -> str:
    """Write a checkpoint on a shelf, whole or not at all, and return the name it has got."""
    shelf.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=shelf, prefix=".learning-") as unfinished:
        half = Path(unfinished) / "checkpoint"
        save_checkpoint(half, checkpoint)
        write_replay(half, replay)
        return _shelved(half, shelf, stem)


def _shelved(folder: Path, shelf: Path, stem: str) -> str:
    """Give a finished folder the first name that is free; the rename takes it whole."""
    number, name = 1, stem
    while True:
        if not (shelf / name).exists():
            # Another process may take the name between the look and the rename; then the next one is tried.
            try:
                folder.rename(shelf / name)
                sync_folder(shelf)
            except OSError as error:
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                    raise
            else:
                return name
        number, name = number + 1, f"{stem}-{number + 1}"
