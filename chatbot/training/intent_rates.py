"""Answers to what was kept, counted: right intents, copied values, right languages, false assurance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chatbot.training.asking import Purpose
from chatbot.training.intents import Answered
from chatbot.training.metrics import Interval, bootstrap


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, by how much it may be off, and of how many."""

    share: float

    interval: Interval
    """95 %, by resampling intents: the questions of one intent are no strangers to each other."""

    count: int


def rates(answered: Sequence[Answered]) -> dict[str, Rate]:
    """Return every figure of answers in one language by its name; those of nothing are left out."""
    phrasing, copies = _of(answered, "phrasing"), _of(answered, "copying")
    found = {
        "right": rate(phrasing, _is_right),
        "right_alone": rate([each for each in phrasing if not each.question.has_talk_before], _is_right),
        "right_after_other_talk": rate(
            [each for each in phrasing if each.question.has_talk_before], _is_right
        ),
        "of_another_intent": rate(phrasing, lambda each: each.is_of_another_intent),
        "confidently_wrong": rate(unfitted(answered), lambda each: each.is_confidently_wrong),
        "in_language": rate(answered, lambda each: each.is_in_language),
        "new_values_copied": copying(copies),
        "dialogues_right": rate(_of(answered, "dialogue"), _is_right),
    }
    for name in sorted({slot.name for each in copies for slot in each.question.filled}):
        having = [each for each in copies if name in {slot.name for slot in each.question.filled}]
        found[f"new_{name}_copied"] = copying(having)
    return {name: each for name, each in found.items() if each is not None}


def rates_by_topic(answered: Sequence[Answered]) -> dict[tuple[str, str], Rate]:
    """Return how often new phrasings are answered right, by language and topic, the worst first."""
    topics: dict[tuple[str, str], list[Answered]] = defaultdict(list)
    for each in _of(answered, "phrasing"):
        topics[each.question.block.language, each.question.block.topic].append(each)
    found = {topic: rate(each, _is_right) for topic, each in topics.items()}
    known = {topic: each for topic, each in found.items() if each is not None}
    return dict(sorted(known.items(), key=lambda item: (item[0][0], item[1].share)))


def rate(answered: Sequence[Answered], is_so: Callable[[Answered], bool]) -> Rate | None:
    """Count how often something is so; None of nothing."""
    by_block: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for each in answered:
        by_block[each.question.block.language, each.question.block.name].append(is_so(each))
    if not by_block:
        return None
    so = [float(sum(found)) for found in by_block.values()]
    asked = [float(len(found)) for found in by_block.values()]
    return Rate(sum(so) / sum(asked), bootstrap(so, asked), len(answered))


def copying(answered: Sequence[Answered]) -> Rate | None:
    """Count how often values never learnt are said back; an answer that says none is left out."""
    saying = [each for each in answered if each.question.is_copied_in(each.reply) is not None]
    return rate(saying, lambda each: bool(each.question.is_copied_in(each.reply)))


def unfitted(answered: Sequence[Answered]) -> list[Answered]:
    """Return the new phrasings that no confidence is fitted to, with which it can be measured."""
    return [each for each in _of(answered, "phrasing") if not each.question.is_for_calibrating]


def _of(answered: Sequence[Answered], purpose: Purpose) -> list[Answered]:
    return [each for each in answered if each.question.purpose == purpose]


def _is_right(answered: Answered) -> bool:
    return answered.is_right
