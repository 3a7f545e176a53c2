"""The bot that ships: nothing in its frames is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.corpus.checking.check import check
from chatbot.corpus.formats import read_corpora
from chatbot.corpus.frame_folder import FrameFolder

CORPORA = Path(__file__).parents[2] / "corpora"


def files() -> list[FrameFolder]:
    return [file.frames() for file in read_corpora([CORPORA])]


def test_every_line_of_the_starter_can_be_drawn() -> None:
    assert [f"{each.place}: {each.why}" for file in files() for each in file.problems] == []


@pytest.mark.slow
def test_no_prompt_of_the_starter_has_two_intents() -> None:
    found = check(files(), str.split).findings

    assert [f"{each.place}: {each.why}" for each in found if each.severity == "error"] == []
