"""A saved model: a folder with a card, a tokenizer and weights; saved whole, loaded strictly, no pickle.

checkpoint.json      format number, configuration, scores, parent, corpora with fingerprints
tokenizer.json       the words and pieces
model.safetensors    the weights, with a checksum of their bytes
taught.safetensors   the weights that answer lessons, where there are any
lessons.json         the prompts of the lessons, and what they are told from
backward.safetensors a small network that says prompts to replies, where one was taught; can be deleted
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, uint8

from chatbot.config import ModelConfig
from chatbot.errors import CheckpointError, ConfigError
from chatbot.files import write_whole
from chatbot.model.card import CheckpointCard
from chatbot.model.file_names import CARD_FILE, LESSONS_FILE
from chatbot.model.seq2seq import Seq2Seq
from chatbot.text.scope import Scope
from chatbot.text.tokenizer import Tokenizer

TOKENIZER_FILE = "tokenizer.json"
WEIGHTS_FILE = "model.safetensors"
TAUGHT_FILE = "taught.safetensors"
BACKWARD_FILE = "backward.safetensors"


@dataclass(frozen=True, slots=True)
class Taught:
    """What a checkpoint has learnt from lessons, after it was made."""

    model: Seq2Seq
    """Answers within the scope of the lessons, in place of the checkpoint's own model."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model with all that is needed to talk with it."""

    name: str
    """The name of its folder."""

    card: CheckpointCard
    tokenizer: Tokenizer
    model: Seq2Seq

    taught: Taught | None = None
    """None before the first lesson."""

    backward: Seq2Seq | None = None
    """Says prompts to replies, by which replies are ranked; None if none was taught, or its file is gone."""


def save_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint into a folder, made if it is not there.

    Each file is replaced as a whole. The card comes last: what is found half-way is the old card beside new
    weights of the same shape, which loads.

    Raises:
        OSError: the disk is full or the folder cannot be written to; what was there stands.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / TOKENIZER_FILE, checkpoint.tokenizer.to_json())
    write_whole(folder / WEIGHTS_FILE, weights_to_bytes(checkpoint.model.state_dict()))
    if checkpoint.taught is not None:
        write_whole(folder / TAUGHT_FILE, weights_to_bytes(checkpoint.taught.model.state_dict()))
        write_whole(folder / LESSONS_FILE, checkpoint.taught.scope.to_json())
    if checkpoint.backward is not None:
        write_whole(folder / BACKWARD_FILE, weights_to_bytes(checkpoint.backward.state_dict()))
    write_whole(folder / CARD_FILE, checkpoint.card.to_json())


def load_checkpoint(folder: Path, *, cache_directory: Path | None = None) -> Checkpoint:
    """Read a checkpoint, ready to answer.

    Args:
        folder: where it is.
        cache_directory: where the word segmenter may keep its dictionary between runs.

    Raises:
        CheckpointError: something is missing, damaged, of another format, or does not fit the rest.
    """
    card = CheckpointCard.read(folder)
    tokenizer = _read_tokenizer(folder / TOKENIZER_FILE, cache_directory)
    if tokenizer.vocabulary_size != card.model.vocabulary_size:
        raise CheckpointError(
            f"{folder}: expected a vocabulary of {card.model.vocabulary_size} pieces, "
            f"found {tokenizer.vocabulary_size} in {TOKENIZER_FILE}"
        )
    model = _read_model(folder, card.model, WEIGHTS_FILE)
    taught, backward = _read_taught(folder, card.model), _read_backward(folder, card.backward)
    return Checkpoint(folder.resolve().name, card, tokenizer, model, taught, backward)


def weights_to_bytes(weights: Mapping[str, Tensor], **notes: str) -> bytes:
    """Spell tensors as safetensors with a checksum and, beside it, notes of text."""
    whole = {name: tensor.detach().contiguous() for name, tensor in weights.items()}
    return save(whole, metadata={"checksum": _checksum(whole), **notes})


def read_weights(path: Path) -> dict[str, Tensor]:
    """Read tensors and compare their checksum.

    Raises:
        CheckpointError: the file is missing, truncated or damaged.
    """
    return read_weights_and_notes(path)[0]


def read_weights_and_notes(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Read tensors and the notes beside them, as `read_weights` does."""
    try:
        with safe_open(path, framework="pt") as file:
            notes = file.metadata() or {}
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except FileNotFoundError:
        raise CheckpointError(f"{path}: expected the weights there, found nothing") from None
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(
            f"{path}: expected safetensors, found a damaged file ({error}); restore it or train again"
        ) from error
    if notes.get("checksum") != _checksum(weights):
        raise CheckpointError(
            f"{path}: the weights do not match their checksum: the file is damaged; restore it or train again"
        )
    return weights, notes


def load_weights(model: Seq2Seq, weights: Mapping[str, Tensor], *, place: Path) -> None:
    """Put weights into a model.

    Raises:
        CheckpointError: a tensor is missing, unknown, or of another shape.
    """
    expected = model.state_dict()
    odd = sorted(expected.keys() ^ weights.keys())
    if odd:
        raise CheckpointError(f"{place}: expected the tensors of the configuration; odd or missing: {odd[0]}")
    for name, tensor in expected.items():
        if tensor.shape != weights[name].shape:
            raise CheckpointError(
                f"{place}: {name}: expected shape {tuple(tensor.shape)}, found {tuple(weights[name].shape)}"
            )
    model.load_state_dict(weights)


def _read_model(folder: Path, config: ModelConfig, file_name: str) -> Seq2Seq:
    model = _build(folder, config)
    load_weights(model, read_weights(folder / file_name), place=folder / file_name)
    return model.eval()


def _read_taught(folder: Path, config: ModelConfig) -> Taught | None:
    path = folder / LESSONS_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointError(f"{path}: expected lessons, found a damaged file ({error})") from error
    try:
        scope = Scope.from_json(text)
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from error
    return Taught(_read_model(folder, config, TAUGHT_FILE), scope)


def _read_backward(folder: Path, config: ModelConfig | None) -> Seq2Seq | None:
    has_one = config is not None and (folder / BACKWARD_FILE).is_file()
    return _read_model(folder, config, BACKWARD_FILE) if config is not None and has_one else None


def _build(folder: Path, config: ModelConfig) -> Seq2Seq:
    try:
        return Seq2Seq(config)
    except ConfigError as error:
        raise CheckpointError(f"{folder / CARD_FILE}: {error}") from error


def _read_tokenizer(path: Path, cache_directory: Path | None) -> Tokenizer:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CheckpointError(f"{path}: expected the tokenizer there, found nothing") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointError(f"{path}: expected a tokenizer, found a damaged file ({error})") from error
    try:
        return Tokenizer.from_json(text, cache_directory=cache_directory)
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from error


def _checksum(weights: Mapping[str, Tensor]) -> str:
    """Return a CRC-32 over the tensors in the order of their names: it finds damage, not malice."""
    checksum = 0
    for name in sorted(weights):
        tensor = weights[name].detach().contiguous().cpu()
        checksum = zlib.crc32(tensor.reshape(-1).view(uint8).numpy().data, checksum)
    return f"{checksum:08x}"
