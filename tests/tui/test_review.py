"""The review screen: decisions by single keys, on a real log."""

from __future__ import annotations

from pathlib import Path
from threading import Event, current_thread, main_thread

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from chatbot.dialogue import Speaker, Turn
from chatbot.reply import ReplyFinished
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.review_records import Review
from chatbot.storage.search import plain_words
from chatbot.storage.verdict import Verdict
from chatbot.tui.review_app import ReviewApp
from chatbot.tui.screens.review import ReviewScreen
from chatbot.tui.sitting import Sitting
from chatbot.tui.widgets.attention_panel import AttentionPanel
from chatbot.tui.widgets.editor import Editor
from chatbot.tui.widgets.queue_list import QueueList
from chatbot.tui.wording import CHINESE, ENGLISH, Wording
from tests.doubles import CHINESE_PROMPT, ENGLISH_PROMPT, MIXED_PROMPT, ScriptedResponder
from tests.tui.stage import (
    NOON,
    PATIENCE_SECONDS,
    SIZES,
    app_with,
    map_rows,
    notices,
    opened,
    say,
    shown,
    type_in,
    until,
)

BOTH = pytest.mark.parametrize("wording", [ENGLISH, CHINESE])

ON_EVERY_SIZE = pytest.mark.parametrize(
    ("size", "wording"), list(zip(SIZES, (CHINESE, ENGLISH, ENGLISH), strict=True))
)
SURENESS = {CHINESE_PROMPT: 0.5, ENGLISH_PROMPT: 0.2, MIXED_PROMPT: 0.9}
"""The least sure first: the English reply (turn 4), the Chinese (2), the mixed (6)."""

REPLIES = {2: "有空呀，你说吧😀", 4: "Yes I am, any time", 6: "好呀 see you 😀"}


def fill(log: ConversationLog) -> None:
    """Say three things in one conversation, and keep the replies."""
    conversation_id = 0
    for prompt, certainty in SURENESS.items():
        if conversation_id:
            log.append_user_turn(conversation_id, prompt)
        else:
            conversation_id = log.start(prompt, checkpoint="scripted").conversation_id
        answer(log, conversation_id, prompt, ScriptedResponder(certainty=certainty))


def answer(log: ConversationLog, conversation_id: int, prompt: str, responder: ScriptedResponder) -> None:
    *_, finished = responder.reply([Turn(Speaker.USER, prompt)])
    assert isinstance(finished, ReplyFinished)
    log.append_reply(
        conversation_id, finished.reply, checkpoint=responder.name, search=responder.search, seconds=0.1
    )


def review_of(log: ConversationLog, *, wording: Wording = ENGLISH) -> ReviewApp:
    return ReviewApp(Sitting(lambda: log.reviews), make_learner=None, wording=wording)


def list_of(pilot: Pilot[None]) -> QueueList:
    return pilot.app.screen.query_one(QueueList)


def editor_of(pilot: Pilot[None]) -> Editor:
    return pilot.app.screen.query_one(Editor)


def queue_lines(pilot: Pilot[None]) -> list[str]:
    queue = list_of(pilot)
    return [queue.render_line(y).text.rstrip() for y in range(queue.size.height)]


def replies_in_order(pilot: Pilot[None]) -> list[str]:
    return [line[2:] for line in queue_lines(pilot)[1::2] if line.strip()]


def current(log: ConversationLog, turn_id: int) -> Review:
    review = log.reviews.current(turn_id)
    assert review is not None
    return review


def verdicts(log: ConversationLog) -> list[Verdict | None]:
    found = [log.reviews.current(turn_id) for turn_id in REPLIES]
    return [review.verdict if review else None for review in found]


async def settled(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


@ON_EVERY_SIZE
async def test_the_least_sure_reply_is_shown_first_with_all_about_it(
    tmp_path: Path, wording: Wording, size: tuple[int, int]
) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log, wording=wording).run_test(size=size) as pilot:
            await pilot.pause()

            in_view = replies_in_order(pilot)
            assert in_view == [REPLIES[4], REPLIES[2], REPLIES[6]][: len(in_view)]
            assert list_of(pilot).chosen == 0
            for seen in (ENGLISH_PROMPT, "0.2", "scripted", wording.review.orders[0]):
                assert seen in shown(pilot)
            assert wording.review.progress.format(reviewed=0, all=3) in shown(pilot)
            assert {cell_len(line) for line in shown(pilot).splitlines()} == {size[0]}


async def test_the_attention_of_the_chosen_reply_is_seen_beside_it(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test(size=(120, 40)) as pilot:
            await settled(pilot, "j", "right", "right")

            assert map_rows(pilot)[0].split() == ["你好", "，", "明天", "有空", "吗", "？"]
            assert pilot.app.screen.query_one(AttentionPanel).word == 2
            assert "probability 0.50" in shown(pilot)


@pytest.mark.parametrize(("down", "up"), [("j", "k"), ("down", "up")])
async def test_keys_go_through_the_queue_and_stay_within_it(tmp_path: Path, down: str, up: str) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            places = []
            for key in [down, down, down, up, up, up]:
                await settled(pilot, key)
                places.append(list_of(pilot).chosen)

    assert places == [1, 2, 2, 1, 0, 0]


@BOTH
async def test_one_key_a_decision_and_the_next_row_is_chosen(tmp_path: Path, wording: Wording) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log, wording=wording).run_test() as pilot:
            await settled(pilot, "+", "space", "-")

            assert verdicts(log) == [None, Verdict.GOOD, Verdict.BAD]
            assert [line[0] for line in queue_lines(pilot)[1:6:2]] == ["✓", " ", "✗"]
            assert wording.review.progress.format(reviewed=2, all=3) in shown(pilot)
            assert "67%" in shown(pilot)


@BOTH
async def test_a_correction_starts_from_the_reply_and_enter_saves_it(
    tmp_path: Path, wording: Wording
) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log, wording=wording).run_test() as pilot:
            await settled(pilot, "e")
            prefilled = editor_of(pilot).text
            await pilot.press("ctrl+u")
            await type_in(pilot, "没空，sorry jk +-")
            await settled(pilot, "enter")

            assert prefilled == REPLIES[4]
            assert not editor_of(pilot).display
            assert list_of(pilot).chosen == 1
            await settled(pilot, "k")
            assert "没空，sorry jk +-" in shown(pilot)

        assert (current(log, 4).verdict, current(log, 4).correction) == (
            Verdict.CORRECTED,
            "没空，sorry jk +-",
        )


async def test_a_correction_goes_to_the_reply_it_was_begun_on(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            await settled(pilot, "e")
            await pilot.click("QueueList", offset=(4, 5))
            editor_of(pilot).focus()
            await settled(pilot, "好", "enter")

            assert verdicts(log) == [None, Verdict.CORRECTED, None]


async def test_escape_in_the_editor_saves_nothing_and_the_keys_work_again(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            await settled(pilot, "e", "好", "escape", "j")

            assert log.reviews.current(4) is None
            assert list_of(pilot).chosen == 1


async def test_an_empty_correction_is_refused_and_the_editor_stays(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            await settled(pilot, "e", "ctrl+u", "enter")

            assert notices(pilot) == [ENGLISH.review.empty_correction]
            assert editor_of(pilot).has_focus


async def test_undo_goes_back_any_number_of_steps_and_to_the_reply(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            await settled(pilot, "+", "-", "+", "k", "k", "-")
            seen = []
            for _ in range(5):
                await settled(pilot, "u")
                seen.append((verdicts(log), list_of(pilot).chosen))

            good, bad = Verdict.GOOD, Verdict.BAD
            assert seen == [
                ([bad, good, good], 0),
                ([bad, good, None], 2),
                ([None, good, None], 1),
                ([None, None, None], 0),
                ([None, None, None], 0),
            ]
            assert notices(pilot)[-1] == ENGLISH.review.nothing_to_undo


async def test_notes_and_tags_stand_beside_the_verdict(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test(size=(120, 40)) as pilot:
            await settled(pilot, "+", "k", "n")
            await type_in(pilot, "语气 tone")
            await settled(pilot, "enter", "t")
            await type_in(pilot, "问候，small talk, ")
            await settled(pilot, "enter")

            assert "语气 tone" in shown(pilot)
            assert "问候, small talk" in shown(pilot)
        review = current(log, 4)

    assert (review.verdict, review.note) == (Verdict.GOOD, "语气 tone")
    assert review.tags == ("问候", "small talk")


async def test_delete_asks_and_then_prompt_and_reply_are_gone(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            await settled(pilot, "d", "enter")
            asked = ENGLISH.review.delete_keys in shown(pilot)
            await settled(pilot, "y")

            assert asked, "Enter alone deletes nothing"
            assert replies_in_order(pilot) == [REPLIES[2], REPLIES[6]]
        texts = [turn.text for turn in log.conversation(1).turns]

    assert texts == [CHINESE_PROMPT, REPLIES[2], MIXED_PROMPT, REPLIES[6]]


@pytest.mark.parametrize("key", ["n", "escape"])
async def test_delete_can_be_thought_better_of(tmp_path: Path, key: str) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            await settled(pilot, "d", key)

            assert len(replies_in_order(pilot)) == 3
        assert len(log.conversation(1).turns) == 6


async def test_the_order_goes_round(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            seen = []
            for _ in range(3):
                await settled(pilot, "o")
                seen.append(replies_in_order(pilot))

            assert seen == [
                [REPLIES[6], REPLIES[4], REPLIES[2]],
                [REPLIES[2], REPLIES[4], REPLIES[6]],
                [REPLIES[4], REPLIES[2], REPLIES[6]],
            ]


@BOTH
async def test_a_filter_is_chosen_with_the_arrow_keys(tmp_path: Path, wording: Wording) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log, wording=wording).run_test() as pilot:
            await settled(pilot, "f", "down", "down", "right", "enter")

            assert replies_in_order(pilot) == [REPLIES[2]]
            assert wording.review.languages[0] in shown(pilot).splitlines()[0]


async def test_a_filter_shows_the_reviewed_and_finds_days(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            await settled(pilot, "+", "f", "right", *["down"] * 5)
            await type_in(pilot, "2026-11-01")
            await settled(pilot, "enter")
            that_month = replies_in_order(pilot)
            await settled(pilot, "f", *["down"] * 5, "ctrl+u")
            await type_in(pilot, "2027-01-01")
            await settled(pilot, "enter")

            assert that_month == [REPLIES[4]]
            assert replies_in_order(pilot) == []
            assert ENGLISH.review.none_found[:20] in shown(pilot)


async def test_a_day_that_is_none_is_told_and_the_filter_stays(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            await settled(pilot, "f", *["down"] * 5)
            await type_in(pilot, "昨天")
            await settled(pilot, "enter")

            assert notices(pilot) == [ENGLISH.review.no_day.format(found="昨天")]
            assert not isinstance(pilot.app.screen, ReviewScreen)


@pytest.mark.parametrize(("text", "turn_id"), [("好呀", 6), ("空", 2), ("are you", 4), ("😀", 2)])
async def test_a_text_is_found_in_prompts_and_replies(tmp_path: Path, text: str, turn_id: int) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            await settled(pilot, "/")
            await type_in(pilot, text)
            await settled(pilot, "enter")

            assert replies_in_order(pilot)[0] == REPLIES[turn_id]
            assert text in shown(pilot).splitlines()[0]


async def test_keys_are_heard_while_the_dictionary_of_a_search_is_loaded(tmp_path: Path) -> None:
    gate = Event()

    def words(text: str) -> list[str]:
        if current_thread() is not main_thread():
            gate.wait(PATIENCE_SECONDS)
        return plain_words(text)

    with ConversationLog(tmp_path / "log.db", clock=lambda: NOON, words=words) as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            await settled(pilot, "/")
            await type_in(pilot, "tomorrow are")
            await settled(pilot, "enter", "down")
            assert (list_of(pilot).chosen, len(replies_in_order(pilot))) == (1, 3)

            gate.set()
            await until(pilot, lambda: "tomorrow are" in shown(pilot))
            assert replies_in_order(pilot) == [REPLIES[4]]


@BOTH
async def test_an_empty_queue_says_what_to_do(tmp_path: Path, wording: Wording) -> None:
    with opened(tmp_path / "log.db") as log:
        async with review_of(log, wording=wording).run_test() as pilot:
            await settled(pilot, "j", "+", "e", "n", "d", "u")

            assert wording.review.all_done[:10] in shown(pilot)
            assert isinstance(pilot.app.screen, ReviewScreen)


@pytest.mark.parametrize("key", ["f1", "?"])
@ON_EVERY_SIZE
async def test_help_names_every_key(
    tmp_path: Path, size: tuple[int, int], key: str, wording: Wording
) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log, wording=wording).run_test(size=size) as pilot:
            seen = ""
            # Where there is little room, the last keys are further down.
            for pressed in (key, "pagedown", "end"):
                await settled(pilot, pressed)
                await until(pilot, lambda: wording.review.help_title in shown(pilot))
                await pilot.wait_for_scheduled_animations()
                seen += shown(pilot)

            assert all(act in seen for _, act in (*wording.review.help, *wording.anywhere_keys))


async def test_ctrl_r_opens_the_review_from_the_chat_and_escape_leads_back(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log).run_test() as pilot:
            view = await say(pilot, CHINESE_PROMPT)
            await pilot.press("ctrl+r")
            await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
            await settled(pilot, "+", "escape")
            await until(pilot, lambda: "✓" in view.note)
            await type_in(pilot, "好")

            assert view.note.endswith("✓")


async def test_what_was_deleted_in_the_review_is_gone_from_the_chat(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log).run_test() as pilot:
            await say(pilot, CHINESE_PROMPT)
            view = await say(pilot, ENGLISH_PROMPT)
            await pilot.press("ctrl+r")
            await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
            await settled(pilot, "o", "d", "y", "escape")
            await until(pilot, lambda: view.turn_id is None)

            assert view.body == ENGLISH.review.deleted
            await until(pilot, lambda: not {"free", "tomorrow"} & set(shown(pilot).split()))


async def test_after_its_whole_conversation_was_deleted_the_chat_goes_on(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        async with app_with(log=log).run_test() as pilot:
            view = await say(pilot, CHINESE_PROMPT)
            await pilot.press("ctrl+r")
            await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
            await settled(pilot, "d", "y", "escape")
            await until(pilot, lambda: view.turn_id is None)
            await say(pilot, ENGLISH_PROMPT)

            assert notices(pilot) == [ENGLISH.review.was_deleted]
        assert [turn.text for turn in log.conversation(2).turns] == [ENGLISH_PROMPT, REPLIES[4]]


async def test_escape_ends_the_program_where_nothing_is_below(tmp_path: Path) -> None:
    with opened(tmp_path / "log.db") as log:
        fill(log)
        async with review_of(log).run_test() as pilot:
            await pilot.press("escape")
            await pilot.pause()

            assert not pilot.app.is_running or pilot.app._exit


async def test_without_a_log_there_is_nothing_to_review() -> None:
    async with app_with().run_test() as pilot:
        await settled(pilot, "ctrl+r")

        assert notices(pilot) == [ENGLISH.review.not_kept]


async def test_a_log_that_cannot_be_written_is_told_and_what_was_typed_stays(tmp_path: Path) -> None:
    log = opened(tmp_path / "log.db")
    fill(log)
    async with review_of(log).run_test() as pilot:
        await settled(pilot, "e", "好")
        log.close()
        await settled(pilot, "enter")

        assert notices(pilot)[0].startswith("not saved: ")
        assert editor_of(pilot).text == REPLIES[4] + "好"
