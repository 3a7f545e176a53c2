import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest

from chatbot.config import SearchConfig
from chatbot.dialogue import DialoguePair
from chatbot.errors import ChatbotError, CheckpointError
from chatbot.inference.responder import NeuralResponder
from chatbot.learning import LearnEvent, LearnFinished, LearnProgressed, Lesson
from chatbot.model.checkpoint import TAUGHT_FILE, load_checkpoint
from chatbot.model.file_names import LESSONS_FILE
from chatbot.model.lineage import lineage_of
from chatbot.training.replay import REPLAY_FILE, Replay, read_replay, write_replay
from tests.training.lessons import answer, lesson
from tests.training.shelves import SmallShelf, learnt

PROMPT, CORRECTION = "你叫什么？", "在的。"
NEXT = lesson(8, "your name?", CORRECTION)
CHILD = "tiny-taught-20260304-120000"


@dataclass(frozen=True)
class Accepted:
    """One correction that was learnt."""

    shelf: SmallShelf
    events: list[LearnEvent]

    @property
    def finished(self) -> LearnFinished:
        assert isinstance(self.events[-1], LearnFinished)
        return self.events[-1]

    @property
    def folder(self) -> Path:
        return self.shelf.folder / CHILD


@pytest.fixture(scope="module")
def accepted(grown_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Accepted:
    """Learnt once for all tests that only look at it."""
    shelf = SmallShelf(tmp_path_factory.mktemp("accepted") / "shelf", grown_folder)
    return Accepted(shelf, list(shelf.learner().learn([lesson(7, PROMPT, CORRECTION)])))


@pytest.fixture
def shelf(grown_folder: Path, tmp_path: Path) -> SmallShelf:
    return SmallShelf(tmp_path / "shelf", grown_folder)


@pytest.fixture
def second_shelf(accepted: Accepted, tmp_path: Path) -> SmallShelf:
    """A shelf whose parent has learnt a correction: it learns the next one with the same words at once."""
    return SmallShelf(tmp_path / "shelf", accepted.folder)


@pytest.fixture
def unteachable(accepted: Accepted, tmp_path: Path) -> SmallShelf:
    """A parent whose kept-out pair answers the lesson's prompt otherwise: learning makes that worse."""
    parent = tmp_path / "stubborn"
    shutil.copytree(accepted.folder, parent)
    held_out = DialoguePair((), NEXT.pair.prompt, "Good day, my name is Zoë.", "replay")
    write_replay(parent, Replay(read_replay(parent).learnt, (held_out,)))
    return SmallShelf(tmp_path / "shelf", parent)


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Let writing fail half-way, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_an_accepted_correction_is_told(accepted: Accepted) -> None:
    outcome = accepted.finished.outcome

    assert (outcome.accepted, outcome.corrections, outcome.recalled_after) == (True, 1, 1)
    assert outcome.checkpoint == CHILD
    assert outcome.learnt == (7,)
    assert outcome.why == "recalled 1 of 1 new lessons, kept-out pairs no worse"


def test_progress_is_told_and_then_the_end(accepted: Accepted) -> None:
    *progress, _ = accepted.events

    shares = [event.share for event in progress if isinstance(event, LearnProgressed)]
    assert len(shares) == len(progress) > 0
    assert all(0 < share <= 1 for share in shares)


def test_the_responder_that_is_returned_says_the_correction(accepted: Accepted) -> None:
    assert accepted.finished.responder is not None
    assert answer(accepted.finished.responder, PROMPT) == CORRECTION


def test_the_checkpoint_that_was_written_says_the_correction(accepted: Accepted) -> None:
    checkpoint = load_checkpoint(accepted.folder)

    assert answer(NeuralResponder.from_checkpoint(checkpoint, SearchConfig()), PROMPT) == CORRECTION
    assert checkpoint.card.parent == "tiny"


def test_another_prompt_is_answered_as_before(accepted: Accepted, grown_folder: Path) -> None:
    before, after = (
        NeuralResponder.from_checkpoint(load_checkpoint(folder), SearchConfig())
        for folder in (grown_folder, accepted.folder)
    )

    for prompt in ("hello 2", "早上好 9", "hi 小机器人 4"):
        assert answer(after, prompt) == answer(before, prompt)
    assert after.calibration == before.calibration is not None


def test_a_new_checkpoint_holds_all_that_learning_again_needs(accepted: Accepted, grown_folder: Path) -> None:
    assert {TAUGHT_FILE, LESSONS_FILE, REPLAY_FILE} <= {path.name for path in accepted.folder.iterdir()}
    taught = DialoguePair((), PROMPT, CORRECTION, "review 7")
    assert read_replay(accepted.folder) == replace(read_replay(grown_folder), lessons=(taught,))


def test_a_checkpoint_is_used_only_when_it_is_whole(accepted: Accepted) -> None:
    assert accepted.shelf.used == [CHILD]
    assert accepted.shelf.files_when_used == [{path.name for path in accepted.folder.iterdir()}]
    assert accepted.shelf.kept == [CHILD]


def test_a_lineage_names_the_child_and_then_the_parent(accepted: Accepted, grown_folder: Path) -> None:
    assert lineage_of(accepted.folder, accepted.shelf.find) == (CHILD, "tiny")
    assert lineage_of(grown_folder, accepted.shelf.find) == ("tiny",)


def test_a_lineage_ends_where_the_parent_is_gone(accepted: Accepted, tmp_path: Path) -> None:
    lonely = SmallShelf(accepted.shelf.folder, tmp_path / "gone")

    assert lineage_of(accepted.folder, lonely.find) == (CHILD,)


def test_undo_goes_back_to_the_parent(accepted: Accepted, grown_folder: Path) -> None:
    shelf = SmallShelf(accepted.shelf.folder, grown_folder)
    learner = shelf.learner(accepted.folder)

    responder = learner.undo()

    assert shelf.used == ["tiny"]
    assert responder.name == "tiny"
    assert responder.taught is None
    assert learner.lineage == ("tiny",)


def test_what_has_no_parent_cannot_be_undone(shelf: SmallShelf) -> None:
    with pytest.raises(CheckpointError, match="found the first of its line"):
        shelf.learner().undo()

    assert shelf.used == []


def test_a_child_learns_on_and_keeps_what_it_knew(accepted: Accepted, tmp_path: Path) -> None:
    shelf = SmallShelf(tmp_path / "shelf", accepted.shelf.parent)
    shutil.copytree(accepted.folder, shelf.folder / CHILD)
    learner = shelf.learner(shelf.folder / CHILD)

    finished = learnt(learner, [lesson(7, PROMPT, CORRECTION, is_new=False), NEXT])

    assert finished.outcome.accepted, finished.outcome.why
    assert finished.outcome.corrections == 1
    assert finished.outcome.learnt == (7, NEXT.review_id)
    assert learner.lineage == (f"{CHILD}-2", CHILD, "tiny")
    assert finished.responder is not None
    assert [answer(finished.responder, each) for each in (PROMPT, NEXT.pair.prompt)] == [CORRECTION] * 2


@pytest.mark.parametrize("taken", [[CHILD], [CHILD, f"{CHILD}-2", f"{CHILD}-3"]])
def test_a_name_that_is_taken_is_never_given_again(second_shelf: SmallShelf, taken: list[str]) -> None:
    for name in taken:
        (second_shelf.folder / name).mkdir(parents=True)

    finished = learnt(second_shelf.learner(), [NEXT])

    assert finished.outcome.checkpoint == f"{CHILD}-{len(taken) + 1}"
    assert second_shelf.kept == sorted([*taken, finished.outcome.checkpoint])
    assert not any((second_shelf.folder / CHILD).iterdir())


def test_a_correction_that_the_gate_refuses_changes_nothing(unteachable: SmallShelf) -> None:
    learner = unteachable.learner()

    finished = learnt(learner, [NEXT], most_seconds=0)

    assert not finished.outcome.accepted
    assert finished.responder is None
    assert finished.outcome.checkpoint == "stubborn"
    assert finished.outcome.learnt == ()
    assert finished.outcome.why.startswith("kept-out pairs got worse")
    assert (unteachable.kept, unteachable.used, learner.lineage[0]) == ([], [], "stubborn")


def test_when_time_is_up_what_there_is_is_judged(shelf: SmallShelf) -> None:
    finished = learnt(shelf.learner(), [lesson(1, PROMPT, "老师，明天见")], most_seconds=0)

    assert finished.outcome.why == "recalled 0 of 1 new lessons, expected 1"
    assert shelf.kept == []


def test_cancelled_learning_leaves_nothing(shelf: SmallShelf) -> None:
    asked = count()

    *_, finished = shelf.learner().learn(
        [lesson(1, PROMPT, CORRECTION)], is_cancelled=lambda: next(asked) > 0
    )

    assert isinstance(finished, LearnFinished)
    assert finished.responder is None
    assert (finished.outcome.accepted, finished.outcome.why) == (False, "cancelled")
    assert (shelf.kept, shelf.used) == ([], [])


@pytest.mark.parametrize(
    "lessons",
    [
        [],
        [lesson(1, "你好", "hello", is_new=False)],
        [lesson(1, "", "hello"), lesson(2, "你好", "\u200d"), lesson(3, "hello", "好" * 10_000)],
    ],
)
def test_without_anything_new_there_is_nothing_to_learn(shelf: SmallShelf, lessons: list[Lesson]) -> None:
    with pytest.raises(ChatbotError, match="expected a new correction") as caught:
        learnt(shelf.learner(), lessons)

    assert "\n" not in str(caught.value)
    assert shelf.kept == []


def test_bad_lessons_do_not_keep_a_good_one_from_being_learnt(second_shelf: SmallShelf) -> None:
    bad = [
        lesson(1, "", "hello"),
        lesson(2, "\u200d", "hello"),
        lesson(3, "你好", "\x00\u202e"),
        lesson(4, "hello", "好" * 10_000),
        lesson(5, PROMPT, "no, 不是这样"),
    ]
    same = [lesson(id_, "\x1b" + PROMPT, CORRECTION + "\x07") for id_ in range(6, 506)]

    finished = learnt(second_shelf.learner(), bad + same)

    assert finished.outcome.accepted, finished.outcome.why
    assert finished.outcome.corrections == 1
    assert finished.outcome.learnt == tuple(range(5, 506))
    assert len(finished.outcome.notes) == 5
    assert finished.responder is not None
    assert answer(finished.responder, PROMPT) == CORRECTION


def test_a_full_disk_leaves_nothing_half_written(second_shelf: SmallShelf) -> None:
    learner = second_shelf.learner()

    with files_no_larger_than(2_000), pytest.raises(CheckpointError, match="the old one is still in use"):
        learnt(learner, [NEXT])

    assert (second_shelf.kept, second_shelf.used, learner.lineage[0]) == ([], [], CHILD)


def test_a_shelf_that_cannot_be_written_to_is_told_in_one_line(accepted: Accepted, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    shelf = SmallShelf(tmp_path / "file" / "shelf", accepted.folder)

    with pytest.raises(CheckpointError, match="Not a directory") as caught:
        learnt(shelf.learner(), [NEXT])

    assert "\n" not in str(caught.value)
    assert shelf.used == []


def test_a_checkpoint_without_a_sample_cannot_be_taught(shelf: SmallShelf, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(shelf.parent, bare, ignore=shutil.ignore_patterns("training", REPLAY_FILE))

    with pytest.raises(CheckpointError, match="train it again"):
        learnt(shelf.learner(bare), [lesson(1, PROMPT, CORRECTION)])
