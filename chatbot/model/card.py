"""What `checkpoint.json` says of a checkpoint: readable by people, and without torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from chatbot.config import ModelConfig, TrainConfig
from chatbot.errors import CheckpointError, ConfigError
from chatbot.model.calibration import Calibration
from chatbot.model.file_names import CARD_FILE

FORMAT = 1
"""The number of the layout; one that we do not know is refused."""

NEWER_FIELDS = frozenset({"copies", "adds_embeddings"})
"""Fields that cards may lack from before there were any: such a network does neither."""

Config = TypeVar("Config", ModelConfig, TrainConfig)


@dataclass(frozen=True, slots=True)
class CorpusFingerprint:
    """A file of dialogue that a checkpoint has learnt from."""

    path: str
    size: int
    """In bytes."""

    sha256: str

    @classmethod
    def of(cls, name: str) -> CorpusFingerprint:
        """Read a file's fingerprint; of a member of an archive, named `archive/member`, the archive's."""
        path = Path(name)
        file_path = next(place for place in (path, *path.parents) if place.is_file())
        with file_path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(name, file_path.stat().st_size, digest)


@dataclass(frozen=True, slots=True)
class CheckpointCard:
    """Everything about a checkpoint but its tokenizer and its weights."""

    model: ModelConfig
    training: TrainConfig
    scores: Mapping[str, float]
    """What was measured when it was saved: "nll_per_character", "updates", ..."""

    corpora: tuple[CorpusFingerprint, ...]
    parent: str | None = None
    """The checkpoint it was made from; None if it began from nothing."""

    calibration: Calibration | None = None
    """How sure its replies are; None where nothing was kept to ask for."""

    backward: ModelConfig | None = None
    """The shape of the network that says prompts to replies; None where none was taught."""

    def to_json(self) -> str:
        """Spell the card as indented JSON."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def read(cls, folder: Path) -> CheckpointCard:
        """Read the card of a checkpoint.

        Raises:
            CheckpointError: it is missing, damaged, or of another format.
        """
        path = folder / CARD_FILE
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise CheckpointError(f"{path}: expected a checkpoint there, found none") from None
        except (ValueError, OSError) as error:
            raise CheckpointError(f"{path}: expected JSON, found a damaged file ({error})") from error
        return _card(path, document)


def _card(path: Path, document: Any) -> CheckpointCard:
    """Build a card of parsed JSON, refusing what does not fit."""
    if not isinstance(document, dict) or "format" not in document:
        raise CheckpointError(f'{path}: expected an object with "format", found something else')
    if document["format"] != FORMAT:
        raise CheckpointError(
            f"{path}: expected checkpoint format {FORMAT}, found {document['format']!r}; "
            "it was made by another version of chatbot: use that version, or train again"
        )
    try:
        return CheckpointCard(
            model=_config(ModelConfig, document["model"]),
            training=_config(TrainConfig, document["training"]),
            scores={str(name): float(value) for name, value in document["scores"].items()},
            corpora=tuple(CorpusFingerprint(**entry) for entry in document["corpora"]),
            parent=document["parent"],
            calibration=_calibration(document.get("calibration")),
            backward=_backward(document.get("backward")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, ConfigError) as error:
        raise CheckpointError(f"{path}: expected a checkpoint's fields, found {error}") from error


def _calibration(document: Mapping[str, float] | None) -> Calibration | None:
    """Build a calibration; cards from before there was any have none."""
    return None if document is None else Calibration(**{k: float(v) for k, v in document.items()})


def _backward(document: Mapping[str, Any] | None) -> ModelConfig | None:
    """Build a backward network's configuration; cards from before there was any have none."""
    return None if document is None else _config(ModelConfig, document)


def _config(kind: type[Config], document: Mapping[str, Any]) -> Config:
    """Build a configuration, refusing fields that are unknown, or missing and no newer than cards are."""
    known = {field.name for field in fields(kind)}
    odd_ones = (set(document) ^ known) - (NEWER_FIELDS - set(document))
    if odd_ones:
        odd = ", ".join(sorted(odd_ones))
        raise ValueError(f"unknown or missing fields of {kind.__name__}: {odd}")
    return kind(**document)
