"""A conversation as it is had, and its record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from chatbot.dialogue import Speaker, Turn
from chatbot.errors import LogError
from chatbot.tui.story import Story
from tests.doubles import CHINESE_PROMPT, ScriptedResponder
from tests.tui.stage import opened
from tests.tui.test_draft import streamed


def test_a_story_remembers_both_sides_in_order() -> None:
    story = Story(None, checkpoint="starter")
    _, reply = streamed(CHINESE_PROMPT)

    story.ask(CHINESE_PROMPT)
    story.answer(reply, ScriptedResponder(), seconds=0.1)

    assert story.history == (Turn(Speaker.USER, CHINESE_PROMPT), Turn(Speaker.BOT, reply.text))


def test_turns_of_one_story_are_one_conversation_until_it_begins_anew(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        story = Story(log, checkpoint="starter")
        story.ask("你好 you")
        story.ask("ok 吗")
        story.begin_anew()
        story.ask("again 再来")

        texts = [[turn.text for turn in log.conversation(number).turns] for number in (1, 2)]

    assert texts == [["你好 you", "ok 吗"], ["again 再来"]]
    assert len(story.history) == 1


def test_a_turn_that_could_not_be_kept_was_not_said(tmp_path: Path) -> None:
    log = opened(tmp_path / "log.db")
    story = Story(log, checkpoint="starter")
    log.close()

    with pytest.raises(LogError):
        story.ask("你好")

    assert story.history == ()


def test_a_reply_names_what_answered_though_the_conversation_began_with_another(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        story = Story(log, checkpoint="starter")
        story.ask(CHINESE_PROMPT)
        story.answer(streamed(CHINESE_PROMPT)[1], ScriptedResponder(name="mine"), seconds=0.25)

        conversation = log.conversation(1)

    assert conversation.checkpoint == "starter"
    assert conversation.turns[1].reply is not None
    assert (conversation.turns[1].reply.checkpoint, conversation.turns[1].reply.seconds) == ("mine", 0.25)


@pytest.mark.parametrize(("number", "before"), [(0, []), (1, ["一 one", "answered"]), (None, None)])
def test_what_is_asked_in_place_of_an_earlier_turn_makes_the_later_ones_count_no_more(
    tmp_path: Path, number: int | None, before: list[str] | None
) -> None:
    _, reply = streamed(CHINESE_PROMPT)
    said = replace(reply, text="answered")
    with opened(tmp_path / "log.db") as log:
        story = Story(log, checkpoint="starter")
        for text in ("一 one", "二 two"):
            story.ask(text)
            story.answer(said, ScriptedResponder(), seconds=0.1)
        everything = [turn.text for turn in story.history]
        story.ask("三 three", instead_of=number)

        kept = [turn.text for turn in log.conversation(1).turns]

    assert [turn.text for turn in story.history] == [*(everything if before is None else before), "三 three"]
    assert kept == [*everything, "三 three"]
