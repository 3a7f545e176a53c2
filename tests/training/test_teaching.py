import random
from itertools import islice

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from chatbot.model.batch import Batch
from chatbot.model.checkpoint import Checkpoint
from chatbot.model.seq2seq import Seq2Seq
from chatbot.text.segment import CharacterSegmenter
from chatbot.text.tokenizer import Tokenizer
from chatbot.training.curriculum import Exercise, curriculum_of
from chatbot.training.teaching import MARGIN, Ids, Lessons, Variation, surely_recalled, teach
from tests.training.lessons import lesson

TOKENIZER = Tokenizer.train(
    ["你好呀，明天见", "hello there"], vocabulary_size=300, segmenter=CharacterSegmenter()
)
STRANGE = TOKENIZER.encode("sunshine")

NEW = (lesson(1, "你叫什么？", "在的。"), lesson(2, "hello friend", "Hello!"))
KNOWN = (("你好 1", "你好呀！"), ("hello 2", "Hello!"), ("hi 小机器人 3", "Hi 你好"))


@pytest.fixture
def lessons(grown: Checkpoint) -> Lessons:
    encode = grown.tokenizer.encode
    exercises = curriculum_of(NEW, grown.tokenizer, context=0, max_pieces=32).exercises
    return Lessons(exercises, (), tuple((encode(prompt), encode(reply)) for prompt, reply in KNOWN))


def is_sure(model: Seq2Seq, exercise: Exercise) -> bool:
    """Look at one exercise alone, piece by piece."""
    batch = Batch.of([(torch.tensor(exercise.source), torch.tensor(exercise.reply))])
    rows = model(batch).tolist()
    return all(
        row[wanted] - max(row[:wanted] + row[wanted + 1 :]) > MARGIN
        for row, wanted in zip(rows, batch.targets.tolist(), strict=True)
    )


def weights_of(model: Seq2Seq) -> torch.Tensor:
    return torch.cat([weight.detach().flatten() for weight in model.state_dict().values()])


def words_of(source: Ids) -> list[Ids]:
    return [source[start:end] for start, end in TOKENIZER.words(source).spans]


def test_teaching_comes_to_recall_all(grown: Checkpoint, lessons: Lessons) -> None:
    before = surely_recalled(grown.model, lessons.exercises)

    recalled = (progress.surely_recalled for progress in teach(grown.model, lessons, grown.tokenizer))

    assert before < len(NEW)
    assert len(NEW) in recalled


def test_teaching_leaves_the_model_as_it_was(grown: Checkpoint, lessons: Lessons) -> None:
    before = weights_of(grown.model)

    progress = next(teach(grown.model, lessons, grown.tokenizer))

    assert torch.equal(weights_of(grown.model), before)
    assert not torch.equal(weights_of(progress.model), before)
    assert not progress.model.training


def test_the_same_seed_teaches_the_same(grown: Checkpoint, lessons: Lessons) -> None:
    one, same, other = (
        weights_of(next(teach(grown.model, lessons, grown.tokenizer, seed=seed)).model) for seed in (5, 5, 6)
    )

    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_what_is_surely_recalled_together_is_so_alone(grown: Checkpoint, lessons: Lessons) -> None:
    for progress in islice(teach(grown.model, lessons, grown.tokenizer), 0, 9, 4):
        alone = sum(is_sure(progress.model, exercise) for exercise in lessons.exercises)

        assert progress.surely_recalled == alone


@given(st.text("你好明天 helotr", min_size=1, max_size=12).filter(str.strip), st.integers(0, 2**32))
def test_a_varied_prompt_keeps_at_least_one_of_its_words(text: str, seed: int) -> None:
    source = TOKENIZER.encode(text)

    varied = Variation([(STRANGE, ())], TOKENIZER, random.Random(seed)).of(source)

    kept = [word for word in words_of(source) if contains(varied, word)]
    assert kept


@given(st.integers(0, 2**32))
def test_a_prompt_of_one_word_is_never_silenced(seed: int) -> None:
    varied = Variation([(STRANGE, ())], TOKENIZER, random.Random(seed)).of(TOKENIZER.encode("好"))

    assert contains(varied, TOKENIZER.encode("好"))


def contains(ids: Ids, part: Ids) -> bool:
    return any(ids[start : start + len(part)] == part for start in range(len(ids)))
