from __future__ import annotations

from itertools import combinations
from math import sqrt

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

from chatbot.errors import Unanswered
from chatbot.inference.evidence import TrainingPairs
from chatbot.inference.explain import NeuralExplainer
from chatbot.inference.rank_correlation import kendall_tau_b
from chatbot.inference.responder import NeuralResponder
from chatbot.inference.retrace import Retracer
from chatbot.model.batch import BOS, PAD, Batch

from .random_responder import PROMPTS, history, reply_to, responder

NUMBERS = st.sampled_from([-1.5, 0.0, 0.25, 2.0])
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=7)


def explainer(answering: NeuralResponder) -> NeuralExplainer:
    return NeuralExplainer(answering, lambda: TrainingPairs(()))


def log_prob(answering: NeuralResponder, source: tuple[int, ...], ids: tuple[int, ...]) -> float:
    """Judge one reply to one source by the forward of training."""
    batch = Batch(
        source=torch.tensor([source]),
        source_lengths=torch.tensor([len(source)]),
        target_inputs=torch.tensor([[BOS, *ids[:-1]]]),
        target_outputs=torch.tensor([ids]),
    )
    return -float(cross_entropy(answering.model(batch), batch.targets, reduction="sum").detach())


@pytest.mark.parametrize("attention", ["additive", "none"])
@pytest.mark.parametrize("prompt", [*PROMPTS, "learn"])
def test_a_drop_is_what_the_reply_loses_when_it_is_judged_without_the_word(
    prompt: str, attention: str
) -> None:
    answering = responder(seed=4, attention=attention)
    reply = reply_to(answering, prompt)
    ids = Retracer(answering).retrace(history(prompt), reply).hypothesis.ids
    source = answering.source_of(history(prompt))

    found = explainer(answering).occlusion(history(prompt), reply)

    spans = answering.tokenizer.words(source).spans
    without = [(*source[:start], *source[end:]) or (PAD,) for start, end in spans]
    whole = log_prob(answering, source, ids)
    assert found.drops == pytest.approx(
        [whole - log_prob(answering, each, ids) for each in without], abs=1e-4
    )
    if attention == "none":
        assert (found.weights, found.rank_correlation) == ((), None)
    else:
        rows = reply.attention.weights
        assert found.weights == pytest.approx([sum(column) / len(rows) for column in zip(*rows, strict=True)])
        assert sum(found.weights) == pytest.approx(1)
        assert found.rank_correlation == kendall_tau_b(found.drops, found.weights)


def test_occlusion_that_is_cancelled_has_no_answer() -> None:
    answering = responder()

    with pytest.raises(Unanswered):
        explainer(answering).occlusion(
            history("你好"), reply_to(answering, "你好"), is_cancelled=lambda: True
        )


@given(rows=ROWS)
def test_tau_b_is_the_cosine_of_the_signs_of_all_differences(rows: list[tuple[float, float]]) -> None:
    left, right = [first for first, _ in rows], [second for _, second in rows]
    signs = [[(a > b) - (a < b) for a, b in combinations(row, 2)] for row in (left, right)]
    lengths = [sqrt(sum(sign * sign for sign in row)) for row in signs]
    product = sum(a * b for a, b in zip(*signs, strict=True))

    tau = kendall_tau_b(left, right)

    assert tau == (None if 0 in lengths else pytest.approx(product / (lengths[0] * lengths[1])))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ([1, 2, 3], [10, 20, 30], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([1, 2, 3, 4], [1, 2, 4, 3], 4 / 6),
        ([1, 1, 2], [1, 2, 3], 2 / sqrt(6)),
        ([1, 1], [1, 2], None),
        ([5], [5], None),
        ([], [], None),
    ],
)
def test_tau_b_by_hand(left: list[float], right: list[float], expected: float | None) -> None:
    assert kendall_tau_b(left, right) == (expected if expected is None else pytest.approx(expected))
