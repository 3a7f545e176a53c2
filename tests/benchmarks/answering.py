"""How long replies take: `python -m tests.benchmarks.answering [--checkpoint C] [--prompts N]`.

Time to the first word and to the whole reply, greedy and with a beam of 5, over the same prompts, one thread.
"""

from __future__ import annotations

import argparse
from itertools import cycle, islice
from time import perf_counter

from chatbot.cli.loading import load_responder
from chatbot.cli.options import find_checkpoint
from chatbot.config import SearchConfig
from chatbot.dialogue import Speaker, Turn
from chatbot.reply import Responder, TokenGenerated
from tests.benchmarks.figures import print_table, print_where, spread_ms
from tests.benchmarks.smooth import PROMPTS

SEARCHES = {"greedy": SearchConfig(strategy="greedy"), "beam 5": SearchConfig(strategy="beam", beam_size=5)}


def main() -> None:
    """Answer every prompt in each way and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", help="[default: the starter, or the one in use]")
    parser.add_argument("--prompts", type=int, default=200)
    options = parser.parse_args()
    print_where(("torch",))
    prompts = tuple(islice(cycle(PROMPTS.read_text(encoding="utf-8").splitlines()), options.prompts))
    rows = []
    for name, search in SEARCHES.items():
        responder = load_responder(find_checkpoint(options.checkpoint), search)
        seconds_to_reply(responder, prompts[0])
        times = [seconds_to_reply(responder, prompt) for prompt in prompts]
        for what, found in zip(("first word", "whole reply"), zip(*times, strict=True), strict=True):
            rows.append((f"{name}, {what}", *spread_ms(found)))
    print_table(("ms to a reply", "prompts", "p50", "p95", "longest"), rows)


def seconds_to_reply(responder: Responder, prompt: str) -> tuple[float, float]:
    """Return the seconds to the first word, and to the whole reply."""
    begun = perf_counter()
    first = None
    for event in responder.reply([Turn(Speaker.USER, prompt)]):
        if first is None and isinstance(event, TokenGenerated) and event.text:
            first = perf_counter() - begun
    whole = perf_counter() - begun
    return (whole if first is None else first), whole


if __name__ == "__main__":
    main()
