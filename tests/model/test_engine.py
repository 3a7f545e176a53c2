from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn.functional import linear

from chatbot.config import ModelConfig
from chatbot.inference.frontier import StepwiseModel
from chatbot.model.engine import Engine
from chatbot.model.highest import highest
from chatbot.model.matrices import SiftingMatrix, can_round
from chatbot.model.seq2seq import Seq2Seq

SOURCE = (3, 4, 9, 3)
HEARD = ((1, 5, 7), (6, 6, 6), (2, 10, 5), (5, 7, 6))
"""Tokens of three rows, step by step; some are heard again."""

ORDERS = ([0, 1, 2], [2, 0, 0], [1, 1, 2], [0, 2, 1])
"""Which rows go on after each step, as a beam reorders them."""

needs_bytes = pytest.mark.skipif(not can_round(), reason="the processor has no products of bytes")


def network(dtype: torch.dtype = torch.float64) -> Seq2Seq:
    torch.manual_seed(3)
    made = Seq2Seq(ModelConfig(12, 8, 6, 10, 7, dropout=0.2)).to(dtype).eval()
    torch.nn.init.normal_(made.output_bias)
    return made


@torch.inference_mode()
def said(model: StepwiseModel, heard: Sequence[Sequence[int]] = HEARD) -> Tensor:
    """Return what a model says, where it looks and what it remembers, step by step and row by row."""
    memory, state = model.encode(torch.tensor([SOURCE]), torch.tensor([len(SOURCE)]))
    width = len(heard[0])
    first = torch.zeros(width, dtype=torch.long)
    memory, state = memory.select(first), state.select(first)
    steps = []
    for tokens, order in zip(heard, ORDERS, strict=True):
        logits, weights, state = model.step(torch.tensor(tokens), state, memory)
        assert weights is not None
        steps.append(torch.cat([logits, weights, state.hidden], dim=1))
        rows = torch.tensor(order[:width])
        memory, state = memory.select(rows), state.select(rows)
    return torch.stack(steps)


def test_an_engine_says_what_the_plain_decoder_says() -> None:
    plain = network()

    engine = Engine(plain, is_rounded=False)

    torch.testing.assert_close(said(engine), said(plain), rtol=0, atol=1e-10)
    # Once more, with all its tokens heard before.
    torch.testing.assert_close(said(engine), said(plain), rtol=0, atol=1e-10)


@torch.inference_mode()
def test_several_prompts_at_once_are_answered_as_the_plain_decoder_does() -> None:
    plain = network()
    source, lengths, tokens = torch.tensor([[3, 4, 5], [6, 7, 0]]), torch.tensor([3, 2]), torch.tensor([1, 1])

    models: tuple[StepwiseModel, ...] = (plain, Engine(plain, is_rounded=False))
    (memory, state), (ready_memory, ready_state) = (model.encode(source, lengths) for model in models)
    expected, answer = (
        models[0].step(tokens, state, memory),
        models[1].step(tokens, ready_state, ready_memory),
    )

    assert torch.equal(answer[0], expected[0])


@needs_bytes
def test_rounded_weights_say_nearly_the_same() -> None:
    plain = network(torch.float32)

    torch.testing.assert_close(said(Engine(plain, is_rounded=True)), said(plain), rtol=0, atol=1e-4)


@needs_bytes
def test_rounding_changes_little_and_each_row_by_itself() -> None:
    weight, bias, rows = weights_and_rows()

    multiply = SiftingMatrix(weight, bias)
    products = multiply(rows.numpy())

    assert products == pytest.approx(linear(rows, weight, bias).numpy(), abs=0.2)
    alone = np.concatenate([multiply(row[None]) for row in rows.numpy()])
    assert products == pytest.approx(alone, abs=1e-5)


@needs_bytes
def test_the_highest_outputs_are_worked_out_in_full() -> None:
    weight, bias, rows = weights_and_rows()
    exact = linear(rows, weight, bias).topk(10)

    products = torch.from_numpy(SiftingMatrix(weight, bias)(rows.numpy())).topk(10)

    assert torch.equal(products.indices, exact.indices)
    torch.testing.assert_close(products.values, exact.values, rtol=0, atol=1e-5)


def weights_and_rows() -> tuple[Tensor, Tensor, Tensor]:
    torch.manual_seed(0)
    weight = torch.randn(3_000, 24)
    weight[7] = 0
    return weight, torch.randn(3_000), torch.rand(5, 24) * 2 - 1


@settings(deadline=None, max_examples=50)
@given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, 400), count=st.integers(1, 20))
def test_the_highest_numbers_are_found_with_all_their_equals(seed: int, size: int, count: int) -> None:
    values = np.random.default_rng(seed).integers(0, 50, size).astype(np.float64)
    values[values < 5] = -np.inf

    places = highest(values, count)

    lowest = sorted(values, reverse=True)[min(count, size) - 1]
    assert places.tolist() == sorted(set(places.tolist()))
    assert set(np.flatnonzero(values >= lowest)) <= set(places)
