"""Where a heat map puts its rows and columns."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from chatbot.reply import AttentionMap
from chatbot.text.label import fit, shortened, visible_label
from chatbot.tui.widgets.heatmap_grid import COLUMN_MINIMUM, NUMBER_WIDTH, lay_out, number
from chatbot.tui.widgets.shades import level
from tests.tui.maps import attention_maps, map_of, tokens

MIXED = map_of(("你好", "，", "tomorrow", "😀", "ok"), ("有空", "呀", "yes", "😀", "</s>"))


@given(label=st.text(st.characters(codec="utf-8")), width=st.integers(1, 40))
def test_a_fitted_label_is_exactly_as_wide_as_asked(label: str, width: int) -> None:
    assert cell_len(fit(visible_label(label), width)) == width


@given(token=tokens)
def test_every_label_can_be_seen_on_one_line(token: str) -> None:
    label = visible_label(token)

    assert cell_len(label) >= 1
    assert "\n" not in label
    assert "\t" not in label


@given(attention=attention_maps(), width=st.integers(10, 120))
def test_columns_stand_side_by_side_inside_the_width(attention: AttentionMap, width: int) -> None:
    columns = lay_out(attention, width=width, height=20, row=0, column=0).columns

    assert all(column.width >= COLUMN_MINIMUM for column in columns)
    assert all(left.left + left.width + 1 == right.left for left, right in pairwise(columns))
    assert all(cell_len(column.label) == column.width for column in columns)
    assert columns[-1].left + columns[-1].width < width


@given(attention=attention_maps(), width=st.integers(10, 60), height=st.integers(2, 12), data=st.data())
def test_the_chosen_row_and_column_are_in_view(
    attention: AttentionMap, width: int, height: int, data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, len(attention.target_tokens) - 1))
    column = data.draw(st.integers(0, len(attention.source_tokens) - 1))
    narrowest = data.draw(st.sampled_from([COLUMN_MINIMUM, NUMBER_WIDTH]))

    grid = lay_out(attention, width=width, height=height, row=row, column=column, narrowest=narrowest)

    assert row in grid.rows
    assert column in [each.index for each in grid.columns]
    assert [grid.column_at(each.left) for each in grid.columns] == list(grid.columns)
    assert len(grid.rows) <= height - 1


def test_a_column_is_as_wide_as_its_source_word() -> None:
    columns = lay_out(MIXED, width=60, height=20, row=0, column=0).columns

    assert [column.width for column in columns] == [4, 2, 8, 2, 2]
    assert [column.label for column in columns] == ["你好", "，", "tomorrow", "😀", "ok"]


def test_a_long_label_is_cut_between_characters() -> None:
    assert fit("天气真好呀", 6) == "天气 …"
    assert fit("tomorrow", 5) == "tomo…"


def test_no_joiner_is_left_to_join_what_follows_the_cut() -> None:
    assert fit("ab\u200d\u200dcdef", 3) == "ab…"
    assert shortened("ab\u200d\u200dcdef", 3) == "ab…"


def test_hidden_columns_are_told_on_their_side() -> None:
    first = lay_out(MIXED, width=20, height=20, row=0, column=0)
    last = lay_out(MIXED, width=20, height=20, row=4, column=4)

    assert (first.hidden_left, first.hidden_right) == (False, True)
    assert (last.hidden_left, last.hidden_right) == (True, False)


@pytest.mark.parametrize(("weight", "step"), [(0.0, 0), (0.04, 0), (0.05, 1), (0.31, 3), (0.94, 9), (1.0, 9)])
def test_a_shade_is_the_weight_in_tenths(weight: float, step: int) -> None:
    assert level(weight) == step


@pytest.mark.parametrize(("weight", "text"), [(0.0, ".00"), (0.624, ".62"), (0.994, ".99"), (1.0, "1.0")])
def test_a_weight_as_a_number_fits_its_column(weight: float, text: str) -> None:
    assert number(weight) == text
