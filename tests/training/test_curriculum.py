import pytest

from chatbot.learning import Lesson
from chatbot.text.segment import CharacterSegmenter
from chatbot.text.tokenizer import Tokenizer
from chatbot.training.curriculum import Curriculum, curriculum_of
from tests.training.lessons import lesson

TOKENIZER = Tokenizer.train(
    ["你好呀，明天见", "hello there"], vocabulary_size=300, segmenter=CharacterSegmenter()
)

SAME_BEGINNING = "你好" * 40
"""More than the model reads."""


def made_of(*lessons: Lesson, context: int = 0, max_pieces: int = 64) -> Curriculum:
    return curriculum_of(lessons, TOKENIZER, context=context, max_pieces=max_pieces)


def test_of_contradictory_answers_the_newest_counts_and_is_told() -> None:
    curriculum = made_of(
        lesson(3, "你好", "明天见"), lesson(1, "你好", "你好呀"), lesson(2, " 你好 ", "hello")
    )

    (exercise,) = curriculum.exercises
    assert exercise.response == "明天见"
    assert exercise.review_ids == (1, 2, 3)
    assert curriculum.notes == ("你好: answered in two ways, the newest counts: 明天见",)


def test_an_answer_taken_back_and_given_again_is_told_as_it_counts() -> None:
    curriculum = made_of(
        *(lesson(id_, "hello", answer) for id_, answer in enumerate(["hi", "no", "hi", "hi"]))
    )

    assert curriculum.exercises[0].response == "hi"
    assert curriculum.notes == ("hello: answered in two ways, the newest counts: hi",)


def test_five_hundred_identical_lessons_are_one_exercise_that_serves_every_review() -> None:
    curriculum = made_of(*(lesson(id_, "你好", "hello 你好") for id_ in range(500)))

    (exercise,) = curriculum.exercises
    assert exercise.review_ids == tuple(range(500))
    assert curriculum.notes == ()


@pytest.mark.parametrize("nothing", ["", " \n\u3000", "\u200b\u202e", "\x00\x1b\x7f", "\ufeff", "\u200d"])
def test_what_shows_nothing_is_left_out_with_a_note(nothing: str) -> None:
    curriculum = made_of(lesson(1, "你好", nothing), lesson(2, nothing, "hello"), lesson(3, "hello", "hi"))

    assert [exercise.prompt for exercise in curriculum.exercises] == ["hello"]
    assert [note.split(": ")[1] for note in curriculum.notes] == [
        "left out, the answer has no visible character",
        "left out, the prompt has no visible character",
    ]


def test_a_prompt_without_text_is_left_out_though_turns_before_it_have_some() -> None:
    assert made_of(lesson(1, "", "hello", "你好"), context=1).exercises == ()


def test_an_enormous_answer_is_left_out_with_a_note() -> None:
    curriculum = made_of(lesson(1, "你好", "好" * 100_000), lesson(2, "hello", "hello there"))

    assert [exercise.prompt for exercise in curriculum.exercises] == ["hello"]
    assert "left out, the answer has" in curriculum.notes[0]


@pytest.mark.parametrize(("pieces", "is_learnt"), [(60, True), (61, False)])
def test_an_answer_longer_than_a_chat_ever_says_is_left_out(pieces: int, is_learnt: bool) -> None:
    answer = "h" + "l" * (pieces - 1)
    assert len(TOKENIZER.encode(answer)) == pieces

    assert bool(made_of(lesson(1, "hello", answer)).exercises) == is_learnt


def test_an_enormous_prompt_is_learnt_as_far_as_the_model_reads() -> None:
    (exercise,) = made_of(lesson(1, "你好 hello" * 10_000, "hi"), max_pieces=32).exercises

    assert len(exercise.source) == 32


def test_prompts_of_which_the_model_reads_the_same_have_one_answer() -> None:
    curriculum = made_of(lesson(1, SAME_BEGINNING + "一", "hi"), lesson(2, SAME_BEGINNING + "二", "no"))

    assert [exercise.response for exercise in curriculum.exercises] == ["no"]


@pytest.mark.parametrize(("prompt", "response"), [("你好呀", "hello there"), ("hello there", "明天见")])
def test_an_answer_in_the_other_language_is_learnt_with_a_note(prompt: str, response: str) -> None:
    curriculum = made_of(lesson(1, prompt, response))

    assert curriculum.exercises[0].response == response
    assert curriculum.notes == (f"{prompt}: answered in another language; learnt as it is",)


def test_an_overruled_answer_in_the_other_language_is_no_longer_told() -> None:
    notes = made_of(lesson(1, "你好呀", "hello there"), lesson(2, "你好呀", "明天见")).notes

    assert notes == ("你好呀: answered in two ways, the newest counts: 明天见",)


@pytest.mark.parametrize(
    ("prompt", "response"), [("hello 你好", "明天见"), ("你好", "hello 你好"), ("123", "hi")]
)
def test_a_mixed_lesson_needs_no_note(prompt: str, response: str) -> None:
    assert made_of(lesson(1, prompt, response)).notes == ()


def test_control_characters_are_taken_out_of_what_is_learnt() -> None:
    (exercise,) = made_of(lesson(1, "你\x00好\u202e", "hel\x1blo\r\nthere")).exercises

    assert exercise.turns == ("你好",)
    assert exercise.response == "hello there"


def test_as_many_turns_are_heard_as_the_model_reads() -> None:
    heard = lesson(1, "再见", "明天见", "hello", "你好")

    assert made_of(heard, context=0).exercises[0].turns == ("再见",)
    assert made_of(heard, context=1).exercises[0].turns == ("你好", "再见")
    assert made_of(heard, context=5).exercises[0].turns == ("hello", "你好", "再见")


def test_one_prompt_may_have_an_answer_for_each_context() -> None:
    lessons = lesson(1, "再见", "hi", "hello"), lesson(2, "再见", "明天见", "你好")

    assert len(made_of(*lessons, context=1).exercises) == 2
    assert len(made_of(*lessons, context=0).exercises) == 1


def test_new_and_old_exercises_are_told_apart() -> None:
    curriculum = made_of(lesson(1, "你好", "你好呀", is_new=False), lesson(2, "hello", "hi"))

    assert [exercise.prompt for exercise in curriculum.old] == ["你好"]
    assert [exercise.prompt for exercise in curriculum.new] == ["hello"]


@pytest.mark.parametrize(("answer", "is_new"), [("你好呀", False), ("明天见", True)])
def test_an_old_lesson_is_new_again_only_with_another_answer(answer: str, is_new: bool) -> None:
    curriculum = made_of(lesson(1, "你好", "你好呀", is_new=False), lesson(2, "你好", answer))

    assert [exercise.is_new for exercise in curriculum.exercises] == [is_new]


def test_a_long_prompt_is_shortened_in_a_note() -> None:
    (note,) = made_of(lesson(1, "你" * 100, "")).notes

    assert note == f"{'你' * 29}…: left out, the answer has no visible character"
