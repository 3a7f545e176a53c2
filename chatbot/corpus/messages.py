"""Messages with roles: OpenAI's `role` and `content`, ShareGPT's `from` and `value`."""

from __future__ import annotations

from chatbot.corpus.record import Record, has_list, objects
from chatbot.corpus.source import BrokenRecordError
from chatbot.dialogue import Conversation

SPELLINGS = (("messages", "role", "content"), ("conversations", "from", "value"))
"""The list, the field of the speaker and the field of the text."""

USER_ROLES = frozenset({"user", "human", "usr", "prompter"})
BOT_ROLES = frozenset({"assistant", "gpt", "bot", "sys", "chatgpt", "bing", "bard", "model"})


def matches(record: object) -> bool:
    """Recognise an object with a list of messages in one of the spellings."""
    return any(has_list(record, *spelling) for spelling in SPELLINGS)


def read(record: object, place: str) -> Conversation:
    """Read one conversation; what systems, tools and functions say is no speech."""
    for key, role, content in SPELLINGS:
        if isinstance(record, dict) and key in record:
            spoken = [_spoken(message, role, content) for message in objects(record, key)]
            return Conversation.between([pair for pair in spoken if pair is not None], place)
    raise BrokenRecordError("expected 'messages' or 'conversations'")


def _spoken(message: Record, role_key: str, content_key: str) -> tuple[str, str] | None:
    role, content = message.get(role_key), message.get(content_key)
    if not isinstance(role, str):
        raise BrokenRecordError(f"expected a name in {role_key!r}")
    if role in USER_ROLES:
        return "user", _words(content, content_key)
    # A reply without content calls a function.
    return ("bot", _words(content, content_key)) if role in BOT_ROLES and content is not None else None


def _words(content: object, key: str) -> str:
    """Return the text of a message, or of its text parts where it has pictures as well."""
    if isinstance(content, str):
        return content
    if isinstance(content, list) and all(isinstance(part, dict) for part in content):
        return " ".join(str(part["text"]) for part in content if isinstance(part.get("text"), str))
    raise BrokenRecordError(f"expected text in {key!r}")
