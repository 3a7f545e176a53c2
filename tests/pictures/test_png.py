from __future__ import annotations

import struct

import pytest

from chatbot.pictures.exhibit import Look, PictureError
from chatbot.pictures.pixels import pixels
from chatbot.pictures.png import can_show, draw_png
from chatbot.pictures.svg import draw_svg
from tests.pictures.exhibits import exhibit_of

RARE = "\U00031350\U000323af"
"""Han characters that hardly a font has."""


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_picture_has_two_pixels_for_each_of_the_layout() -> None:
    exhibit = exhibit_of(("are", "you", "free", "❤️", "😀"), ("Yes", "</s>"))

    drawn = draw_png(exhibit, Look())

    width, height = size_of(drawn.data)
    assert f'width="{width // 2}" height="{height // 2}"' in draw_svg(exhibit, Look()).data.decode()
    assert drawn.remark == ""


def test_chinese_that_no_font_shows_is_said_and_drawn_all_the_same() -> None:
    if can_show(RARE):
        pytest.skip("a font of this machine shows even the rarest characters")

    drawn = draw_png(exhibit_of((RARE,), ("hello",)), Look())

    assert size_of(drawn.data) > (0, 0)
    assert drawn.remark.startswith("no font of this machine shows Chinese")


def test_common_chinese_is_drawn_with_the_fonts_of_the_machine() -> None:
    if not can_show("你"):
        pytest.skip("needs a font with Chinese characters, such as Noto Sans CJK")

    one, other = (draw_png(exhibit_of(("你",), (word,)), Look()) for word in ("好", "坏"))

    assert one.remark == other.remark == ""
    assert one.data != other.data


def test_what_cannot_be_drawn_is_one_clear_error() -> None:
    with pytest.raises(PictureError, match=r"into pixels \(ValueError: .*save it as .svg"):
        pixels(["<svg"])
