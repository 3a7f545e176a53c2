from __future__ import annotations

import pytest

from chatbot.dialogue import DialoguePair
from chatbot.learning import Lesson
from chatbot.storage.conversation_log import ConversationLog
from chatbot.storage.reviews import CONTEXT_TURNS
from chatbot.storage.verdict import Verdict
from tests.storage.samples import append_reply, exchange, reply_saying

GOOD, BAD, CORRECTED = Verdict


def test_what_is_approved_or_corrected_is_a_lesson_oldest_review_first(log: ConversationLog) -> None:
    first, second, third = (exchange(log, f"问{number}?", f"answer {number}") for number in range(3))
    log.reviews.add(third.id, CORRECTED, correction="改好了 mended")
    log.reviews.add(first.id, GOOD)
    log.reviews.add(second.id, BAD)

    assert log.reviews.lessons(["starter"]) == (
        Lesson(1, DialoguePair((), "问2?", "改好了 mended", "turn 6"), "corrected"),
        Lesson(2, DialoguePair((), "问0?", "answer 0", "turn 2"), "good"),
    )


def test_only_the_review_that_stands_is_a_lesson(log: ConversationLog) -> None:
    answer = exchange(log, "你好", "hello")
    log.reviews.add(answer.id, CORRECTED, correction="嗨 first")
    second = log.reviews.add(answer.id, CORRECTED, correction="嗨 second")

    assert [lesson.pair.response for lesson in log.reviews.lessons([])] == ["嗨 second"]
    log.reviews.withdraw(second.id)
    assert [lesson.pair.response for lesson in log.reviews.lessons([])] == ["嗨 first"]
    log.reviews.add(answer.id, BAD)
    assert log.reviews.lessons([]) == ()


def test_a_lesson_has_the_turns_before_its_prompt_as_context(log: ConversationLog) -> None:
    conversation = exchange(log, "早上好", "morning").conversation_id
    for number in range(CONTEXT_TURNS):
        log.append_user_turn(conversation, f"第 {number} 问")
        answer = append_reply(log, conversation, reply_saying(f"reply {number}"))
    log.reviews.add(answer.id, GOOD)

    (lesson,) = log.reviews.lessons([])

    assert lesson.pair.prompt == f"第 {CONTEXT_TURNS - 1} 问"
    assert len(lesson.pair.context) == CONTEXT_TURNS
    assert lesson.pair.context[-2:] == (f"第 {CONTEXT_TURNS - 2} 问", f"reply {CONTEXT_TURNS - 2}")


def test_a_lesson_is_spelled_as_a_model_reads_it(log: ConversationLog) -> None:
    first = exchange(log, "Ａ１\x07\x00\n\n吗", "\x1b[31mred\x1b[0m 红")
    log.append_user_turn(first.conversation_id, "then\u202e  然后")
    second = append_reply(log, first.conversation_id, reply_saying("hm"))

    log.reviews.add(second.id, CORRECTED, correction="好\x00的\x1b\n\tok\u200b ")

    (lesson,) = log.reviews.lessons([])
    assert lesson.pair == DialoguePair(("A1 吗", "[31mred[0m 红"), "then 然后", "好的 ok", "turn 4")


def test_a_pair_without_text_on_one_side_teaches_nothing(log: ConversationLog) -> None:
    log.reviews.add(exchange(log, "\x00\u200b", "你好 hi").id, GOOD)
    log.reviews.add(exchange(log, "你好 hi", " ").id, GOOD)

    assert log.reviews.lessons([]) == ()


def test_a_lesson_is_new_until_the_checkpoint_or_an_ancestor_has_learnt_it(log: ConversationLog) -> None:
    for text in ("一", "two", "三 3"):
        log.reviews.add(exchange(log, text, "好 ok").id, GOOD)
    log.reviews.mark_learnt([1], "parent")
    log.reviews.mark_learnt([2], "child")
    log.reviews.mark_learnt([3], "rejected sibling 旁支")

    assert [lesson.is_new for lesson in log.reviews.lessons(["child", "parent"])] == [False, False, True]
    assert [lesson.is_new for lesson in log.reviews.lessons(["parent"])] == [False, True, True]


def test_to_say_twice_what_was_learnt_changes_nothing(log: ConversationLog) -> None:
    log.reviews.add(exchange(log, "你好", "hi").id, GOOD)

    log.reviews.mark_learnt([1], "child")
    log.reviews.mark_learnt([1, 1], "child")

    assert [lesson.is_new for lesson in log.reviews.lessons(["child"])] == [False]


def test_a_review_deleted_while_it_was_learnt_does_no_harm(log: ConversationLog) -> None:
    kept = exchange(log, "你好", "hi")
    log.reviews.add(kept.id, GOOD)
    gone = exchange(log, "删 gone", "hi")
    log.reviews.add(gone.id, GOOD)
    log.reviews.delete(gone.id)

    log.reviews.mark_learnt([1, 2], "child")

    assert [lesson.is_new for lesson in log.reviews.lessons(["child"])] == [False]


@pytest.mark.parametrize("verdict", [GOOD, CORRECTED])
def test_what_was_learnt_and_withdrawn_is_no_lesson_but_stays_noted(
    log: ConversationLog, verdict: Verdict
) -> None:
    answer = exchange(log, "你好", "hi")
    review = log.reviews.add(answer.id, verdict, correction="嗨 hey" if verdict is CORRECTED else None)
    log.reviews.mark_learnt([review.id], "child")

    log.reviews.withdraw(review.id)

    assert log.reviews.lessons(["child"]) == ()
    assert log._database.execute("SELECT review_id, checkpoint FROM lessons").fetchall() == [(1, "child")]
