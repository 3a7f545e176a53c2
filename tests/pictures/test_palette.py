from __future__ import annotations

from itertools import pairwise

import pytest

from chatbot.pictures.palette import DARK, LIGHT, STEPS, Scheme, contrast, ink_on, luminance, shade, step_of


@pytest.mark.parametrize(("scheme", "sign"), [(LIGHT, -1), (DARK, 1)])
def test_more_weight_is_ever_further_from_the_paper_in_lightness(scheme: Scheme, sign: int) -> None:
    lights = [luminance(shade(scheme, step)) for step in range(STEPS + 1)]

    assert all((right - left) * sign > 0 for left, right in pairwise(lights))
    assert abs(lights[-1] - lights[0]) > 0.75


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_a_number_can_be_read_on_every_shade(scheme: Scheme) -> None:
    colours = [shade(scheme, step) for step in range(STEPS + 1)]

    assert min(contrast(ink_on(colour), colour) for colour in colours) >= 4.5


def test_every_weight_has_a_step() -> None:
    assert [step_of(weight) for weight in (-0.1, 0, 0.024, 0.025, 0.5, 0.99, 1, 1.1)] == [
        0, 0, 0, 1, 10, 20, 20, 20,
    ]  # fmt: skip
