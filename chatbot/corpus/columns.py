"""Which field of a row or record is asked and which is answered, told from their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

PROMPT_NAMES = (
    *(
        "question",
        "questions",
        "q",
        "ask",
        "prompt",
        "query",
        "instruction",
        "input",
        "user",
        "human",
        "post",
    ),
    *(
        "request",
        "source",
        "src",
        "context",
        "问",
        "问题",
        "提问",
        "问句",
        "用户",
        "输入",
        "上句",
        "title",
        "标题",
    ),
)
"""Names of what is asked, in lower case, the surest first."""

RESPONSE_NAMES = (
    *("answer", "answers", "a", "response", "responses", "reply", "output", "completion", "bot", "assistant"),
    *("target", "tgt", "答", "答案", "回答", "回复", "答句", "机器人", "输出", "下句"),
)
"""Names of what is answered, in lower case, the surest first."""


def asked_and_answered(names: Iterable[object]) -> tuple[int, int] | None:
    """Return the places of the prompt and of the response among names; None if either is missing."""
    known = [name.strip().lower() if isinstance(name, str) else "" for name in names]
    prompt, response = place_of(PROMPT_NAMES, known), place_of(RESPONSE_NAMES, known)
    return None if prompt is None or response is None else (prompt, response)


def place_of(wanted: Sequence[str], known: Sequence[str]) -> int | None:
    """Return where the first of the wanted names stands that is known at all."""
    return next((known.index(name) for name in wanted if name in known), None)
