"""Where a study keeps its models: one folder a plan, so that what is found there belongs to it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from chatbot.cli.study_options import StudyOptions
from chatbot.errors import ConfigError
from chatbot.files import write_whole
from chatbot.model.file_names import CARD_FILE

PLAN_FILE = "plan.json"


@contextmanager
def claimed_folder(options: StudyOptions) -> Iterator[Path]:
    """Lend the folder of a study, made if it is not there, with the plan in it.

    What is made for nothing, because a failure comes before the first model, is removed.

    Raises:
        ConfigError: the folder that was named holds another study, or something else.
    """
    plan = _plan(options)
    folder = options.out or next(place for place in _places(options) if _plan_in(place) in (None, plan))
    found = _plan_in(folder)
    if found is None and folder.exists() and any(folder.iterdir()):
        raise ConfigError(
            f"--out: expected an empty folder or a study to go on with, found others in {folder}"
        )
    if found not in (None, plan):
        differs = ", ".join(name for name in plan if found.get(name) != plan[name])
        raise ConfigError(f"--out: {folder} holds a study that differs in {differs}; name another folder")
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / PLAN_FILE, json.dumps(plan, ensure_ascii=False, indent=2) + "\n")
    try:
        yield folder
    except BaseException:
        if made and not any(folder.glob(f"*/{CARD_FILE}")):
            shutil.rmtree(made[-1], ignore_errors=True)
        raise


def _plan(options: StudyOptions) -> dict[str, object]:
    """Return what must be the same for all models of a study; more of them can be added to it."""
    plan = options.plan()
    return {
        "paths": [str(path.resolve()) for path in options.paths],
        "format": options.format_name,
        "minutes": plan.minutes,
        "epochs": plan.epochs,
        "seed": plan.seed,
        "limit": options.tests,
    }


def _plan_in(folder: Path) -> dict[str, object] | None:
    """Return the plan of a folder; None where it holds none."""
    path = folder / PLAN_FILE
    if not path.is_file():
        return None
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        plan = None
    if not isinstance(plan, dict):
        raise ConfigError(f"{path}: expected the plan of a study, found a damaged file; name another folder")
    return plan


def _places(options: StudyOptions) -> Iterator[Path]:
    """Yield folders in `./studies`, named after what is learnt."""
    stem = options.paths[0].resolve().stem if options.paths else "reversal"
    name = re.sub(r"[^\w-]+", "-", stem).strip("-") or "study"
    for number in count(1):
        yield Path("studies") / (name if number == 1 else f"{name}-{number}")
