"""The training loop: it yields what happens, and can stop and go on at any update."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf, isfinite
from pathlib import Path

import torch

from chatbot.errors import ConfigError
from chatbot.model.batch import to_say
from chatbot.model.checkpoint import Checkpoint, save_checkpoint
from chatbot.reply import never
from chatbot.training.data import WHOLE_FROM, TrainingData
from chatbot.training.dataset import bucketed
from chatbot.training.events import Evaluated, Finished, Stopped, TrainEvent, Updated
from chatbot.training.machine import Machine
from chatbot.training.measurements import Measurements
from chatbot.training.optimisation import adamw, learning_rate
from chatbot.training.samples import Sampler
from chatbot.training.state import STATE_FILE, Position, restore_state, save_state
from chatbot.training.team import Team

STATE_FOLDER = "training"
SAVE_SECONDS = 60.0
"""A run that is killed loses at most this much, or the time since the last evaluation."""

EVALUATE_EVERY = (100, 1_000)
"""Updates between two evaluations: an epoch's, but not fewer nor more than these."""

EVALUATIONS_A_RUN = 12
"""About this many are spread over a limit of time, and over all epochs of what is drawn anew."""

EVALUATION_GAP_SECONDS = 10.0
"""But never more often than this: a short run is for learning, not for measuring."""


class Trainer:
    """Teach one model. The folder always holds the best checkpoint so far, and the state to go on from."""

    def __init__(self, folder: Path, checkpoint: Checkpoint, data: TrainingData, machine: Machine) -> None:
        """Take a checkpoint to teach, in place.

        Args:
            folder: where checkpoint, state and metrics are written.
            checkpoint: its card's training settings are the plan.
            data: encoded pairs.
            machine: what to compute on.
        """
        self._folder = folder
        self._checkpoint = checkpoint
        self._config = checkpoint.card.training
        self.data = data
        """What is learnt from and measured on."""

        self._clock = machine.clock
        self._device = machine.device
        self._model = checkpoint.model.to(self._device)
        self._team = Team(self._model, self._config, machine)
        self._optimiser = adamw(self._model, self._config)
        self._sampler = Sampler(checkpoint, data.held_out)
        self._position = Position()
        self._measurements = Measurements(folder)
        self._draw_epoch()
        # What is drawn anew makes epochs of slightly different lengths; the first one's is the plan's.
        self._pairs_an_epoch, self.updates_an_epoch = len(self._store), len(self._batches)
        low, high = EVALUATE_EVERY
        # What is drawn anew comes in epochs too short to measure after each: the plan's length decides.
        suits = (self.updates_planned or inf) / EVALUATIONS_A_RUN if data.fresh else self.updates_an_epoch
        self._evaluate_every = max(low, min(high, suits))

    @property
    def pairs(self) -> int:
        """How many pairs an epoch learns."""
        return self._pairs_an_epoch

    @property
    def held_out_pairs(self) -> int:
        """How many pairs there are to be measured on."""
        return len(self.data.held_out)

    @property
    def parameters(self) -> int:
        """How many numbers are learnt."""
        return sum(weight.numel() for weight in self._model.parameters())

    @property
    def updates(self) -> int:
        """How many updates have been made."""
        return self._position.update

    @property
    def updates_planned(self) -> int | None:
        """Updates of all epochs; None where the clock alone decides."""
        epochs = self._config.epochs
        return None if epochs is None else epochs * self.updates_an_epoch

    def resume(self) -> None:
        """Go on from the folder's state.

        Raises:
            CheckpointError: the state is missing or damaged.
        """
        self._position = restore_state(self._state_path, self._model, self._optimiser)
        self._draw_epoch()
        self._measurements.restore(up_to_update=self._position.update)

    def run(self, *, is_interrupted: Callable[[], bool] = never) -> Iterator[TrainEvent]:
        """Teach until the plan is done, the time is up, nothing improves, or someone interrupts.

        `is_interrupted` is asked after every update.

        Raises:
            WorkerError: one of several workers has ended; what was saved last can be gone on with.
        """
        with self._team:
            yield from self._run(is_interrupted)

    def _run(self, is_interrupted: Callable[[], bool]) -> Iterator[TrainEvent]:
        self._begun = self._saved = self._clock() - self._position.seconds
        self._tokens_before = self._position.target_tokens
        self._seconds_before = self._position.seconds
        if self._position.update == 0:
            yield self._evaluate()
        stopped = self._why_stop(is_interrupted)
        while stopped is None:
            yield self._update()
            stopped = self._why_stop(is_interrupted)
            if stopped is None and self._is_evaluation_due():
                yield self._evaluate()
                stopped = self._why_stop(is_interrupted)
        if stopped != "interrupted" and self._position.loss_count:
            yield self._evaluate()
        self._save()
        yield self._finished(stopped)

    def _update(self) -> Updated:
        """Learn one batch."""
        position = self._position
        pairs = self._store.pairs(self._batches[position.batch])
        position.update += 1
        rate = learning_rate(self._config, update=position.update, progress=self._progress())
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        self._model.train()
        loss = self._team.backward(pairs, update=position.update)
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), self._config.clip_norm)
        self._optimiser.step()
        self._advance(loss, tokens=sum(len(to_say(reply)) for _, reply in pairs))
        if self._clock() - self._saved > SAVE_SECONDS:
            self._save()
        return self._updated(loss, rate)

    def _advance(self, loss: float, *, tokens: int) -> None:
        """Count an update, and draw the next epoch's batches when this one's are through."""
        if not isfinite(loss):
            raise ConfigError(
                f"learning_rate: the loss became {loss} at update {self._position.update}; use a lower rate"
            )
        position = self._position
        position.loss_sum += loss
        position.loss_count += 1
        position.target_tokens += tokens
        position.batch += 1
        if position.batch == len(self._batches):
            position.batch = 0
            position.epoch += 1
            position.draws_whole = self._progress() >= WHOLE_FROM
            self._draw_epoch()

    def _evaluate(self) -> Evaluated:
        """Measure, keep the model if it is the best so far, and save the state."""
        position = self._position
        train_loss = position.loss_sum / position.loss_count if position.loss_count else None
        nll = self._team.nll_per_character(self.data.held_out)
        is_best = nll < position.best_nll
        position.best_nll = min(nll, position.best_nll)
        position.evaluations_without_gain = 0 if is_best else position.evaluations_without_gain + 1
        position.loss_sum, position.loss_count = 0.0, 0
        evaluated = Evaluated(
            update=position.update,
            epoch=position.epoch + 1,
            seconds=self._seconds(),
            train_loss=train_loss,
            nll_per_character=nll,
            is_best=is_best,
            samples=self._sampler.samples(),
        )
        self._measurements.add(evaluated, target_tokens=position.target_tokens)
        if is_best:
            save_checkpoint(self._folder, self._scored(nll))
        self._save()
        return evaluated

    def snapshot(self) -> Checkpoint:
        """Return the model as it is now, measured; learning goes on as if it had not been."""
        return self._scored(self._team.nll_per_character(self.data.held_out))

    def _scored(self, nll: float) -> Checkpoint:
        scores = {
            "nll_per_character": nll,
            "updates": self._position.update,
            "target_tokens": self._position.target_tokens,
            "seconds": round(self._seconds(), 1),
        }
        return replace(self._checkpoint, card=replace(self._checkpoint.card, scores=scores))

    def _save(self) -> None:
        self._saved = self._clock()
        self._position.seconds = self._seconds()
        save_state(self._state_path, self._model, self._optimiser, self._position)

    @property
    def _state_path(self) -> Path:
        return self._folder / STATE_FOLDER / STATE_FILE

    def _draw_epoch(self) -> None:
        """Draw what the epoch learns, and in which batches."""
        config, epoch = self._config, self._position.epoch
        self._store = self.data.of_epoch(epoch, whole=self._position.draws_whole)
        self._batches = bucketed(self._store, batch_tokens=config.batch_tokens, seed=config.seed, epoch=epoch)

    def _seconds(self) -> float:
        """Return the training time so far, earlier parts of a resumed run included."""
        return self._clock() - self._begun

    def _progress(self) -> float:
        """Return the share of the run that is over, by updates or by the clock, whichever is further."""
        planned, minutes = self.updates_planned, self._config.minutes
        by_updates = (self._position.update - 1) / planned if planned else 0.0
        by_clock = self._seconds() / (60 * minutes) if minutes else 0.0
        return min(1.0, max(by_updates, by_clock, 0.0))

    def _is_evaluation_due(self) -> bool:
        if self._position.loss_count >= self._evaluate_every:
            return True
        minutes = self._config.minutes
        if minutes is None:
            return False
        gap = max(60 * minutes / EVALUATIONS_A_RUN, EVALUATION_GAP_SECONDS)
        return self._seconds() - self._measurements.last_seconds > gap

    def _why_stop(self, is_interrupted: Callable[[], bool]) -> Stopped | None:
        if is_interrupted():
            return "interrupted"
        planned, minutes = self.updates_planned, self._config.minutes
        if planned is not None and self._position.update >= planned:
            return "done"
        if minutes and self._seconds() >= 60 * minutes:
            return "minutes"
        return "done" if self._position.evaluations_without_gain >= self._config.patience else None

    def _updated(self, loss: float, rate: float) -> Updated:
        position, progress, seconds = self._position, self._progress(), self._seconds()
        tokens = position.target_tokens - self._tokens_before
        return Updated(
            update=position.update,
            epoch=position.epoch + 1,
            loss=loss,
            learning_rate=rate,
            tokens_per_second=tokens / max(seconds - self._seconds_before, 1e-9),
            progress=progress,
            eta_seconds=seconds * (1 - progress) / max(progress, 1e-9),
        )

    def _finished(self, stopped: Stopped) -> Finished:
        position = self._position
        return Finished(
            stopped=stopped,
            updates=position.update,
            target_tokens=position.target_tokens,
            seconds=position.seconds,
            best_nll_per_character=position.best_nll,
        )
