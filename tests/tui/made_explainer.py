"""What might be said of the reply made by hand: words of several pieces, objections, foreign scripts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from chatbot.dialogue import DialoguePair, Turn
from chatbot.explaining import Alternative, Evidence, Neighbour, Occlusion, StepChoices
from chatbot.reply import AttentionMap, Reply, never
from tests.doubles import ScriptedExplainer
from tests.tui.made_reply import REPLY, SOURCE, WORDS

ALTERNATIVES = (
    Alternative("tea", "teahouse", 0.5, blocked="repeats"),
    Alternative("ca", "café", 0.25),
    Alternative("咖啡", "咖啡", 0.125),
    Alternative("<0xF0>", "😀", 0.0625),
    Alternative("\u0301", "\u0301", 0.03125),
    Alternative("[b]", "[b]bold[/b]", 0.015625),
)
STEPS = (
    StepChoices("ca", 0.25, 2, 1.94, ALTERNATIVES),
    StepChoices("fé", 0.001, 40, 3.21, (Alternative("t", "cat", 0.75), Alternative("r", "car", 0.125))),
)
"""The two of "café"."""

OTHERS = (("好", "，", "the", "茶馆", "tomorrow"), ("明天", "see", "you", "👩‍👩‍👧", "！"))

PAIRS = (
    DialoguePair(
        (), "明天去 café\u0301 吗", "好呀，\nthe teahouse", "corpora/zh/made_up_weekends.jsonl:1207"
    ),
    DialoguePair((), "Ｈｅｌｌｏ", "[i]hi[/i] 👩‍👩‍👧", "corpora/made.tsv:3"),
)


class MadeExplainer(ScriptedExplainer):
    """Says the same of every reply."""

    def choices(self, history: Sequence[Turn], reply: Reply) -> tuple[tuple[StepChoices, ...], ...]:
        return (STEPS,) * len(reply.attention.target_tokens)

    def candidates(
        self, history: Sequence[Turn], *, count: int, is_cancelled: Callable[[], bool] = never
    ) -> tuple[Reply, ...]:
        return (REPLY, *(_candidate(words) for words in OTHERS))

    def evidence(
        self, history: Sequence[Turn], reply: Reply, *, is_cancelled: Callable[[], bool] = never
    ) -> Evidence:
        return Evidence((Neighbour(PAIRS[0], 0.913), Neighbour(PAIRS[1], -0.05)), copied=None, searched=5106)

    def occlusion(
        self, history: Sequence[Turn], reply: Reply, *, is_cancelled: Callable[[], bool] = never
    ) -> Occlusion:
        drops = tuple(2.5 * (place % 4) - 1 for place in range(len(SOURCE)))
        weights = tuple(sum(column) / len(WORDS) for column in zip(*reply.attention.weights, strict=True))
        return Occlusion(drops, weights, 0.31)


def _candidate(words: tuple[str, ...]) -> Reply:
    weights = tuple(REPLY.attention.weights[place] for place in range(len(words)))
    attention = AttentionMap(SOURCE, words, weights)
    return replace(
        REPLY,
        text=" ".join(words),
        attention=attention,
        pieces=attention,
        token_log_probs=(-0.75,) * len(words),
    )
