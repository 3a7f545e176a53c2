"""What is told once a run has ended: what was learnt, whether it is enough, and who answers from now on."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.cli.options import checkpoints_directory, find_checkpoint
from chatbot.cli.shelf import use_checkpoint
from chatbot.cli.terminal import answer, answer_json, notice
from chatbot.errors import CheckpointError
from chatbot.model.snapshots import snapshots_of

if TYPE_CHECKING:
    from chatbot.training.events import Finished
    from chatbot.training.trainer import Trainer

FAST_GAIN = 0.02
"""A model that its last evaluation found better by more than this share is still learning fast."""


def conclude(folder: Path, trainer: Trainer, finished: Finished, *, as_json: bool) -> None:
    """Give the answer: what was learnt, and what would help."""
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
    else:
        answer(
            f"{folder}: {finished.best_nll_per_character:.4f} nats per held-out character after "
            f"{finished.updates:,} updates in {finished.seconds / 60:.1f} minutes ({finished.stopped})"
        )
        notice(f"report: {folder / 'report.html'}")
        if kept := snapshots_of(folder):
            notice(f"{len(kept)} checkpoints kept along the way: F9 in the chat asks all of them the same")
    if finished.stopped != "done":
        _tell_how_to_go_on(folder, finished)


def _tell_how_to_go_on(folder: Path, finished: Finished) -> None:
    from chatbot.training.measurements import METRICS_FILE, read_records

    why, share = _too_little(finished, read_records(folder / METRICS_FILE))
    resume = f"chatbot train --resume {folder}"
    if finished.stopped == "interrupted":
        notice(f"{why or 'go on'}: {resume}")
    elif why:
        # The minutes of a run are counted from its very beginning.
        notice(f"{why}: {resume} --minutes {max(1, ceil(share * finished.seconds / 60))}")


def _too_little(finished: Finished, records: Sequence[dict[str, Any]]) -> tuple[str, float]:
    """Return why a run has not learnt enough, nothing if it has; and how many times as long would do."""
    from chatbot.training.recipe import FEWEST_UPDATES

    updates = finished.updates
    if updates < FEWEST_UPDATES:
        why = f"only {updates} updates; even a few pairs want about {FEWEST_UPDATES}"
        return why, FEWEST_UPDATES / max(updates, 1)
    nats = [record["nll_per_character"] for record in records[-2:]]
    if len(nats) == 2 and nats[1] < nats[0] * (1 - FAST_GAIN):
        return "it was still getting better fast; twice the time would help", 2.0
    return "", 1.0


def checkpoint_in_use() -> Path | None:
    """Return the folder of the checkpoint that `chatbot` talks with; None where the one named is gone."""
    try:
        return find_checkpoint(None).resolve()
    except CheckpointError:
        return None


def take_over(folder: Path, *, before: Path | None) -> None:
    """Make a checkpoint in `./checkpoints` the one `chatbot` talks with, and say so.

    Args:
        folder: the checkpoint that was learnt.
        before: the one that was in use when the run began; where another was chosen since, that one stays.
    """
    in_use = checkpoint_in_use()
    is_here = folder.resolve().parent == checkpoints_directory().resolve()
    if not is_here or (in_use != before and in_use is not None):
        notice(f"talk with it: chatbot chat --checkpoint {folder}")
        if is_here and in_use is not None:
            use = f"chatbot checkpoints use {folder.resolve().name}"
            notice(f"{in_use.name} was chosen meanwhile and stays in use; to change: {use}")
        return
    use_checkpoint(folder.resolve().name)
    notice("talk with it: chatbot (in this folder it is used from now on)")
    if before is not None and before != folder.resolve():
        notice(f"back to the one before: chatbot checkpoints use {before.name}")
