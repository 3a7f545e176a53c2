"""What `chatbot train` can be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import click

from chatbot.config import ATTENTION_NAMES, TrainConfig
from chatbot.corpus.formats import FORMATS
from chatbot.text.segment import SEGMENTERS, Segmenter

MOST_WORKERS = 64
"""More than a batch can feed."""

MOST_SNAPSHOTS = 100
"""More than anyone looks at; each takes as much of the disk as the checkpoint itself."""


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """What the command line says of a run; None where it says nothing."""

    paths: tuple[Path, ...]
    out: Path | None
    minutes: float | None
    epochs: int | None
    seed: int | None
    attention: str
    context: int | None
    segmenter: str
    user_dictionary: Path | None
    format_name: str | None
    device: str
    precision: str
    workers: int | None
    resume: Path | None
    snapshots: int | None
    backward: bool
    as_json: bool

    def check(self) -> None:
        """Refuse what does not go together: that is wrong usage."""
        if self.resume is None and not self.paths:
            raise click.UsageError("expected at least one PATH of dialogue, or --resume DIR")
        if self.resume is not None and (self.paths or self.out or self.seed is not None):
            raise click.UsageError(
                "--resume goes on with the plan it finds: no PATH, --out or --seed with it"
            )
        if (self.workers or 1) > 1 and self.device != "cpu":
            raise click.UsageError("--workers share the cores of the processor: none with another --device")

    def plan(self, *, default_epochs: int | None = None) -> TrainConfig:
        """Return the plan that the options make; `default_epochs` count where nothing limits the run.

        Raises:
            ConfigError: a value is outside its range.
        """
        defaults = TrainConfig()
        is_limited = self.epochs is not None or self.minutes is not None
        return TrainConfig(
            epochs=self.epochs if is_limited else default_epochs,
            minutes=self.minutes,
            seed=defaults.seed if self.seed is None else self.seed,
            context=defaults.context if self.context is None else self.context,
        )

    def make_segmenter(self, cache_directory: Path) -> Segmenter:
        """Make the segmenter that was asked for, with the user's dictionary.

        Raises:
            ConfigError: a line of the dictionary cannot be read.
            OSError: the dictionary's file cannot be read.
        """
        path = self.user_dictionary
        return SEGMENTERS[self.segmenter](
            cache_directory, path.read_text(encoding="utf-8-sig") if path else ""
        )


_OPTIONS = (
    click.argument("paths", nargs=-1, type=click.Path(path_type=Path, readable=False), metavar="PATH..."),
    click.option(
        "--out",
        type=click.Path(path_type=Path, readable=False),
        metavar="DIR",
        help="Where the checkpoint goes [./checkpoints/NAME].",
    ),
    click.option("--minutes", type=float, help="Stop after this much training; preparing is not counted."),
    click.option("--epochs", type=int, help="Passes over the pairs [as many as suit the corpus]."),
    click.option("--seed", type=int, help="Of weights, order and dropout [1]."),
    click.option(
        "--attention",
        type=click.Choice(ATTENTION_NAMES),
        default="additive",
        show_default=True,
        help="The score function; none is the plain seq2seq.",
    ),
    click.option("--context", type=int, help="Turns before the prompt that are read as well [0]."),
    click.option(
        "--segmenter",
        type=click.Choice(list(SEGMENTERS)),
        default="jieba",
        show_default=True,
        help="How Chinese is cut into words.",
    ),
    click.option(
        "--user-dictionary",
        type=click.Path(path_type=Path, readable=False),
        metavar="FILE",
        help="Words jieba should know, one a line.",
    ),
    click.option(
        "--format",
        "format_name",
        type=click.Choice(list(FORMATS)),
        metavar="NAME",
        help="Read every file as this format; `chatbot corpora --help` names them.",
    ),
    click.option("--device", default="cpu", show_default=True, metavar="D", help="cpu, cuda or cuda:N."),
    click.option(
        "--precision",
        type=click.Choice(["fp32", "bf16", "auto"]),
        default="fp32",
        show_default=True,
        help="Of the matrix products; auto is bf16 where the processor multiplies it by itself.",
    ),
    click.option(
        "--workers",
        type=click.IntRange(1, MOST_WORKERS),
        metavar="N",
        help="Processes that share every batch; a run depends on the seed and their number alone [as many as "
        "the cores allow and the batches feed].",
    ),
    click.option(
        "--snapshots",
        type=click.IntRange(0, MOST_SNAPSHOTS),
        metavar="N",
        help="Keep N checkpoints along the run, called NAME@UPDATES, in DIR/snapshots: the first after a "
        "hundredth of it, each as many times further on as the one before [0].",
    ),
    click.option(
        "--backward",
        is_flag=True,
        help="Afterwards, for a third of the time, teach a small network to say prompts to replies: by it "
        "replies that would do for any prompt are ranked behind those that belong to this one.",
    ),
    click.option(
        "--resume",
        type=click.Path(path_type=Path, readable=False),
        metavar="DIR",
        help="Go on with a run that was stopped.",
    ),
)


def train_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the argument and the options whose values make a `TrainOptions`."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)
