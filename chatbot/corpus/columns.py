"""Which column of a table is asked and which is answered, told from the names in its first row."""

from __future__ import annotations

from collections.abc import Sequence

PROMPT_NAMES = frozenset(
    {"question", "questions", "q", "ask", "prompt", "query", "input", "instruction", "user", "human", "post"}
    | {"request", "source", "src", "问", "问题", "提问", "问句", "用户", "输入", "上句"}
)
"""Names of a column of prompts, in lower case."""

RESPONSE_NAMES = frozenset(
    {"answer", "answers", "a", "response", "responses", "reply", "output", "completion", "bot", "assistant"}
    | {"target", "tgt", "答", "答案", "回答", "回复", "答句", "机器人", "输出", "下句"}
)
"""Names of a column of responses, in lower case."""


def asked_and_answered(names: Sequence[object]) -> tuple[int, int] | None:
    """Return the places of prompt and response in a row of column names; None if it is no such row."""
    known = [name.strip().lower() if isinstance(name, str) else "" for name in names]
    prompts = [place for place, name in enumerate(known) if name in PROMPT_NAMES]
    responses = [place for place, name in enumerate(known) if name in RESPONSE_NAMES]
    return (prompts[0], responses[0]) if prompts and responses else None
