"""Real processes on one log: killed at any moment, or writing at the same time."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from chatbot.dialogue import Speaker
from tests.storage.chatting import EXCHANGES
from tests.storage.samples import log_at

PROJECT = Path(__file__).parents[2]

ENDLESS = 1_000_000

TURNS_A_CONVERSATION = 1 + 2 * EXCHANGES


class Chatters:
    """The processes of `tests.storage.chatting`, one after the other."""

    def __init__(self) -> None:
        command = (sys.executable, "-m", "tests.storage.chatting")
        self._source = subprocess.Popen(
            command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def close(self) -> None:
        self._source.communicate()

    def start(self, path: Path, name: str, conversations: int) -> int:
        """Start the next process and return its id."""
        assert self._source.stdin
        self._source.stdin.write(f"{path} {name} {conversations}\n")
        self._source.stdin.flush()
        return int(self.read_line())

    def read_turn(self) -> str:
        line = self.read_line()
        assert not line.startswith("ended"), f"the process did not chat until it was killed: {line}"
        return line

    def read_to_end(self) -> list[str]:
        """Return the lines up to the one that tells that the process has ended, and that one."""
        lines = [self.read_line()]
        while not lines[-1].startswith("ended"):
            lines.append(self.read_line())
        return lines

    def read_line(self) -> str:
        assert self._source.stdout
        line = self._source.stdout.readline()
        assert line, "the source of processes is gone"
        return line.rstrip("\n")


@pytest.fixture
def chatters() -> Iterator[Chatters]:
    with closing(Chatters()) as started:
        yield started


@pytest.fixture
def other_chatters() -> Iterator[Chatters]:
    with closing(Chatters()) as started:
        yield started


def killed_after(chatters: Chatters, path: Path, *, lines: int, seconds: float) -> set[str]:
    """Let a process chat, kill it some time after some turns, and return the turns it had shown as kept."""
    process = chatters.start(path, "甲", ENDLESS)
    shown = [chatters.read_turn() for _ in range(lines)]
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    *rest, end = chatters.read_to_end()
    assert end == f"ended {-signal.SIGKILL}"
    return {*shown, *rest}


def logged_lines(path: Path) -> set[str]:
    """Read every turn; a conversation without one, or an answer without attention, is half written."""
    with log_at(path) as log:
        conversations = list(log.conversations_since())
    assert all(conversation.turns for conversation in conversations)
    turns = [turn for conversation in conversations for turn in conversation.turns]
    assert all((turn.speaker is Speaker.BOT) == (turn.reply is not None) for turn in turns)
    return {f"{turn.id}\t{turn.text}" for turn in turns}


def integrity(path: Path) -> str:
    with closing(sqlite3.connect(path)) as plain:
        found: str = plain.execute("PRAGMA integrity_check").fetchone()[0]
    return found


def kill_many_times(chatters: Chatters, path: Path, times: int) -> None:
    chance = random.Random(times)
    shown: set[str] = set()
    for _ in range(times):
        shown |= killed_after(chatters, path, lines=chance.randrange(30), seconds=chance.uniform(0, 0.02))
        assert shown <= logged_lines(path)
        assert integrity(path) == "ok"
    assert len(shown) > times


def test_a_killed_process_loses_no_turn_it_showed_as_kept(chatters: Chatters, path: Path) -> None:
    kill_many_times(chatters, path, 30)


def test_a_process_killed_while_it_makes_the_log_leaves_one_that_opens(
    chatters: Chatters, tmp_path: Path
) -> None:
    for moment in range(20):
        path = tmp_path / f"{moment}.db"

        shown = killed_after(chatters, path, lines=0, seconds=moment / 500)

        assert shown <= logged_lines(path)
        assert integrity(path) == "ok"


def test_two_processes_may_make_the_log_at_the_same_moment(
    chatters: Chatters, other_chatters: Chatters, tmp_path: Path
) -> None:
    for number in range(12):
        path = tmp_path / f"{number}.db"

        chatters.start(path, "甲", 1)
        other_chatters.start(path, "B", 1)

        shown = chatters.read_to_end() + other_chatters.read_to_end()
        assert {*shown} == {*logged_lines(path), "ended 0"}


@pytest.mark.slow
def test_five_hundred_kills_lose_no_turn(chatters: Chatters, path: Path) -> None:
    kill_many_times(chatters, path, 500)


def test_two_processes_write_one_new_log_at_once_and_lose_nothing(
    chatters: Chatters, other_chatters: Chatters, path: Path
) -> None:
    chatters.start(path, "甲", 20)
    other_chatters.start(path, "B", 20)

    *some, end = chatters.read_to_end()
    *others, other_end = other_chatters.read_to_end()

    assert (end, other_end) == ("ended 0", "ended 0")
    assert len(some) == len(others) == 20 * TURNS_A_CONVERSATION
    assert logged_lines(path) == {*some, *others}
    assert integrity(path) == "ok"
