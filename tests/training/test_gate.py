import math
from dataclasses import replace

import pytest
import torch
from torch.nn.functional import cross_entropy

from chatbot.config import SearchConfig
from chatbot.dialogue import DialoguePair
from chatbot.inference.responder import NeuralResponder
from chatbot.model.batch import Batch
from chatbot.model.checkpoint import Checkpoint, Taught
from chatbot.model.seq2seq import Seq2Seq
from chatbot.text.normalize import normalize
from chatbot.text.scope import Scope
from chatbot.training.curriculum import Exercise, curriculum_of
from chatbot.training.gate import Gate, Marks, heldout_nll, recalled
from tests.training.lessons import answer, lesson

PAIRS = (
    DialoguePair((), "你好 3", "你好呀！", "test"),
    DialoguePair((), "good morning", "Ｇｏｏｄ morning, how are you?", "test"),
    DialoguePair(("早",), "hi 小机器人", "Hi 你好", "test"),
)


@pytest.fixture
def other_model(grown: Checkpoint) -> Seq2Seq:
    torch.manual_seed(3)
    return Seq2Seq(grown.card.model).eval()


def gate_of(*, new: int, old: int = 0) -> Gate:
    exercise = Exercise((9,), (9,), ("你好",), "hello", True, (1,))
    return Gate((exercise,) * new, (exercise,) * old, ())


@torch.inference_mode()
def slow_nats(checkpoint: Checkpoint, model: Seq2Seq, pair: DialoguePair) -> float:
    source, reply = checkpoint.tokenizer.encode(pair.prompt), checkpoint.tokenizer.encode(pair.response)
    batch = Batch.of([(torch.tensor(source), torch.tensor(reply))])
    return float(cross_entropy(model(batch), batch.targets, reduction="sum"))


@pytest.mark.parametrize(
    ("new", "old", "before", "after"),
    [
        (1, 0, Marks(0, 0, 2.0), Marks(1, 0, 2.0)),
        (20, 0, Marks(0, 0, 2.0), Marks(19, 0, 2.0)),
        (1, 20, Marks(0, 20, 2.0), Marks(1, 19, 2.0)),
        (1, 20, Marks(0, 5, 2.0), Marks(1, 5, 2.0)),
        (1, 0, Marks(0, 0, 2.0), Marks(1, 0, 2.009)),
        (1, 0, Marks(0, 0, 2.0), Marks(1, 0, 1.0)),
        (1, 0, Marks(0, 0, 0.0), Marks(1, 0, 0.0)),
    ],
)
def test_what_does_well_may_take_over(new: int, old: int, before: Marks, after: Marks) -> None:
    assert gate_of(new=new, old=old).objection(before, after) == ""


@pytest.mark.parametrize(
    ("new", "old", "before", "after", "why"),
    [
        (1, 0, Marks(0, 0, 2.0), Marks(0, 0, 2.0), "recalled 0 of 1 new lessons, expected 1"),
        (5, 0, Marks(0, 0, 2.0), Marks(4, 0, 2.0), "recalled 4 of 5 new lessons, expected 5"),
        (20, 0, Marks(0, 0, 2.0), Marks(18, 0, 2.0), "recalled 18 of 20 new lessons, expected 19"),
        (1, 20, Marks(0, 20, 2.0), Marks(1, 18, 2.0), "of 20 earlier lessons 18 are left of 20"),
        (1, 3, Marks(0, 3, 2.0), Marks(1, 2, 2.0), "of 3 earlier lessons 2 are left of 3"),
        (1, 0, Marks(0, 0, 2.0), Marks(1, 0, 2.02), "kept-out pairs got worse: 2.0000 to 2.0200 nats"),
    ],
)
def test_each_way_to_do_worse_is_objected_to(
    new: int, old: int, before: Marks, after: Marks, why: str
) -> None:
    objection = gate_of(new=new, old=old).objection(before, after)

    assert objection.startswith(why)
    assert "\n" not in objection


def test_a_measurement_that_is_no_number_is_objected_to() -> None:
    assert "kept-out pairs" in gate_of(new=1).objection(Marks(0, 0, 2.0), Marks(1, 0, math.nan))


def test_the_kept_out_measure_is_that_of_a_plain_loop(grown: Checkpoint) -> None:
    nats = sum(slow_nats(grown, grown.model, pair) for pair in PAIRS)

    measured = heldout_nll(grown, PAIRS)

    assert measured == pytest.approx(nats / sum(len(normalize(pair.response)) for pair in PAIRS), rel=1e-5)


def test_outside_the_scope_of_its_lessons_a_taught_checkpoint_measures_as_its_parent(
    grown: Checkpoint, other_model: Seq2Seq
) -> None:
    taught = replace(grown, taught=Taught(other_model, Scope(["其它的事"], [pair.prompt for pair in PAIRS])))

    assert heldout_nll(taught, PAIRS) == heldout_nll(grown, PAIRS)


def test_within_the_scope_of_its_lessons_the_taught_network_is_measured(
    grown: Checkpoint, other_model: Seq2Seq
) -> None:
    taught = replace(
        grown, taught=Taught(other_model, Scope([PAIRS[0].prompt], ["good morning", "hi 小机器人"]))
    )

    models = other_model, grown.model, grown.model
    nats = sum(slow_nats(grown, model, pair) for model, pair in zip(models, PAIRS, strict=True))
    characters = sum(len(normalize(pair.response)) for pair in PAIRS)
    assert heldout_nll(taught, PAIRS) == pytest.approx(nats / characters, rel=1e-5)


def test_nothing_kept_out_measures_nothing(grown: Checkpoint) -> None:
    assert heldout_nll(grown, ()) == 0.0


def test_an_exercise_counts_as_recalled_only_word_for_word(grown: Checkpoint) -> None:
    said = answer(NeuralResponder.from_checkpoint(grown, SearchConfig()), "hello 2")
    lessons = lesson(1, "hello 2", said), lesson(2, "你好 8", "no network says this 的")

    exercises = curriculum_of(lessons, grown.tokenizer, context=0, max_pieces=32).exercises

    assert recalled(grown, exercises) == 1


def test_prompts_of_any_size_are_measured(grown: Checkpoint) -> None:
    pairs = [DialoguePair((), "好" * 1_000, "hi", "test"), DialoguePair((), "\u200b", "hi", "test")]

    assert math.isfinite(heldout_nll(grown, pairs))
