from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.pictures.exhibit import Look, PictureError
from chatbot.pictures.formats import FORMATS, save
from tests.pictures.exhibits import exhibit_of, without_attention

STARTS = {".svg": b"<?xml", ".html": b"<!DOCTYPE html>", ".png": b"\x89PNG", ".json": b"{", ".csv": b'"",'}


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_ending_of_the_name_says_what_is_written_over_what_was_there(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"图 1{suffix.upper()}"
    path.write_text("older and longer" * 10_000)

    assert save(exhibit_of(("are", "you"), ("Yes",)), path, Look()) == ""

    assert path.read_bytes().startswith(STARTS[suffix])
    assert b"older" not in path.read_bytes()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("name", "found"), [("a.bmp", ".bmp"), ("svg", "no ending"), (".svg", "no ending")])
def test_another_ending_is_told_with_those_there_are(tmp_path: Path, name: str, found: str) -> None:
    with pytest.raises(PictureError, match=rf"ends in .svg, .html, .png, .json or .csv, found {found}"):
        save(exhibit_of(("a",), ("b",)), tmp_path / name, Look())


def test_what_cannot_be_drawn_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "old.svg"
    path.write_text("old")

    with pytest.raises(PictureError, match="found none"):
        save(without_attention(), path, Look())

    assert path.read_text() == "old"
