"""The figures of a study as tables for the terminal, and as a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatbot.cli.study_options import StudyOptions
from chatbot.pictures.lines import LinePanel, LinePoint, LineSeries, draw_lines

if TYPE_CHECKING:
    from chatbot.training.metrics import Interval
    from chatbot.training.outcome import AtLength, Outcome
    from chatbot.training.study import Task

NAME_WIDTH = 12


@dataclass(frozen=True, slots=True)
class Quality:
    """A figure that is told for every class of source lengths."""

    title: str
    value: Callable[[AtLength], tuple[float, Interval]]
    form: str
    """How it is written."""

    top: float | None
    """The highest value there can be; None where there is none."""


QUALITIES = (
    Quality("BLEU", lambda at: (at.bleu, at.bleu_interval), "6.1f", 100.0),
    Quality(
        "share said without a mistake", lambda at: (at.exact_match, at.exact_match_interval), "6.2f", 1.0
    ),
    Quality(
        "nats a character of the true replies (lower is better)",
        lambda at: (at.nll_per_character, at.nll_per_character_interval),
        "6.2f",
        None,
    ),
)


def told(options: StudyOptions, task: Task, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the lines that tell people of a study."""
    yield heading(options, task)
    yield f"{'':{NAME_WIDTH}} updates minutes    BLEU    chrF   exact  nats/char  entropy of attention"
    for each in outcomes:
        entropy = "-" if each.alignment_entropy is None else f"{each.alignment_entropy:.2f}"
        yield (
            f"  {each.attention:<{NAME_WIDTH - 2}} {each.updates:7,} {each.seconds / 60:7.1f} "
            f"{each.bleu:7.1f} {each.chrf:7.1f} {each.exact_match:7.2f} "
            f"{each.nll_per_character:10.3f}  {entropy:>8}"
        )
    for quality in QUALITIES:
        yield from _by_length(quality, outcomes)
    if task.mark is not None:
        mark = task.mark
        reached = ", ".join(f"{each.attention} {each.bleu_within:.1f}" for each in outcomes)
        yield (
            f"BLEU of 1 to {mark.longest} words: {reached} "
            f"({mark.by} tells {mark.bleu} after {mark.updates:,} updates)"
        )


def picture(options: StudyOptions, task: Task, outcomes: Sequence[Outcome]) -> str:
    """Draw every quality by source length."""
    classes = _classes(outcomes)
    panels = [
        LinePanel(f"{quality.title}, by words of the source", _series(quality, outcomes), quality.top)
        for quality in QUALITIES
    ]
    longest = task.longest_learnt
    beyond = next((n for n, each in enumerate(classes) if longest and each.begin > longest), None)
    border = None if beyond is None else (beyond, "right of it: longer than any that was learnt")
    return draw_lines(heading(options, task), [_span(each) for each in classes], panels, border=border)


def heading(options: StudyOptions, task: Task) -> str:
    """Say in one line what was studied."""
    name = ", ".join(path.name for path in options.paths) or "integers said backwards"
    plan = task.plan
    budgets = [
        f"{plan.epochs} epochs" if plan.epochs else "",
        f"{plan.minutes:g} min of one core" if plan.minutes else "",
    ]
    budget = ", ".join(filter(None, budgets))
    tests = f"{len(task.tests):,} tests"
    return f"{name}: {task.prepared.pairs:,} pairs, {budget} a model, seed {plan.seed}; {tests}"


def _by_length(quality: Quality, outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield ""
    classes = _classes(outcomes)
    yield f"{quality.title}, by words of the source"
    yield f"{'':{NAME_WIDTH}}" + "".join(f" {_span(each):>6}" for each in classes)
    for outcome in outcomes:
        figures = (f" {quality.value(each)[0]:{quality.form}}" for each in outcome.by_source_length)
        yield f"  {outcome.attention:<{NAME_WIDTH - 2}}{''.join(figures)}"
    if quality is QUALITIES[0]:
        yield f"  {'pairs':<{NAME_WIDTH - 2}}" + "".join(f" {each.pairs:6,}" for each in classes)


def _series(quality: Quality, outcomes: Sequence[Outcome]) -> tuple[LineSeries, ...]:
    return tuple(
        LineSeries(
            outcome.attention,
            tuple(_point(quality, place, each) for place, each in enumerate(outcome.by_source_length)),
        )
        for outcome in outcomes
    )


def _point(quality: Quality, place: int, at: AtLength) -> LinePoint:
    value, interval = quality.value(at)
    span = f"{_span(at)} words, {at.pairs:,} pairs"
    told = f"{span}: {value:.4g} [{interval.low:.4g}, {interval.high:.4g}]"
    return LinePoint(place, value, interval.low, interval.high, told)


def _classes(outcomes: Sequence[Outcome]) -> tuple[AtLength, ...]:
    """Return the classes of lengths: those of any model, for all are tested on the same pairs."""
    return outcomes[0].by_source_length


def _span(at: AtLength) -> str:
    return f"{at.begin}+" if at.end is None else f"{at.begin}-{at.end}"
