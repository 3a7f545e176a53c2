"""The end of `chatbot train`: what was kept is asked, so that the bot knows how sure it may be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from chatbot.cli.options import cache_directory
from chatbot.cli.train_display import TrainDisplay

if TYPE_CHECKING:
    from chatbot.training.data import TrainingData


def calibrate_trained(
    folder: Path, data: TrainingData, display: TrainDisplay, *, is_interrupted: Callable[[], bool]
) -> None:
    """Calibrate a trained checkpoint where enough was kept from it; interrupted, it is left as it was.

    Raises:
        ChatbotError, OSError: the checkpoint cannot be read, or its card not be written.
    """
    import torch

    from chatbot.training.asking import calibrating_questions
    from chatbot.training.calibrating import FEWEST_QUESTIONS, calibrate

    if data.fresh is None:
        return
    asked = calibrating_questions(data.fresh.blocks, context=data.fresh.plan.context)
    if len(asked) < FEWEST_QUESTIONS:
        return
    # One reply is a chain of small products: more threads wait for one another longer than they compute.
    torch.set_num_threads(1)
    began = monotonic()
    for done in calibrate(folder, asked, cache_directory=cache_directory()):
        if is_interrupted():
            display.line(f"how sure replies are was not measured; chatbot train --resume {folder} does it")
            return
        seconds_left = (monotonic() - began) / done * (len(asked) - done)
        display.calibrated(done, len(asked), seconds_left)
    display.line(f"how sure replies are was measured with {len(asked):,} questions that were not learnt")
