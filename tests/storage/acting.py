"""What processes do on one log in the tests of many at once, until their time is over or they are killed.

Each act is noted as a line of a file after the log has said that it is kept: what must be found afterwards.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import torch

from chatbot.config import SearchConfig
from chatbot.files import write_whole
from chatbot.model.checkpoint import Taught, load_checkpoint
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.review_records import QueueOrder, ReviewFilter
from chatbot.storage.verdict import Verdict
from chatbot.text.scope import Scope
from chatbot.training.attempt import Judgement
from chatbot.training.gate import Marks
from chatbot.training.replay import read_replay
from chatbot.training.retrain import NeuralLearner, Shelf
from tests.storage.samples import NOON, append_reply, log_at, reply_saying

EXCHANGES = 5
"""What the user says, and is answered, in one conversation."""

PAGE = 50
"""Replies that a reviewer has before the eyes."""

TOPICS = ("天气", "hello", "why 为什么", "好", "tea 茶")

FIRST = "first"
"""The checkpoint that teaching begins with."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one process works."""

    folder: Path
    """Of the log, the notes and the checkpoints."""

    name: str
    """Different for each process on one log."""

    seconds: float
    pause_seconds: float

    @property
    def log_path(self) -> Path:
        return self.folder / "log.db"

    @property
    def checkpoints(self) -> Path:
        return self.folder / "checkpoints"

    @property
    def in_use_path(self) -> Path:
        return self.checkpoints / "in-use"

    @property
    def notes_path(self) -> Path:
        return self.folder / f"{self.name}.notes"

    def rounds(self) -> Iterator[int]:
        """Count the rounds until the time is over."""
        end, number = time.monotonic() + self.seconds, 0
        while time.monotonic() < end:
            yield number
            number += 1
            time.sleep(self.pause_seconds)

    def note(self, lines: Iterable[str]) -> None:
        # In one system call: a kill between the parts of a line would join the next one to its beginning.
        notes = os.open(self.notes_path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        os.write(notes, "".join(f"{line}\n" for line in lines).encode())
        os.close(notes)

    def noted(self) -> list[str]:
        _, *acts = self.notes_path.read_text(encoding="utf-8").splitlines()
        return acts

    def in_use(self) -> str:
        return self.in_use_path.read_text(encoding="utf-8").strip()

    def use(self, name: str) -> None:
        """Do as the command line does."""
        write_whole(self.in_use_path, f"{name}\n")


def chat(desk: Desk) -> None:
    """Open the log anew for each conversation, as each start of the program does."""
    for number in desk.rounds():
        with log_at(desk.log_path) as log:
            topic = TOPICS[number % len(TOPICS)]
            turn = log.start(f"{desk.name} {number} {topic}", checkpoint="starter")
            desk.note([f"turn {turn.id} {turn.text}"])
            for exchange in range(EXCHANGES):
                reply = reply_saying(f"答 {topic} {desk.name} {number}.{exchange}")
                answer = append_reply(log, turn.conversation_id, reply)
                desk.note([f"turn {answer.id} {answer.text}"])
                turn = log.append_user_turn(turn.conversation_id, f"问 {topic} {number}.{exchange}?")
                desk.note([f"turn {turn.id} {turn.text}"])
                time.sleep(desk.pause_seconds)


def review(desk: Desk) -> None:
    """Look at a page of the queue, judge some of it, take a part of that back, and search."""
    chance = random.Random(desk.name)
    with log_at(desk.log_path) as log:
        for _ in desk.rounds():
            wanted = chance.choice((ReviewFilter("unreviewed"), ReviewFilter("all")))
            rows = log.reviews.queue(wanted, chance.choice(list(QueueOrder)), limit=PAGE)
            log.reviews.counts()
            log.search(chance.choice(TOPICS), limit=PAGE)
            for row in chance.sample(rows, min(3, len(rows))):
                verdict = chance.choice(list(Verdict))
                judge(desk, log, row.turn_id, verdict, is_withdrawn=chance.random() < 0.2)


def judge(desk: Desk, log: ConversationLog, turn_id: int, verdict: Verdict, *, is_withdrawn: bool) -> None:
    log.reviews.reply(turn_id)
    correction = "不对, rather this" if verdict is Verdict.CORRECTED else None
    kept = log.reviews.add(turn_id, verdict, correction=correction, note="说明 note", tags=["标签"])
    desk.note([f"review {kept.id} {turn_id} {verdict}"])
    if is_withdrawn:
        log.reviews.withdraw(kept.id)
        desk.note([f"withdrawn {kept.id}"])


def learn(desk: Desk) -> None:
    """Read what there is to learn and tell that it is learnt, as a retrain does before and after its work."""
    lineage: tuple[str, ...] = ()
    with log_at(desk.log_path) as log:
        for number in desk.rounds():
            new = [lesson.review_id for lesson in log.reviews.lessons(lineage) if lesson.is_new]
            if new:
                lineage = (f"{desk.name}-{number}", *lineage)
                log.reviews.mark_learnt(new, lineage[0])
                desk.note(f"lesson {review_id} {lineage[0]}" for review_id in new)


def teach(desk: Desk) -> None:
    """Let one taught checkpoint after the other take over, by the very code that retraining ends with."""
    torch.set_num_threads(1)
    folder = desk.checkpoints / desk.in_use()
    base, replay = load_checkpoint(folder), read_replay(folder)
    shelf = Shelf(
        folder=desk.checkpoints,
        find=desk.checkpoints.joinpath,
        use=desk.use,
        now=lambda: NOON,
    )
    learner = NeuralLearner(folder, shelf, SearchConfig())
    pupil = replace(base, taught=Taught(base.model, Scope(["你好"], ["明天见", "hello"])))
    with log_at(desk.log_path) as log:
        for _ in desk.rounds():
            child = learner._taken_over(Judgement(pupil, Marks(1, 0, 2.5), ""), replay)
            desk.note([f"used {child.name}"])
            ids = [lesson.review_id for lesson in log.reviews.lessons(learner.lineage)]
            log.reviews.mark_learnt(ids, child.name)
            desk.note(f"lesson {review_id} {child.name}" for review_id in ids)


def migrate(desk: Desk) -> None:
    """Open a log that an older version made."""
    with log_at(desk.log_path):
        desk.note(["opened"])


Role = Callable[[Desk], None]


def work(role: Role, desk: Desk) -> None:
    desk.note(["begun"])
    role(desk)


def started(role: Role, desk: Desk) -> ForkServerProcess:
    """Start a process; forked, because a hundred kills need not wait for a hundred times the imports."""
    servers = get_context("forkserver")
    servers.set_forkserver_preload(["pytest", __name__])
    process = servers.Process(target=work, args=(role, desk))
    process.start()
    return process
