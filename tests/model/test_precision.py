"""Rounded products have few shapes, and give what torch's own give."""

from unittest.mock import patch

import pytest
import torch
from torch.nn.functional import linear

from chatbot.model import precision
from chatbot.model.precision import FEW_ROWS, projected, row_product


@pytest.mark.parametrize("rows", [3, FEW_ROWS, FEW_ROWS + 1])
def test_rows_of_nought_change_no_rounded_product(rows: int) -> None:
    torch.manual_seed(0)
    vectors, weight = (torch.randn(shape, requires_grad=True) for shape in ((1, rows, 8), (5, 8)))
    bias = torch.randn(5)

    with torch.autocast("cpu", dtype=torch.bfloat16):
        ours, theirs = projected(vectors, weight, bias), linear(vectors, weight, bias)
    slopes = [torch.autograd.grad(each.float().square().sum(), (vectors, weight)) for each in (ours, theirs)]

    torch.testing.assert_close(ours, theirs)
    for one, other in zip(*slopes, strict=True):
        torch.testing.assert_close(one, other)
    left, right = torch.randn(rows, 4), torch.randn(rows, 6)
    theirs = (left.bfloat16().t() @ right.bfloat16()).float()
    torch.testing.assert_close(row_product(left, right, torch.bfloat16), theirs, atol=0.2, rtol=0.01)


def test_batches_of_any_length_make_products_of_few_shapes() -> None:
    weight, shapes = torch.randn(5, 8), set()

    def seen(rows: torch.Tensor, *others: torch.Tensor) -> torch.Tensor:
        shapes.add(rows.shape)
        return linear(rows, *others)

    with patch.object(precision, "linear", seen), torch.autocast("cpu", dtype=torch.bfloat16):
        for rows in range(1, 600, 7):
            assert projected(torch.randn(rows, 8), weight).shape == (rows, 5)

    assert {rows for rows, _ in shapes} == {FEW_ROWS, 2 * FEW_ROWS, 3 * FEW_ROWS}
