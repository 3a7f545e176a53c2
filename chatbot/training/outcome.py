"""What came of one model of a study: figures, each by source length too; kept as JSON and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chatbot.errors import CheckpointError
from chatbot.files import write_whole
from chatbot.model.seq2seq import Seq2Seq
from chatbot.training.evaluate import Evaluation, LengthClass, Measured, corpus_bleu
from chatbot.training.events import Finished
from chatbot.training.intervals import corpus_interval
from chatbot.training.metrics import Interval, bleu, bootstrap

OUTCOME_FILE = "outcome.json"


@dataclass(frozen=True, slots=True)
class AtLength:
    """What a model makes of sources of like lengths; intervals are of 95 %, by the bootstrap over pairs."""

    begin: int
    end: int | None
    """First and last number of words; None where there is no last."""

    pairs: int
    bleu: float
    bleu_interval: Interval
    exact_match: float
    """Share of replies that are the true one, letter by letter."""

    exact_match_interval: Interval
    nll_per_character: float
    nll_per_character_interval: Interval

    @classmethod
    def of(cls, group: LengthClass) -> AtLength:
        """Work out the figures of a class of lengths."""
        measured = group.measured
        replies, references = [each.reply for each in measured], [each.reference for each in measured]
        hits = [float(each.reply == each.reference) for each in measured]
        nats, characters = [each.nats for each in measured], [float(len(text)) for text in references]
        return cls(
            group.begin,
            group.end,
            len(measured),
            group.bleu,
            corpus_interval(bleu(), replies, references),
            sum(hits) / len(hits),
            bootstrap(hits, [1.0] * len(hits)),
            group.nll_per_character,
            bootstrap(nats, characters),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one model."""

    attention: str
    updates: int
    target_tokens: int
    seconds: float
    """Of learning, in processor time."""

    parameters: int
    bleu: float
    bleu_within: float | None
    """Of the sources that a published figure is of; None where there is none."""

    chrf: float
    exact_match: float
    nll_per_character: float
    alignment_entropy: float | None
    """How widely the model looks, the mean over all that it says in nats; None without attention."""

    by_source_length: tuple[AtLength, ...]

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it: classes of lengths go `from` and `to` a number of words."""
        classes = [
            {"from": told.pop("begin"), "to": told.pop("end"), **told}
            for told in (asdict(each) for each in self.by_source_length)
        ]
        return {**asdict(self), "by_source_length": classes}


def outcome_of(
    evaluation: Evaluation,
    finished: Finished,
    *,
    model: Seq2Seq,
    begins: Sequence[int],
    within: int | None,
) -> Outcome:
    """Put together what was measured of a model.

    Args:
        evaluation: on the pairs of the study.
        finished: how its run ended.
        model: the network.
        begins: where the classes of source lengths begin.
        within: words of the longest source that a published figure is of; None where there is none.
    """
    measured, scores = evaluation.measured, evaluation.scores
    return Outcome(
        attention=model.config.attention,
        updates=finished.updates,
        target_tokens=finished.target_tokens,
        seconds=round(finished.seconds, 1),
        parameters=sum(weight.numel() for weight in model.parameters()),
        bleu=scores["bleu"],
        bleu_within=None if within is None else _bleu_within(measured, within),
        chrf=scores["chrf"],
        exact_match=sum(each.reply == each.reference for each in measured) / len(measured),
        nll_per_character=scores["nll_per_character"],
        alignment_entropy=evaluation.alignment_entropy,
        by_source_length=tuple(map(AtLength.of, evaluation.by_length(begins))),
    )


def write_outcome(folder: Path, outcome: Outcome) -> None:
    """Write an outcome beside its checkpoint: from then on the model is finished."""
    write_whole(folder / OUTCOME_FILE, json.dumps(outcome.document(), indent=2) + "\n")


def read_outcome(folder: Path) -> Outcome | None:
    """Read the outcome of a model that is finished; None where it is not.

    Raises:
        CheckpointError: the file is damaged.
    """
    path = folder / OUTCOME_FILE
    if not path.is_file():
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        classes = tuple(map(_at_length, document.pop("by_source_length")))
        return Outcome(**document, by_source_length=classes)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CheckpointError(
            f"{path}: expected figures of a model, found a damaged file ({error}); delete it to test again"
        ) from error


def _at_length(document: Mapping[str, Any]) -> AtLength:
    figures: dict[str, Any] = {
        name: Interval(**value) if name.endswith("_interval") else value for name, value in document.items()
    }
    return AtLength(begin=figures.pop("from"), end=figures.pop("to"), **figures)


def _bleu_within(measured: Sequence[Measured], longest: int) -> float:
    return corpus_bleu([each for each in measured if each.source_words <= longest])
