from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chatbot.storage.conversation_log import ConversationLog
from tests.storage.samples import log_at


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


@pytest.fixture
def log(path: Path) -> Iterator[ConversationLog]:
    with log_at(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConversationLog]:
    """One log for all examples of a property."""
    with log_at(tmp_path_factory.mktemp("shared") / "log.db") as opened:
        yield opened
