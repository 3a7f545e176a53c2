"""Part of `chatbot train`: a small network learns to say prompts to replies, and ranks replies by that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.cli.options import cache_directory
from chatbot.cli.train_display import TrainDisplay

if TYPE_CHECKING:
    from chatbot.training.data import TrainingData
    from chatbot.training.machine import Machine


def has_begun_backward(folder: Path) -> bool:
    """Tell whether the run in a folder teaches a backward network, too."""
    from chatbot.training.backward import has_begun

    return has_begun(folder)


def teach_backward(
    folder: Path,
    data: TrainingData,
    machine: Machine,
    display: TrainDisplay,
    *,
    is_interrupted: Callable[[], bool],
) -> None:
    """Teach the backward network of a trained checkpoint; interrupted, the checkpoint is left as it was.

    Raises:
        ChatbotError, OSError: the checkpoint cannot be read or written.
    """
    from chatbot.training.backward import backward_trainer, keep_backward
    from chatbot.training.events import Finished

    display.line("now the other way round, prompts to replies: a small network by which replies are ranked")
    trainer = backward_trainer(folder, data, machine, cache_directory=cache_directory())
    for event in trainer.run(is_interrupted=is_interrupted):
        display.show(event)
    assert isinstance(event, Finished)
    if event.stopped == "interrupted":
        display.line(f"the backward network is not finished; chatbot train --resume {folder} goes on with it")
        return
    keep_backward(folder, cache_directory=cache_directory())
    display.line("replies are now ranked by what they tell of the prompt; --mmi 0 leaves that out")
