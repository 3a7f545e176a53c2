from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.config import SearchConfig
from chatbot.errors import LogError
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.records import storable
from chatbot.storage.review_records import Review, ReviewCounts
from chatbot.storage.reviews import CONTEXT_TURNS, CORRECTION_LENGTH
from chatbot.storage.verdict import Verdict
from tests.storage.samples import append_reply, exchange, log_at, reply_saying

GOOD, BAD, CORRECTED = Verdict

DISK_TIME = settings(deadline=None, max_examples=30)
"""Every act waits for the disk, and a busy disk takes its time."""


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as plain:
        return plain.execute(sql).fetchall()


@pytest.mark.parametrize("text", ["你好！", "Sure, any time.", "好呀 see you 😀", "two\nlines; --'\""])
def test_a_correction_is_kept_as_it_was_written(path: Path, text: str) -> None:
    with log_at(path) as log:
        answer = exchange(log, "明天 we meet?", "不知道 no idea")
        review = log.reviews.add(
            answer.id, CORRECTED, correction=text, note="语气 tone", tags=("短", "polite")
        )

    with log_at(path) as log:
        assert log.reviews.current(answer.id) == review
    assert (review.verdict, review.correction, review.note) == (CORRECTED, text, "语气 tone")
    assert review.tags == ("短", "polite")


@DISK_TIME
@given(text=st.text(st.characters(exclude_categories=()), max_size=20), tags=st.lists(st.text(max_size=3)))
def test_any_note_and_tags_come_back_storable_and_trimmed(
    shared_log: ConversationLog, text: str, tags: list[str]
) -> None:
    answer = exchange(shared_log, "你好", "hello")

    review = shared_log.reviews.add(answer.id, note=text, tags=tags)

    assert shared_log.reviews.current(answer.id) == review
    assert review.note == (storable(text).strip() or None)
    assert set(review.tags) == {tag.strip() for tag in tags} - {""}


def test_the_model_s_own_words_stay_beside_the_correction(log: ConversationLog) -> None:
    answer = exchange(log, "你好", "hello")

    log.reviews.add(answer.id, CORRECTED, correction="你好呀")

    assert log.reviews.reply(answer.id).turn.text == "hello"


def test_the_newest_review_counts(log: ConversationLog) -> None:
    answer = exchange(log, "你好", "hello")
    log.reviews.add(answer.id, GOOD)

    newest = log.reviews.add(answer.id, BAD, note="不是中文 not Chinese")

    assert log.reviews.current(answer.id) == newest
    assert log.reviews.counts() == ReviewCounts(waiting=0, good=0, bad=1, corrected=0)


def test_a_reply_with_only_a_note_still_waits(log: ConversationLog) -> None:
    answer = exchange(log, "你好", "hello")

    log.reviews.add(answer.id, note="再想想 think again")

    assert log.reviews.counts() == ReviewCounts(waiting=1, good=0, bad=0, corrected=0)


def test_a_reply_that_nobody_has_judged_has_no_review(log: ConversationLog) -> None:
    assert log.reviews.current(exchange(log, "你好", "hello").id) is None


@DISK_TIME
@given(data=st.data())
def test_undo_restores_what_was_there_step_by_step(shared_log: ConversationLog, data: st.DataObject) -> None:
    answer = exchange(shared_log, "撤销 undo", "好 ok")
    stack: list[Review | None] = [None]

    for is_undo in data.draw(st.lists(st.booleans(), max_size=12)):
        undone = stack.pop() if is_undo and len(stack) > 1 else None
        if undone is not None:
            shared_log.reviews.withdraw(undone.id)
        else:
            verdict = data.draw(st.sampled_from((None, GOOD, BAD, CORRECTED)))
            correction = "好的 fine" if verdict is CORRECTED else None
            stack.append(shared_log.reviews.add(answer.id, verdict, correction=correction))

        assert shared_log.reviews.current(answer.id) == stack[-1]


@DISK_TIME
@given(
    acts=st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from((None, GOOD, BAD, CORRECTED, "undo", "delete")))
    )
)
def test_the_counts_are_those_of_a_plain_count(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, Verdict | str | None]]
) -> None:
    with log_at(tmp_path_factory.mktemp("counts") / "log.db") as log:
        answers = [exchange(log, f"问 {number}", "answer 答").id for number in range(5)]
        standing: dict[int, list[Review]] = {answer: [] for answer in answers}

        for number, act in acts:
            if answers[number] not in standing:
                continue
            reviews = standing[answers[number]]
            if act == "delete":
                log.reviews.delete(answers[number])
                del standing[answers[number]]
            elif act == "undo":
                if reviews:
                    log.reviews.withdraw(reviews.pop().id)
            else:
                verdict = None if act is None else Verdict(act)
                correction = "改 mended" if verdict is CORRECTED else None
                reviews.append(log.reviews.add(answers[number], verdict, correction=correction))

        plain = Counter(reviews[-1].verdict if reviews else None for reviews in standing.values())
        assert log.reviews.counts() == ReviewCounts(plain[None], plain[GOOD], plain[BAD], plain[CORRECTED])


def test_a_review_is_withdrawn_once(log: ConversationLog) -> None:
    review = log.reviews.add(exchange(log, "你好", "hello").id, GOOD)
    log.reviews.withdraw(review.id)

    with pytest.raises(
        LogError, match=r"expected a review that stands, found none with id 1; it was withdrawn"
    ):
        log.reviews.withdraw(review.id)


def test_withdrawing_an_older_review_leaves_the_newest(log: ConversationLog) -> None:
    answer = exchange(log, "你好", "hello")
    older = log.reviews.add(answer.id, GOOD)
    newest = log.reviews.add(answer.id, BAD)

    log.reviews.withdraw(older.id)

    assert log.reviews.current(answer.id) == newest


def test_a_withdrawn_review_stays_in_the_log(path: Path, log: ConversationLog) -> None:
    review = log.reviews.add(exchange(log, "你好", "hello").id, GOOD)

    log.reviews.withdraw(review.id)

    assert rows(path, "SELECT verdict, withdrawn_at IS NOT NULL FROM reviews") == [("good", 1)]


def test_only_replies_are_reviewed(log: ConversationLog) -> None:
    prompt = log.start("你好 there", checkpoint="starter")

    for act in (log.reviews.add, log.reviews.current, log.reviews.reply, log.reviews.delete):
        with pytest.raises(
            LogError, match=r"expected the id of a reply, found none with id 1; it was deleted, or"
        ):
            act(prompt.id)


@pytest.mark.parametrize("nothing", ["", "  \n\t", "\x00\x1b", "\u200b\u202e", "\ufeff　", "\u200d"])
def test_a_correction_without_visible_text_is_refused(log: ConversationLog, nothing: str) -> None:
    answer = exchange(log, "你好", "hello")

    with pytest.raises(
        LogError, match="expected a correction with visible text, found none; write what"
    ) as told:
        log.reviews.add(answer.id, CORRECTED, correction=nothing)

    assert "\n" not in str(told.value)
    assert log.reviews.current(answer.id) is None


def test_an_enormous_correction_is_refused_and_a_long_one_kept(log: ConversationLog) -> None:
    answer = exchange(log, "你好", "hello")
    longest = "好" * CORRECTION_LENGTH

    with pytest.raises(LogError, match="at most 2,000 characters, found 2,001; shorten it"):
        log.reviews.add(answer.id, CORRECTED, correction=longest + "a")

    assert log.reviews.add(answer.id, CORRECTED, correction=longest).correction == longest


@pytest.mark.parametrize(
    ("verdict", "correction"), [(CORRECTED, None), (GOOD, "好"), (BAD, "no"), (None, "嗯 hm")]
)
def test_a_correction_and_its_verdict_come_together(
    log: ConversationLog, verdict: Verdict | None, correction: str | None
) -> None:
    answer = exchange(log, "你好", "hello")

    with pytest.raises(LogError, match="give both or neither"):
        log.reviews.add(answer.id, verdict, correction=correction)


def test_a_review_value_refuses_a_correction_without_its_verdict() -> None:
    with pytest.raises(ValueError, match="expected a correction exactly when corrected"):
        Review(1, 2, GOOD, "好", None, (), "2026-11-01T12:00:00.000Z")


def test_a_reply_comes_with_all_that_was_said_before(log: ConversationLog) -> None:
    first = exchange(log, "你好", "hi")
    prompt = log.append_user_turn(first.conversation_id, "and you? 你呢？")
    answer = append_reply(log, first.conversation_id, reply_saying("很好 fine"))
    log.append_user_turn(first.conversation_id, "later 以后")

    reviewed = log.reviews.reply(answer.id)

    assert reviewed.turn == answer
    assert [turn.text for turn in reviewed.context] == ["你好", "hi", "and you? 你呢？"]
    assert reviewed.context[-1] == prompt


def test_of_a_long_conversation_only_the_turns_before_are_read(log: ConversationLog) -> None:
    conversation = exchange(log, "一", "one").conversation_id
    for number in range(CONTEXT_TURNS):
        log.append_user_turn(conversation, f"第 {number}")
        answer = append_reply(log, conversation, reply_saying(f"number {number}"))

    context = log.reviews.reply(answer.id).context

    assert len(context) == CONTEXT_TURNS
    assert context[-1].text == f"第 {CONTEXT_TURNS - 1}"


def test_a_conversation_shows_what_is_thought_of_each_reply(log: ConversationLog) -> None:
    answer = exchange(log, "你好", "hello")
    later = append_reply(log, answer.conversation_id, reply_saying("还在吗 still there?"))
    review = log.reviews.add(answer.id, CORRECTED, correction="你好呀 hi")

    turns = log.conversation(answer.conversation_id).turns

    assert [turn.review for turn in turns] == [None, review, None]
    assert turns[2] == later


def test_a_review_changed_by_hand_is_named(path: Path, log: ConversationLog) -> None:
    answer = exchange(log, "你好", "hello")
    log.reviews.add(answer.id, GOOD)
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE reviews SET tags = '[not json'")
        other.commit()

    with pytest.raises(LogError, match="turn 2 cannot be read, its row was changed by hand"):
        log.reviews.current(answer.id)


def test_a_review_added_with_another_program_counts(path: Path, log: ConversationLog) -> None:
    answer = exchange(log, "你好", "hello")

    with closing(sqlite3.connect(path)) as other:
        other.execute(
            f"INSERT INTO reviews (turn_id, verdict, reviewed_at) VALUES ({answer.id}, 'bad', 'now')"
        )
        other.commit()

    review = log.reviews.current(answer.id)
    assert review is not None
    assert review.verdict is BAD
    assert log.reviews.counts().bad == 1


def test_the_checkpoints_that_have_answered_are_listed_once(log: ConversationLog) -> None:
    assert log.reviews.checkpoints() == ()
    conversation = log.start("你好", checkpoint="asked")
    for name in ("starter", "retrained-2", "starter", "重训"):
        log.append_reply(
            conversation.conversation_id,
            reply_saying("嗨"),
            checkpoint=name,
            search=SearchConfig(),
            seconds=1,
        )

    assert log.reviews.checkpoints() == ("retrained-2", "starter", "重训")


def test_the_views_show_current_judgements_and_pairs_to_any_browser(path: Path, log: ConversationLog) -> None:
    right, wrong, mended, undone = (
        exchange(log, f"问{number}?", f"answer {number}").id for number in range(4)
    )
    log.reviews.add(right, GOOD)
    log.reviews.add(wrong, BAD)
    log.reviews.add(mended, GOOD)
    log.reviews.add(mended, CORRECTED, correction="改好了 mended", tags=("tone",))
    log.reviews.withdraw(log.reviews.add(undone, GOOD).id)

    assert rows(path, "SELECT turn_id, verdict, json_extract(tags, '$[0]') FROM current_reviews") == [
        (right, "good", None),
        (wrong, "bad", None),
        (mended, "corrected", "tone"),
    ]
    assert rows(path, "SELECT prompt, answer, verdict, turn_id, checkpoint FROM reviewed_pairs") == [
        ("问0?", "answer 0", "good", right, "starter"),
        ("问2?", "改好了 mended", "corrected", mended, "starter"),
    ]
