from pathlib import Path

import pytest

from chatbot.config import TrainConfig
from chatbot.dialogue import Conversation
from chatbot.errors import CorpusError
from chatbot.text.normalize import normalize
from chatbot.text.segment import CharacterSegmenter
from chatbot.training import recipe
from chatbot.training.prepare import Prepared, prepare
from chatbot.training.trainer import STATE_FOLDER
from tests.training.examples import conversations, prepared_in


def prepare_of(folder: Path, said: list[list[str]], *, context: int = 0, max_pieces: int = 64) -> Prepared:
    return prepare(
        [Conversation.alternating(texts, f"made:{number}") for number, texts in enumerate(said)],
        folder,
        CharacterSegmenter(),
        TrainConfig(context=context, max_pieces=max_pieces),
        lambda stage, done, total: None,
    )


def texts_of(prepared: Prepared, number: int) -> tuple[str, str]:
    decode, train = prepared.tokenizer.decode, prepared.data.train
    return decode(train.source(number).tolist()), decode(train.reply(number).tolist())


def test_encoded_pairs_read_as_what_was_said(tmp_path: Path) -> None:
    prepared = prepared_in(tmp_path)

    said = {tuple(normalize(turn.text) for turn in talk.turns) for talk in conversations()}
    learnt = {texts_of(prepared, number) for number in range(len(prepared.data.train))}
    assert learnt <= said
    assert len(learnt) + len(prepared.data.held_out) == len(said)


def test_held_out_pairs_are_not_learnt(tmp_path: Path) -> None:
    prepared = prepared_in(tmp_path)

    decode, held_out = prepared.tokenizer.decode, prepared.data.held_out
    kept = {decode(held_out.source(number).tolist()) for number in range(len(held_out))}
    learnt = {texts_of(prepared, number)[0] for number in range(len(prepared.data.train))}
    assert kept
    assert not kept & learnt


def test_the_turns_before_are_read_when_asked_for(tmp_path: Path) -> None:
    talks = [[f"你好 {n}", "hello", "how are you", "很好"] for n in range(6)]

    without = prepare_of(tmp_path, talks)
    longest_without = int(without.data.train.source_lengths.max())
    with_context = prepare_of(tmp_path, talks, context=2)

    assert int(with_context.data.train.source_lengths.max()) > longest_without


def test_replies_too_long_to_be_said_are_left_out_and_counted(tmp_path: Path) -> None:
    talks = [["你好", "hi"], ["hello", "好"], ["说点什么", "很" * 400]]

    prepared = prepare_of(tmp_path, talks, max_pieces=10)

    assert len(prepared.data.train) == 2
    assert prepared.filtered["reply too long"] == 1
    assert prepared.measures_memory


@pytest.mark.parametrize("talks", [[], [["你好"]], [["你好", "hello"]], [["你好", "hello"]] * 5])
def test_fewer_than_two_different_pairs_are_refused(tmp_path: Path, talks: list[list[str]]) -> None:
    with pytest.raises(CorpusError, match="at least 2 different pairs"):
        prepare_of(tmp_path, talks)


def test_nothing_is_left_of_the_spool(tmp_path: Path) -> None:
    prepared_in(tmp_path)

    left = sorted(path.name for path in (tmp_path / STATE_FOLDER).iterdir())
    assert left == ["held_out.ids", "held_out.index", "train.ids", "train.index"]


def test_a_recipe_grows_with_the_corpus() -> None:
    sizes = [recipe.vocabulary_size(characters) for characters in (100, 10_000, 1_000_000, 10**9)]
    passes = [recipe.epochs(pairs) for pairs in (2, 5_000, 50_000, 3_000_000)]

    assert sizes == sorted(sizes)
    assert passes == sorted(passes, reverse=True)
    assert passes[-1] == recipe.FEWEST_EPOCHS
    assert passes[0] >= recipe.FEWEST_UPDATES
