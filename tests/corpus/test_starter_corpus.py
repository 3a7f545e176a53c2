"""The bot that ships: nothing in its frames is wrong, and there is as much of it as was promised."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from chatbot.corpus.blocks import Block
from chatbot.corpus.checking.check import check
from chatbot.corpus.formats import read_corpora
from chatbot.corpus.frame_folder import FrameFolder
from chatbot.corpus.grammar import wordings

CORPORA = Path(__file__).parents[2] / "corpora"


@cache
def files() -> list[FrameFolder]:
    return [file.frames() for file in read_corpora([CORPORA])]


def blocks(kind: str, language: str) -> list[Block]:
    found = [block for file in files() for block in file.blocks]
    return [block for block in found if (block.kind, block.language) == (kind, language)]


def test_every_line_of_the_starter_can_be_drawn() -> None:
    assert [f"{each.place}: {each.why}" for file in files() for each in file.problems] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_intent_is_said_in_many_ways_and_two_of_them_are_kept(language: str) -> None:
    intents = blocks("intent", language)

    assert len(intents) >= 400
    assert len({block.topic for block in intents}) >= 40
    for (exchange,) in (block.exchanges for block in intents):
        assert len(exchange.learnt) >= 15
        assert sum(frame.is_kept for frame in exchange.frames) == 2
        assert sum(wordings(frame.phrase) for frame in exchange.frames) >= 40
        assert len(exchange.replies) >= 3


@pytest.mark.parametrize("language", ["en", "zh"])
def test_there_are_many_dialogues_whose_later_answers_are_learnt_with_what_came_before(language: str) -> None:
    dialogues = blocks("dialogue", language)

    assert len(dialogues) >= 500
    assert all(2 <= len(block.exchanges) <= 4 for block in dialogues)
    assert 0.05 < sum(not block.is_learnt for block in dialogues) / len(dialogues) < 0.2


@pytest.mark.slow
def test_no_prompt_of_the_starter_has_two_intents() -> None:
    found = check(files(), str.split).findings

    assert [f"{each.place}: {each.why}" for each in found if each.severity == "error"] == []
