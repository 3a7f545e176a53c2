"""Replies and clocks for everything that is tested with a log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from chatbot.config import SearchConfig
from chatbot.reply import AttentionMap, Reply
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.records import LoggedTurn

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


class TickingClock:
    """A clock on which every look takes a second."""

    def __init__(self, start: datetime = NOON) -> None:
        self._now = start

    def __call__(self) -> datetime:
        now = self._now
        self._now += timedelta(seconds=1)
        return now


def log_at(path: Path, start: datetime = NOON) -> ConversationLog:
    return ConversationLog(path, clock=TickingClock(start))


def reply_saying(text: str) -> Reply:
    words = AttentionMap(("你好", "there"), (text, "</s>"), ((0.75, 0.25), (0.5, 0.5)))
    pieces = AttentionMap(("你", "好", "there"), (text, "</s>"), ((0.5, 0.25, 0.25), (0.25, 0.25, 0.5)))
    return Reply(text, words, pieces, (-0.125, -0.5), "eos")


def append_reply(log: ConversationLog, conversation_id: int, reply: Reply) -> LoggedTurn:
    return log.append_reply(conversation_id, reply, checkpoint="starter", search=SearchConfig(), seconds=0.25)


def exchange(log: ConversationLog, prompt: str, answer: str) -> LoggedTurn:
    """Start a conversation of one prompt and its reply; return the reply."""
    return append_reply(log, log.start(prompt, checkpoint="starter").conversation_id, reply_saying(answer))
