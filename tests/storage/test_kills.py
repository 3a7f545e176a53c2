"""kill -9 at random moments of all that writes: what was told as done is there, and everything is whole."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from signal import SIGKILL

import pytest

from chatbot.dialogue import DialoguePair
from chatbot.model.checkpoint import load_checkpoint
from chatbot.storage.schema import known_migrations
from chatbot.storage.verdict import Verdict
from chatbot.training.replay import Replay, read_replay, write_replay
from tests.storage.acting import FIRST, Desk, Role, chat, learn, migrate, review, started, teach
from tests.storage.evidence import faults, kept_lines
from tests.storage.older_logs import make_older_log
from tests.storage.samples import exchange, log_at
from tests.tiny import save_tiny_checkpoint

ENDLESS_SECONDS = 60.0

LATEST_SECONDS = 0.3
"""A process is killed at most so long after it has begun to work."""

LATEST_OF_A_MIGRATION_SECONDS = 0.2
"""The same of a process that migrates a log; it is at work for about half of that."""

OLD_EXCHANGES = 500
"""Exchanges of a log that is migrated."""

WAITING = 100
"""Replies of the log that is worked on."""

TO_LEARN = 10
"""Those of them that are found good at the beginning."""

MANY = 200

FEW = 20


def killed(role: Role, desk: Desk, *, after_seconds: float) -> None:
    process = started(role, desk)
    while not desk.notes_path.exists() or not desk.notes_path.stat().st_size:
        time.sleep(0.001)
    time.sleep(after_seconds)
    process.kill()
    process.join()
    # A migration may have been faster than the kill.
    assert process.exitcode == -SIGKILL or (role is migrate and process.exitcode == 0)


def killed_while_working(role: Role, folder: Path, times: int, chance: random.Random) -> int:
    """Kill one process after the other on one log, and return how many acts they had told as kept."""
    with log_at(folder / "log.db") as log:
        for number in range(WAITING):
            reply = exchange(log, f"问 why {number}", f"答 because {number}")
            if number < TO_LEARN:
                log.reviews.add(reply.id, Verdict.GOOD)
    desks = [Desk(folder, f"{role.__name__}{number}", ENDLESS_SECONDS, 0) for number in range(times)]
    noted: Counter[str] = Counter()
    uses = 0
    for desk in desks:
        killed(role, desk, after_seconds=chance.uniform(0, LATEST_SECONDS))
        assert faults(desk.log_path) == []
        noted.update(line for line in desk.noted() if not line.startswith("used"))
        assert noted <= Counter(kept_lines(desk.log_path))
        if role is teach:
            uses += require_a_whole_checkpoint(desk)
    return noted.total() + uses


def require_a_whole_checkpoint(desk: Desk) -> int:
    """Load the checkpoint in use and all that were told to be used, and return how many those were."""
    told = [line.split()[1] for line in desk.noted() if line.startswith("used")]
    for name in {*told, desk.in_use()}:
        assert load_checkpoint(desk.checkpoints / name).name == name
        assert read_replay(desk.checkpoints / name).learnt
    if told and told[-1] != desk.in_use():
        # Killed between the change and the note.
        assert load_checkpoint(desk.checkpoints / desk.in_use()).card.parent == told[-1]
    return len(told)


def make_first_checkpoint(folder: Path) -> None:
    desk = Desk(folder, "", 0, 0)
    first = save_tiny_checkpoint(desk.checkpoints / FIRST)
    pair = DialoguePair((), "你好 hello", "明天见", "replay")
    write_replay(first, Replay((pair,) * 50, (pair,) * 5))
    desk.use(FIRST)


def killed_while_migrating(folder: Path, times: int, chance: random.Random) -> int:
    """Kill processes that open an older log, each its own copy, and return how many were at work on it."""
    interrupted = 0
    for version, next_version in enumerate(sorted(known_migrations())[1:], start=1):
        template = folder / f"{version}.db"
        make_older_log(template, stop_before=next_version, exchanges=OLD_EXCHANGES)
        for number in range(times // 3 + 1):
            desk = Desk(folder / f"{version}-{number}", "opener", ENDLESS_SECONDS, 0)
            desk.folder.mkdir()
            shutil.copy(template, desk.log_path)
            before = old_turns(desk.log_path)

            killed(migrate, desk, after_seconds=chance.uniform(0, LATEST_OF_A_MIGRATION_SECONDS))

            assert applied(desk.log_path) in (version, len(known_migrations()))
            if desk.noted():
                assert applied(desk.log_path) == len(known_migrations())
            interrupted += applied(desk.log_path) == version
            log_at(desk.log_path).close()
            assert old_turns(desk.log_path) == before
            assert faults(desk.log_path) == []
            assert applied(desk.log_path) == len(known_migrations())
            shutil.rmtree(desk.folder)
    return interrupted


def old_turns(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as plain:
        return plain.execute("SELECT * FROM turns ORDER BY id").fetchall()


def applied(path: Path) -> int:
    with closing(sqlite3.connect(path)) as plain:
        count: int = plain.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0]
    return count


def kill(times: int, folder: Path) -> Counter[str]:
    """Kill a fourth of the times each, and count the acts that were told as kept."""
    chance = random.Random(times)
    each = times // 4
    acts: Counter[str] = Counter()
    working: dict[str, tuple[Role, int]] = {
        "chatting": (chat, each),
        "reviewing": (review, each - each // 5),
        "learning": (learn, each // 5),
        "retraining": (teach, each),
    }
    for name, (role, kills) in working.items():
        place = folder / name
        place.mkdir()
        make_first_checkpoint(place)
        acts[name] = killed_while_working(role, place, kills, chance)
    acts["migrations interrupted"] = killed_while_migrating(folder, each, chance)
    return acts


def test_killed_at_any_moment_all_is_whole_and_nothing_told_is_lost(tmp_path: Path) -> None:
    acts = kill(FEW, tmp_path)

    # Not of each kind: the one learner may be killed before its first act.
    assert acts.total() > FEW


@pytest.mark.slow
def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    acts = kill(MANY, tmp_path)

    print(f"{MANY} kills: {dict(acts)}")
    assert min(acts.values()) > 0
