"""What a log holds, as values; and the JSON its text columns keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime

from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker
from chatbot.reply import AttentionMap, Reply
from chatbot.storage.review_records import Review
from chatbot.text.language import language_of

TITLE_LENGTH = 120
"""Characters of the first turn that name a conversation: as many as a wide terminal has room for."""


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation as a list shows it."""

    id: int

    started_at: str
    """ISO 8601, UTC, milliseconds."""

    title: str
    """As somebody named it, else the beginning of the first turn; on one line."""

    turns: int
    """How many, of both sides."""

    checkpoint: str
    """The model of its newest reply; where there is none, the one it began with."""


@dataclass(frozen=True, slots=True)
class LoggedReply:
    """How one of the bot's turns came about."""

    reply: Reply

    checkpoint: str
    """The model that answered."""

    search: SearchConfig
    """How it searched."""

    seconds: float
    """From the question to the last token."""


@dataclass(frozen=True, slots=True)
class LoggedTurn:
    """One utterance as the log keeps it."""

    id: int
    conversation_id: int
    speaker: Speaker

    text: str
    """Exactly as it was typed or answered."""

    said_at: str
    """ISO 8601, UTC, milliseconds."""

    reply: LoggedReply | None = None
    """How it came about; None for the user's turns."""

    review: Review | None = None
    """What a reviewer thinks of it by now; None for the user's turns and until there is a review."""


@dataclass(frozen=True, slots=True)
class LoggedConversation:
    """A conversation, whole."""

    id: int

    started_at: str
    """ISO 8601, UTC, milliseconds."""

    title: str
    """As somebody named it, else the beginning of the first turn; on one line."""

    checkpoint: str
    """The model it began with."""

    turns: tuple[LoggedTurn, ...]
    """In the order they were said."""

    def with_verdicts_since(self, moment: str) -> LoggedConversation:
        """Return it with those of its reviews alone that have a verdict, and are of a moment or later."""
        return replace(self, turns=tuple(_with_verdict_since(turn, moment) for turn in self.turns))


def _with_verdict_since(turn: LoggedTurn, moment: str) -> LoggedTurn:
    review = turn.review
    is_kept = review is not None and review.verdict is not None and review.reviewed_at >= moment
    return turn if is_kept else replace(turn, review=None)


def timestamp(moment: datetime) -> str:
    """Write a moment so that the order of the texts is the order of the moments."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def storable(text: str) -> str:
    """Join surrogates to the characters they mean, and put U+FFFD for a lone one: UTF-8 has neither."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def title_of(text: str) -> str:
    """Name a conversation after its first turn."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= TITLE_LENGTH else one_line[: TITLE_LENGTH - 1].rstrip() + "…"


def reply_columns(turn: LoggedTurn, logged: LoggedReply) -> dict[str, str | float]:
    """Spell how a turn came about as the columns of its row."""
    reply = logged.reply
    return {
        "turn_id": turn.id,
        "conversation_id": turn.conversation_id,
        "said_at": turn.said_at,
        "checkpoint": storable(logged.checkpoint),
        "search": _json(asdict(logged.search)),
        "attention": _json(attention_document(reply.attention)),
        "pieces": _json(attention_document(reply.pieces)),
        "token_log_probs": _json(reply.token_log_probs),
        "log_prob": reply.log_prob,
        "stop": reply.stop,
        "seconds": logged.seconds,
        "confidence": reply.confidence,
        "language": language_of(reply.text),
    }


def reply_from(columns: Mapping[str, object], text: str) -> LoggedReply:
    """Read a reply back from its row and the text of its turn.

    Raises:
        ValueError, KeyError, TypeError: somebody has changed the row by hand.
    """
    stop = columns["stop"]
    if stop not in ("eos", "length", "cancelled"):
        raise ValueError(f"expected stop to be eos, length or cancelled, found {stop!r}")
    reply = Reply(
        text,
        attention=_attention_from(json.loads(str(columns["attention"]))),
        pieces=_attention_from(json.loads(str(columns["pieces"]))),
        token_log_probs=tuple(json.loads(str(columns["token_log_probs"]))),
        stop=stop,
        confidence=float(str(columns["confidence"])),
    )
    search = _search_from(json.loads(str(columns["search"])))
    return LoggedReply(reply, str(columns["checkpoint"]), search, float(str(columns["seconds"])))


def attention_document(attention: AttentionMap) -> dict[str, object]:
    """Spell attention as the log and `logs show --json` do."""
    return {
        "source_tokens": attention.source_tokens,
        "reply_tokens": attention.target_tokens,
        "weights": attention.weights,
    }


def _attention_from(document: Mapping[str, list[str]]) -> AttentionMap:
    return AttentionMap(
        tuple(document["source_tokens"]),
        tuple(document["reply_tokens"]),
        tuple(tuple(map(float, row)) for row in document["weights"]),
    )


def _search_from(document: Mapping[str, object]) -> SearchConfig:
    # A log outlives its settings: one that is gone is left out, one that is new takes its default.
    known = {field.name for field in fields(SearchConfig)}
    settings = {name: value for name, value in document.items() if name in known}
    return SearchConfig(**settings)  # type: ignore[arg-type]


def _json(document: object) -> str:
    return storable(json.dumps(document, ensure_ascii=False))
