"""Copies of a log that somebody goes on writing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from chatbot.errors import LogError
from tests.storage.samples import log_at
from tests.storage.test_durability import ENDLESS, Chatters, integrity, logged_lines


@pytest.fixture
def chatters() -> Iterator[Chatters]:
    with closing(Chatters()) as started:
        yield started


def test_a_copy_made_while_a_chat_writes_holds_all_that_was_kept_before(
    chatters: Chatters, path: Path, tmp_path: Path
) -> None:
    process = chatters.start(path, "甲", ENDLESS)
    shown = {chatters.read_turn() for _ in range(20)}
    for number in range(8):
        copy = tmp_path / f"copy {number}.db"

        with log_at(path) as log:
            log.backup(copy)

        assert integrity(copy) == "ok"
        assert shown <= logged_lines(copy)
        shown |= {chatters.read_turn() for _ in range(20)}
    os.kill(process, signal.SIGKILL)
    chatters.read_to_end()


def test_a_copy_that_fails_leaves_nothing(path: Path, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    with log_at(path) as log:
        log.start("你好 there", checkpoint="starter")
        log._database.close()

        with pytest.raises(LogError, match="cannot be used"):
            log.backup(tmp_path / "copies" / "a.db")

    assert list((tmp_path / "copies").iterdir()) == []
