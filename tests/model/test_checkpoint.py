import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from chatbot.config import ModelConfig, TrainConfig
from chatbot.errors import CheckpointError
from chatbot.model.calibration import Calibration
from chatbot.model.card import CheckpointCard, CorpusFingerprint
from chatbot.model.checkpoint import BACKWARD_FILE, Checkpoint, load_checkpoint, save_checkpoint
from chatbot.model.seq2seq import Seq2Seq
from chatbot.text.segment import CharacterSegmenter
from chatbot.text.tokenizer import Tokenizer


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    tokenizer = Tokenizer.train(
        ["你好呀", "hello there"], vocabulary_size=300, segmenter=CharacterSegmenter()
    )
    config = ModelConfig(tokenizer.vocabulary_size, 8, 6, 12, 10)
    card = CheckpointCard(
        model=config,
        training=TrainConfig(minutes=1.5),
        scores={"nll_per_character": 1.25},
        corpora=(CorpusFingerprint("语料/a.jsonl", 12, "ab"),),
        calibration=Calibration(1.5, 0.25, 2.0),
    )
    torch.manual_seed(0)
    save_checkpoint(tmp_path / "demo", Checkpoint("demo", card, tokenizer, Seq2Seq(config)))
    return tmp_path / "demo"


def change_card(folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    path = folder / "checkpoint.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def test_what_is_saved_is_loaded(saved: Path) -> None:
    torch.manual_seed(0)
    expected = Seq2Seq(CheckpointCard.read(saved).model).state_dict()

    loaded = load_checkpoint(saved)

    assert loaded.name == "demo"
    assert loaded.card == CheckpointCard.read(saved)
    assert loaded.tokenizer.encode("你好 hello") == loaded.tokenizer.encode("你好 hello")
    assert all(torch.equal(expected[name], tensor) for name, tensor in loaded.model.state_dict().items())
    assert not loaded.model.training


def test_a_backward_network_is_kept_beside_and_can_be_missed(saved: Path) -> None:
    checkpoint = load_checkpoint(saved)
    small = ModelConfig(checkpoint.card.model.vocabulary_size, 4, 4, 6, 6)
    with_one = replace(
        checkpoint, card=replace(checkpoint.card, backward=small), backward=Seq2Seq(small).eval()
    )

    save_checkpoint(saved, with_one)

    loaded = load_checkpoint(saved)
    assert loaded.card.backward == small
    assert loaded.backward is not None
    assert with_one.backward is not None
    assert torch.equal(loaded.backward.embedding.weight, with_one.backward.embedding.weight)
    assert not loaded.backward.training
    (saved / BACKWARD_FILE).unlink()
    assert load_checkpoint(saved).backward is None
    document = json.loads((saved / "checkpoint.json").read_text(encoding="utf-8"))
    del document["backward"]
    (saved / "checkpoint.json").write_text(json.dumps(document), encoding="utf-8")
    assert load_checkpoint(saved).card.backward is None


@pytest.mark.parametrize("name", ["checkpoint.json", "tokenizer.json", "model.safetensors"])
def test_a_missing_file_is_named(saved: Path, name: str) -> None:
    (saved / name).unlink()

    with pytest.raises(CheckpointError, match=name):
        load_checkpoint(saved)


@pytest.mark.parametrize("name", ["checkpoint.json", "tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("kept", [0, 7, 200])
def test_a_truncated_file_is_named(saved: Path, name: str, kept: int) -> None:
    path = saved / name
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(CheckpointError, match=name):
        load_checkpoint(saved)


def test_a_flipped_bit_among_the_weights_is_found(saved: Path) -> None:
    path = saved / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)

    with pytest.raises(CheckpointError, match="checksum"):
        load_checkpoint(saved)


def test_another_format_number_is_refused(saved: Path) -> None:
    change_card(saved, lambda card: card.update(format=99))

    with pytest.raises(CheckpointError, match="format 1, found 99"):
        load_checkpoint(saved)


@pytest.mark.parametrize("field", ["model", "training", "scores", "corpora", "parent"])
def test_a_card_without_a_field_is_refused(saved: Path, field: str) -> None:
    def drop(card: dict[str, object]) -> None:
        del card[field]

    change_card(saved, drop)

    with pytest.raises(CheckpointError, match=field):
        load_checkpoint(saved)


def test_a_card_from_before_there_were_calibrations_has_none(saved: Path) -> None:
    def drop(card: dict[str, object]) -> None:
        del card["calibration"]

    change_card(saved, drop)

    assert CheckpointCard.read(saved).calibration is None


def test_a_card_from_before_networks_copied_is_of_one_that_does_not(saved: Path) -> None:
    def drop(*names: str) -> None:
        def change(card: dict[str, object]) -> None:
            model = card["model"]
            assert isinstance(model, dict)
            for name in names:
                del model[name]

        change_card(saved, change)

    drop("copies", "adds_embeddings")
    assert not CheckpointCard.read(saved).model.copies
    drop("dropout")
    with pytest.raises(CheckpointError, match="fields of ModelConfig: dropout"):
        CheckpointCard.read(saved)


@pytest.mark.parametrize("damaged", [{}, {"bias": 1}, {"bias": "x", "log_prob": 1, "mean_log_prob": 1}, [1]])
def test_a_damaged_calibration_is_refused(saved: Path, damaged: object) -> None:
    change_card(saved, lambda card: card.update(calibration=damaged))

    with pytest.raises(CheckpointError, match="expected a checkpoint's fields"):
        load_checkpoint(saved)


def test_a_card_that_is_no_object_is_refused(saved: Path) -> None:
    (saved / "checkpoint.json").write_text("[1]", encoding="utf-8")

    with pytest.raises(CheckpointError, match="expected an object"):
        load_checkpoint(saved)


def test_shapes_that_do_not_fit_are_refused(saved: Path) -> None:
    def widen(card: dict[str, object]) -> None:
        model = card["model"]
        assert isinstance(model, dict)
        model["attention_size"] = 11

    change_card(saved, widen)

    with pytest.raises(CheckpointError, match="expected shape"):
        load_checkpoint(saved)


def test_a_tokenizer_of_another_size_is_refused(saved: Path) -> None:
    other = Tokenizer.train(["other words"], vocabulary_size=280, segmenter=CharacterSegmenter())
    (saved / "tokenizer.json").write_text(other.to_json(), encoding="utf-8")

    with pytest.raises(CheckpointError, match="expected a vocabulary"):
        load_checkpoint(saved)


def test_weights_without_a_checksum_are_refused(saved: Path) -> None:
    path = saved / "model.safetensors"
    save_file(load_file(path), path)

    with pytest.raises(CheckpointError, match="checksum"):
        load_checkpoint(saved)


def test_a_failed_save_leaves_the_checkpoint_that_was_there(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load_checkpoint(saved)

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("chatbot.files.os.fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        save_checkpoint(saved, before)

    assert load_checkpoint(saved).card == before.card
    assert sorted(path.name for path in saved.iterdir()) == [
        "checkpoint.json",
        "model.safetensors",
        "tokenizer.json",
    ]
