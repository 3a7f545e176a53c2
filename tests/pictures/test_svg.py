from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.pictures.exhibit import Exhibit, Look, PictureError
from chatbot.pictures.heat_map import FONT_SIZE, LEAN, HeatMap, lay_out
from chatbot.pictures.measure import width_of, wrapped
from chatbot.pictures.svg import draw_svg
from chatbot.pictures.wording import CHINESE
from chatbot.reply import AttentionMap
from tests.pictures.exhibits import MIXED_WORDS, exhibit_of, exhibits, without_attention

SVG = "{http://www.w3.org/2000/svg}"


def drawn(exhibit: Exhibit, look: Look | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(draw_svg(exhibit, look or Look()).data)


def texts(picture: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SVG}text")]


@settings(max_examples=60)
@given(exhibits())
def test_any_unicode_gives_well_formed_xml_with_a_cell_a_weight(exhibit: Exhibit) -> None:
    picture = drawn(exhibit)

    attention = exhibit.attention
    cells = [group for group in picture.iter(f"{SVG}g") if group.get("class") == "cell"]
    assert len(cells) == len(attention.source_tokens) * len(attention.target_tokens)
    assert all(cell.find(f"{SVG}title") is not None for cell in cells)


@pytest.mark.parametrize(
    "text", ["]]>", "<script>alert(1)</script>", "&amp;", "\"'", "a\x00\x1b\ufffe\ud800b"]
)
def test_what_xml_would_read_as_its_own_stays_text(text: str) -> None:
    picture = drawn(exhibit_of((text,), (text, "</s>")))

    visible = "".join(character for character in text if character not in "\x00\x1b\ufffe\ud800")
    assert texts(picture).count(visible) >= 2
    assert not list(picture.iter(f"{SVG}script"))


def test_text_stays_text_and_who_points_is_told_all() -> None:
    picture = drawn(exhibit_of(("你好", "tomorrow"), ("有空", "</s>")))

    assert {"你好", "tomorrow", "有空", "</s>", "80", "20", "0.50"} <= set(texts(picture))
    titles = [element.text for element in picture.iter(f"{SVG}title")]
    assert titles[0] == "Where the reply looked: 你好tomorrow → 有空</s>"
    assert "有空 → 你好  80.0%" in titles
    assert "有空 · probability 1.000" in titles
    assert any("made-up · additive attention" in text for text in texts(picture))


def test_faint_cells_have_a_number_only_where_all_are_wanted_and_words_follow_the_language() -> None:
    exhibit = exhibit_of(tuple("一二三四五六七八"), ("好",))  # seven words get 5 % each

    assert texts(drawn(exhibit)).count("5") == 0
    assert texts(drawn(exhibit, Look(CHINESE, all_numbers=True))).count("5") == 7
    assert "机器人" in texts(drawn(exhibit, Look(CHINESE)))


def test_a_reply_without_attention_is_one_clear_error() -> None:
    with pytest.raises(PictureError, match="made-up: expected a reply with attention to draw, found none"):
        draw_svg(without_attention(), Look())


def placed(source: list[str], target: list[str]) -> HeatMap:
    row = (1 / len(source),) * len(source)
    attention = AttentionMap(tuple(source), tuple(target), (row,) * len(target))
    return lay_out(attention, said=(("you", " ".join(source)),), small_print="made-up", right_column=48)


@settings(max_examples=100)
@given(
    source=st.lists(st.sampled_from([*MIXED_WORDS, "w" * 60, "你" * 40]), min_size=1, max_size=40),
    target=st.lists(st.sampled_from(MIXED_WORDS), min_size=1, max_size=5),
)
def test_no_word_of_any_length_runs_into_another_or_out_of_the_picture(
    source: list[str], target: list[str]
) -> None:
    place = placed(source, target)

    for column, right_of_it in zip(place.columns, place.columns[1:], strict=False):
        assert column.left + column.width <= right_of_it.left + 1e-6
        assert column.leans or width_of(column.label, FONT_SIZE) <= column.width
        # Leaning words are parallel: as far apart as their columns, seen at 45 degrees.
        if column.leans and right_of_it.leans:
            assert (right_of_it.middle - column.middle) * LEAN >= FONT_SIZE * 1.2
    assert max(column.middle + column.overhang for column in place.columns) <= place.width
    assert place.grid_top - max(column.overhang for column in place.columns) > place.said[-1].baseline
    for label in place.row_labels:
        assert place.grid_left - width_of(label, FONT_SIZE) >= 0
    for line in place.said:
        assert place.indent + width_of(line.text, FONT_SIZE) <= place.width


@given(st.text(st.sampled_from("你好，（ aW.\n-"), max_size=80), st.integers(60, 300))
def test_lines_are_as_wide_as_allowed_and_nothing_but_space_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width=width, size=FONT_SIZE)

    assert all(width_of(line, FONT_SIZE) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_lines_of_a_picture_begin_with_no_closing_mark_and_end_with_no_opening_one() -> None:
    said = "我读了《红楼梦》（第一回），很好看！你呢？" * 4

    for width in range(60, 200):
        lines = wrapped(said, width=width, size=FONT_SIZE)
        assert not [line for line in lines if line[0] in "》），！？" or line[-1] in "《（"]
