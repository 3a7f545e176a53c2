from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from chatbot.text.label import fit_middle, visible_label


@given(st.text(min_size=1).map(visible_label), st.integers(3, 40))
def test_a_label_cut_in_its_middle_has_its_width_and_its_beginning(label: str, width: int) -> None:
    cut = fit_middle(label, width)

    assert cell_len(cut) == width
    before, ellipsis, _ = cut.partition("…")
    assert label.startswith(before.rstrip()) or not ellipsis


def test_what_is_cut_keeps_both_ends() -> None:
    assert fit_middle("starter-taught-20261126-204412", 15) == "starter…-204412"
    assert fit_middle("我的店铺-taught-2026", 12) == "我的店…-2026"
    assert fit_middle("short", 7) == "short  "
