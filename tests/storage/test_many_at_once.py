"""Two chats, a reviewer and a retrain on one log at the same time, as real processes."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.storage.acting import Desk, Role, chat, learn, review, started
from tests.storage.evidence import faults, kept_lines
from tests.storage.samples import log_at

SECONDS = float(os.environ.get("CHATBOT_TEST_SECONDS", "600"))
"""How long the slow test lasts."""

WORKERS: dict[str, Role] = {"甲": chat, "B": chat, "reviewer": review, "teacher": learn}


def work_at_once(folder: Path, *, seconds: float, pause_seconds: float) -> Counter[str]:
    """Let all work on one log, and count their acts by kind; nothing may be refused or lost."""
    desks = {name: Desk(folder, name, seconds, pause_seconds) for name in WORKERS}
    processes = [started(role, desks[name]) for name, role in WORKERS.items()]
    for process in processes:
        process.join()

    # A LogError in one of them, such as a locked log, would end it with another code.
    assert [process.exitcode for process in processes] == [0] * len(WORKERS)
    noted = [line for desk in desks.values() for line in desk.noted()]
    path = folder / "log.db"
    assert Counter(noted) == Counter(kept_lines(path))
    assert faults(path) == []
    return Counter(line.split()[0] for line in noted)


def test_two_chats_a_review_and_a_retrain_share_a_log(tmp_path: Path) -> None:
    acts = work_at_once(tmp_path, seconds=3, pause_seconds=0)

    assert min(acts[kind] for kind in ("turn", "review", "withdrawn", "lesson")) > 0


@pytest.mark.slow
def test_two_chats_a_review_and_a_retrain_share_a_log_for_long(tmp_path: Path) -> None:
    acts = work_at_once(tmp_path, seconds=SECONDS, pause_seconds=0.01)

    with log_at(tmp_path / "log.db") as log:
        print(f"{SECONDS:.0f} seconds: {dict(acts)}, {log.statistics().size_bytes / 1e6:.1f} MB")
    assert min(acts[kind] for kind in ("turn", "review", "withdrawn", "lesson")) > 0
