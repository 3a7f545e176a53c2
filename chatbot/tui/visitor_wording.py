"""What a visitor in a browser may do, and the words for him: what is not for him is not offered."""

from __future__ import annotations

from collections.abc import Iterable

from textual.actions import ActionParseResult, parse

from chatbot.record import Record
from chatbot.tui.wording import CHINESE, Wording

HOSTS_KEYS = frozenset(
    {"+", "-", "+ -", "e", "u", "s", "a", "^R", "^L", "^O", "^Z", "Ctrl+R", "Ctrl+L", "Ctrl+O", "Ctrl+Z"}
    | {"F8", "F9"}
)
"""Keys that show what others said, teach the model, or write files where the program runs."""


HOSTS_ACTIONS = frozenset(
    {"adopt", "review", "learn", "undo_learning", "conversations", "save_picture", "settings"}
    | {"compare", "watch"}
)
"""Actions behind such keys, and those that let a stranger choose how much the machine has to do."""


class VisitorWording(Record):
    """What only a visitor is told."""

    kept: str
    not_his: str


ENGLISH_VISITOR = VisitorWording(
    kept="What is said here is kept in the log of whoever runs this chatbot.",
    not_his="That is for whoever runs this chatbot.",
)

CHINESE_VISITOR = VisitorWording(
    kept="这里说的话会记录在运行者的日志里。",
    not_his="这项操作只有运行者可以做。",
)


def for_visitors(wording: Wording, *, is_logged: bool) -> Wording:
    """Return the words of the interface without what is its host's; say that a log is kept, if one is."""
    words = CHINESE_VISITOR if wording is CHINESE else ENGLISH_VISITOR
    return wording.with_other(
        personal=wording.personal.with_other(
            welcome_keys=(*_hints_for_all(wording.personal.welcome_keys), *([("", words.kept)] * is_logged)),
        ),
        prompt_keys=_for_all(wording.prompt_keys),
        reply_keys=_for_all(wording.reply_keys),
        explaining=wording.explaining.with_other(
            candidates_keys=_for_all(wording.explaining.candidates_keys)
        ),
        answering_keys=_for_all(wording.answering_keys),
        help=_hints_for_all(wording.help),
        anywhere_keys=_hints_for_all(wording.anywhere_keys),
        what_if=wording.what_if.with_other(
            keys=_for_all(wording.what_if.keys),
            help=_hints_for_all(wording.what_if.help),
        ),
        review=wording.review.with_other(not_kept=words.not_his, invitation=""),
    )


def _for_all(hints: Iterable[str]) -> tuple[str, ...]:
    return tuple(hint for hint in hints if hint.partition(" ")[0] not in HOSTS_KEYS)


def _hints_for_all(hints: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((keys, act) for keys, act in hints if not HOSTS_KEYS.issuperset(keys.split(", ")))


def is_hosts(action: str | ActionParseResult) -> bool:
    """Tell whether an action is its host's alone."""
    _, name, _ = parse(action) if isinstance(action, str) else action
    return name in HOSTS_ACTIONS
