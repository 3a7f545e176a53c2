"""What `chatbot evaluate --study` can be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import click

from chatbot.cli.options import json_option
from chatbot.config import ATTENTION_NAMES, TrainConfig
from chatbot.corpus.formats import FORMATS

STUDIES = ("attention",)
"""What can be studied."""

DEFAULT_MINUTES = 3.0
"""Each model's budget where nothing is said."""

NO_PATIENCE = 10**9
"""Evaluations without gain after which a run ends early: in a study all have the same budget."""

MADE_TESTS, CORPUS_TESTS = 400, 1_000
"""Pairs the models are tested on where nothing is said: of the made task, and of a corpus at most."""


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """What the command line says of a study; None where it says nothing."""

    paths: tuple[Path, ...]
    study: str
    attention: tuple[str, ...]
    minutes: float | None
    epochs: int | None
    seed: int | None
    out: Path | None
    limit: int | None
    format_name: str | None
    picture: Path | None
    as_json: bool

    @property
    def tests(self) -> int:
        """How many pairs to test on, at most."""
        return self.limit or (CORPUS_TESTS if self.paths else MADE_TESTS)

    def plan(self) -> TrainConfig:
        """Return the plan of every model; what suits the task comes on top of it.

        Raises:
            ConfigError: a value is outside its range.
        """
        is_limited = self.epochs is not None or self.minutes is not None
        return TrainConfig(
            epochs=self.epochs,
            minutes=self.minutes if is_limited else DEFAULT_MINUTES,
            seed=TrainConfig().seed if self.seed is None else self.seed,
            patience=NO_PATIENCE,
        )


def _score_functions(
    ctx: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    """Take names one by one, joined by commas, or `all`; each once, in the order given."""
    names = [name.strip() for each in given for name in each.split(",")]
    if "all" in names:
        return ("none", *(name for name in ATTENTION_NAMES if name != "none"))
    unknown = next((name for name in names if name not in ATTENTION_NAMES), None)
    if unknown is not None:
        known = ", ".join(ATTENTION_NAMES)
        raise click.BadParameter(f"{unknown!r} is not one of {known}, or all.", ctx, parameter)
    return tuple(dict.fromkeys(names))


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.argument("paths", nargs=-1, type=click.Path(path_type=Path, readable=False), metavar="[PATH]..."),
    click.option("--study", type=click.Choice(STUDIES), required=True, help="What is studied."),
    click.option(
        "--attention",
        multiple=True,
        default=("none", "additive"),
        callback=_score_functions,
        metavar="NAMES",
        help="The score functions, joined by commas, or all [none,additive].",
    ),
    click.option(
        "--minutes",
        type=float,
        help=f"Of learning for each model, in time of one processor core [{DEFAULT_MINUTES:g}].",
    ),
    click.option("--epochs", type=int, help="Passes over the pairs for each model, instead of a time."),
    click.option("--seed", type=int, help="Of weights, order, and the pairs that are made [1]."),
    click.option(
        "--out",
        type=click.Path(path_type=Path, readable=False),
        metavar="DIR",
        help="Where models and figures go; the same command goes on there [./studies/NAME].",
    ),
    click.option(
        "--limit",
        type=click.IntRange(1),
        metavar="N",
        help=f"Test on N pairs at most [{MADE_TESTS}; of files {CORPUS_TESTS:,} held-out ones].",
    ),
    click.option(
        "--format", "format_name", type=click.Choice(list(FORMATS)), metavar="NAME", help="Force a format."
    ),
    click.option(
        "--picture",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE.svg",
        help="Draw it there, too.",
    ),
    json_option,
)


def study_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the argument and the options whose values make a `StudyOptions`."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)
