"""Conversations of the log, gone on with on the screen."""

from __future__ import annotations

from pathlib import Path
from threading import Semaphore

import pytest

from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.verdict import Verdict
from chatbot.tui import continuing
from chatbot.tui.wording import CHINESE, ENGLISH, Wording
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, ScriptedResponder
from tests.storage.samples import NOON, append_reply, log_at, reply_saying
from tests.tui.stage import app_with, box_of, map_rows, notices, opened, prompt_of, say, shown, until


def logged(log: ConversationLog, *exchanges: tuple[str, str]) -> int:
    """Log a conversation; return its id."""
    (prompt, answer), *rest = exchanges
    conversation_id = log.start(prompt, checkpoint="scripted").conversation_id
    append_reply(log, conversation_id, reply_saying(answer))
    for prompt, answer in rest:
        log.append_user_turn(conversation_id, prompt)
        append_reply(log, conversation_id, reply_saying(answer))
    return conversation_id


class SlowLog(ConversationLog):
    """Opens once more when it is told to."""

    gate = Semaphore(0)

    def reopened(self) -> ConversationLog:
        self.gate.acquire()
        return super().reopened()


@pytest.mark.parametrize("wording", [ENGLISH, CHINESE], ids=["en", "zh"])
async def test_a_conversation_is_gone_on_with_as_it_was_left(tmp_path: Path, wording: Wording) -> None:
    with log_at(tmp_path / "log.db") as log:
        number = logged(log, ("早上好", "早呀"), ("good morning", "and to you"))
        turns = log.conversation(number).turns
        log.reviews.add(turns[1].id, Verdict.CORRECTED, correction="早上好呀😀")
        log.append_user_turn(number, "没人回答 unanswered")
        async with app_with(log=log, wording=wording, continued=number).run_test(size=(100, 30)) as pilot:
            await until(pilot, lambda: len(box_of(pilot).conversation.replies) == 2)
            await pilot.pause()
            seen, attention = shown(pilot), map_rows(pilot)
            first, second = box_of(pilot).conversation.replies
            corrected = first.correction
            reply = await say(pilot, CHINESE_PROMPT)
            await pilot.press("up", "up", "up", "minus")
            await pilot.pause()

        kept = log.conversation(number)
        assert log.conversations(limit=9)[0].id == number
    for text in ("早上好", "早呀", "✎ 早上好呀😀", "good morning", "and to you", "没人回答 unanswered"):
        assert text in seen
    assert "0.73 ●" in seen
    assert "and to you" in attention[1]
    assert (first.turn_id, corrected) == (turns[1].id, "早上好呀😀")
    assert second.answered is not None
    assert [turn.text for turn in second.answered.history] == ["早上好", "早呀", "good morning"]
    assert (second.answered.reply.text, second.answered.checkpoint) == ("and to you", "starter")
    assert reply.answered is not None
    assert len(reply.answered.history) == 6
    assert [turn.text for turn in kept.turns[-2:]] == [CHINESE_PROMPT, "有空呀，你说吧😀"]
    review = kept.turns[1].review
    assert review is not None
    assert review.verdict is Verdict.BAD


async def test_of_an_endless_conversation_the_end_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(continuing, "SHOWN_TURNS", 3)
    with log_at(tmp_path / "log.db") as log:
        number = logged(log, ("一", "one"), ("二", "two"))
        # By the name of what has answered: of it is known whether it read the questions to their ends.
        answering = ScriptedResponder(name="starter")
        async with app_with(answering, log=log, continued=number).run_test() as pilot:
            await until(pilot, lambda: len(box_of(pilot).conversation.replies) == 2)
            await until(pilot, lambda: "greedy" in shown(pilot))
            await pilot.press("up", "up")
            await pilot.pause()

            assert "two" in shown(pilot)
            assert "一" not in shown(pilot)
            assert "one" in shown(pilot)


async def test_what_is_typed_while_a_conversation_is_read_stays(tmp_path: Path) -> None:
    with SlowLog(tmp_path / "log.db", clock=lambda: NOON) as log:
        number = logged(log, ("早上好", "早呀"))
        async with app_with(log=log, continued=number).run_test() as pilot:
            await pilot.press("h", "i", "enter")
            await until(pilot, lambda: notices(pilot) == [ENGLISH.talks.reading])
            assert ENGLISH.talks.reading in shown(pilot)
            log.gate.release()
            await until(pilot, lambda: "早呀" in shown(pilot))
            assert prompt_of(pilot).text == "hi"
            await pilot.press("enter")
            await until(pilot, lambda: len(log.conversation(number).turns) == 4)


async def test_who_begins_anew_meanwhile_is_not_taken_back(tmp_path: Path) -> None:
    with SlowLog(tmp_path / "log.db", clock=lambda: NOON) as log:
        number = logged(log, ("早上好", "早呀"))
        async with app_with(log=log, continued=number).run_test() as pilot:
            await pilot.press("ctrl+n")
            log.gate.release()
            await say(pilot, ENGLISH_PROMPT)

            assert "早呀" not in shown(pilot)
        assert len(log.conversation(number).turns) == 2


async def test_a_conversation_that_is_gone_is_told_and_the_chat_goes_on(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log, continued=7).run_test() as pilot:
            await until(pilot, lambda: len(notices(pilot)) == 1)
            await say(pilot, CHINESE_PROMPT)

        assert log.conversation(1).turns[0].text == CHINESE_PROMPT


async def test_a_conversation_deleted_by_another_program_is_begun_anew(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log, opened(tmp_path / "log.db") as elsewhere:
        async with app_with(log=log).run_test() as pilot:
            await say(pilot, CHINESE_PROMPT)
            elsewhere.delete_conversation(1)
            reply = await say(pilot, ENGLISH_PROMPT)

            assert reply.answered is not None
            assert [turn.text for turn in reply.answered.history] == [ENGLISH_PROMPT]
        assert [turn.text for turn in log.conversation(2).turns] == [ENGLISH_PROMPT, "Yes I am, any time"]
