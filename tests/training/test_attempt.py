import pytest

from chatbot.dialogue import DialoguePair
from chatbot.model.checkpoint import Checkpoint
from chatbot.training.attempt import Attempt
from chatbot.training.replay import Replay
from chatbot.training.teaching import CHECK_EVERY, MOST_STEPS, Progress
from tests.training.lessons import lesson

REPLAY = Replay((DialoguePair((), "hello 2", "Hello!", "replay"),), (DialoguePair((), "hi", "Hi", "replay"),))
LESSONS = (
    lesson(1, "早", "晚上好！", is_new=False),
    lesson(2, "你叫什么？", "在的。"),
    lesson(3, "who", "Yes."),
)
LAST_LOOK = MOST_STEPS // CHECK_EVERY * CHECK_EVERY


@pytest.fixture
def attempt(grown: Checkpoint) -> Attempt:
    return Attempt.of(grown, LESSONS, REPLAY)


@pytest.mark.parametrize(
    ("step", "surely_recalled", "is_ready"),
    [(9, 2, False), (9, 3, True), (LAST_LOOK, 0, True), (LAST_LOOK - CHECK_EVERY, 2, False)],
)
def test_it_is_time_to_judge_when_all_is_recalled_or_no_look_is_left(
    grown: Checkpoint, attempt: Attempt, step: int, surely_recalled: int, is_ready: bool
) -> None:
    assert attempt.is_ready(Progress(grown.model, step, surely_recalled)) == is_ready


def test_progress_tells_of_new_lessons_alone(grown: Checkpoint, attempt: Attempt) -> None:
    told = [attempt.told(Progress(grown.model, 9, recalled)) for recalled in range(4)]

    assert [each.recalled for each in told] == [0, 0, 1, 2]
    assert {each.lessons for each in told} == {2}
    assert [each.share for each in told] == pytest.approx([9 / MOST_STEPS, 1 / 4, 2 / 4, 3 / 4])


def test_the_last_step_is_all_of_it(grown: Checkpoint, attempt: Attempt) -> None:
    assert attempt.told(Progress(grown.model, MOST_STEPS, 0)).share == 1.0


def test_a_network_that_learnt_nothing_is_objected_to(grown: Checkpoint, attempt: Attempt) -> None:
    outcome = attempt.outcome(attempt.judge(grown.model), seconds=1.5)

    assert (outcome.accepted, outcome.checkpoint, outcome.learnt) == (False, "tiny", ())
    assert outcome.why == "recalled 0 of 2 new lessons, expected 2"
    assert outcome.heldout_nll_after == outcome.heldout_nll_before


def test_judging_leaves_the_checkpoint_as_it_was(grown: Checkpoint, attempt: Attempt) -> None:
    judgement = attempt.judge(grown.model)

    assert judgement.checkpoint.taught is not None
    assert judgement.checkpoint.taught.scope.lessons == ("早", "你叫什么？", "who")
    assert grown.taught is None


def test_without_a_judgement_the_attempt_was_cancelled(attempt: Attempt) -> None:
    outcome = attempt.outcome(None, seconds=0.5)

    assert (outcome.accepted, outcome.why, outcome.corrections) == (False, "cancelled", 2)
