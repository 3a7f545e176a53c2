"""How a reply is searched for, as options of every command that answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from functools import reduce, wraps
from typing import Any

import click
from click.core import ParameterSource

from chatbot.cli.config_file import read_preferences
from chatbot.cli.options import config_path
from chatbot.config import STRATEGY_NAMES, WEIGHT_NAMES, SearchConfig

DEFAULTS = SearchConfig()
"""What is searched for without any option, unless the user's file says otherwise."""

OPTIONS = (
    click.option(
        "--strategy",
        type=click.Choice(STRATEGY_NAMES),
        default=DEFAULTS.strategy,
        show_default=True,
        help="Likeliest piece by piece, several replies side by side, or by chance.",
    ),
    click.option(
        "--beam-size", default=DEFAULTS.beam_size, show_default=True, help="Partial replies kept; beam only."
    ),
    click.option(
        "--candidates",
        default=DEFAULTS.candidates,
        show_default=True,
        metavar="N",
        help="How many replies to give, best first; not for greedy.",
    ),
    click.option(
        "--length-penalty",
        default=DEFAULTS.length_penalty,
        show_default=True,
        help="0 favours short replies, more favours longer ones; not for greedy.",
    ),
    click.option(
        "--diversity",
        default=DEFAULTS.diversity,
        show_default=True,
        help="What a partial reply loses for every better one with the same beginning; beam only.",
    ),
    click.option(
        "--n-best",
        default=DEFAULTS.n_best,
        show_default=True,
        metavar="N",
        help="Finished replies to rank with --mmi; beam only.",
    ),
    click.option(
        "--mmi",
        default=DEFAULTS.mmi,
        show_default=True,
        metavar="WEIGHT",
        help="What it counts that the prompt can be told from the reply; 0 leaves that out. Not for greedy; "
        "for checkpoints of `chatbot train --backward`.",
    ),
    click.option(
        "--no-repeat-ngram",
        default=DEFAULTS.no_repeat_ngram,
        show_default=True,
        help="No run of this many pieces comes twice; 0 allows all.",
    ),
    click.option(
        "--no-copy-ngram",
        default=DEFAULTS.no_copy_ngram,
        show_default=True,
        help="No run of this many pieces is said as the prompt has it; 0 allows all.",
    ),
    click.option(
        "--temperature",
        default=DEFAULTS.temperature,
        show_default=True,
        help="Below 1 is more cautious, above bolder; sample only.",
    ),
    click.option(
        "--top-k",
        default=DEFAULTS.top_k,
        show_default=True,
        help="Draw among this many likeliest pieces; 0 means all; sample only.",
    ),
    click.option(
        "--top-p",
        default=DEFAULTS.top_p,
        show_default=True,
        help="Draw among the likeliest pieces that reach this probability; sample only.",
    ),
    click.option(
        "--samples",
        default=DEFAULTS.samples,
        show_default=True,
        metavar="N",
        help="Replies to draw, of which the best is given; sample only.",
    ),
    click.option(
        "--max-length", default=DEFAULTS.max_length, show_default=True, help="Longest reply, in pieces."
    ),
    click.option(
        "--weights",
        type=click.Choice(WEIGHT_NAMES),
        default=DEFAULTS.weights,
        show_default=True,
        help="Of the network: rounded, which is quicker, or as they were learnt.",
    ),
    click.option("--seed", type=int, help="Of the drawing [a new one each time]; sample only."),
)
"""One option for every field of `SearchConfig`, which checks their ranges."""


def search_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command all options of the search; they reach it as one parameter, `search`.

    What is not given is as the user's file says, which must be sound.
    """

    @wraps(command)
    def with_search(*, given_search: dict[str, Any], **given: Any) -> None:
        search = read_preferences(config_path()).search
        command(search=replace(search, **given_search), **given)

    return given_search_options(with_search)


def given_search_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command all options of the search; those that are given reach it as `given_search`."""

    @wraps(command)
    def with_given(**given: Any) -> None:
        context = click.get_current_context()
        values = {field.name: given.pop(field.name) for field in fields(SearchConfig)}
        wanted = {
            name: value
            for name, value in values.items()
            if context.get_parameter_source(name) is not ParameterSource.DEFAULT
        }
        command(given_search=wanted, **given)

    return reduce(lambda decorated, option: option(decorated), reversed(OPTIONS), with_given)
