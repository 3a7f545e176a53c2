"""Where a bot looks while it says back a name: `python -m tests.benchmarks.names [--checkpoint C] CORPUS...`.

Asks with names, cities and the like that it has never learnt. Of those that it says back, the steps that say
them are looked up in the reply's attention: how much of their weight lies on the same words in the prompt?
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from chatbot.cli.options import cache_directory, find_checkpoint
from chatbot.config import SearchConfig
from chatbot.corpus.blocks import Block
from chatbot.corpus.formats import read_corpora
from chatbot.inference.responder import NeuralResponder
from chatbot.model.checkpoint import load_checkpoint
from chatbot.reply import AttentionMap
from chatbot.training.asking import Question, questions
from chatbot.training.intents import reply_to
from tests.benchmarks.figures import print_table, print_where

ENOUGH = 0.6
"""Of a step's weight, on what it says."""


def main() -> None:
    """Ask, look, and print what came, language by language."""
    options = _options()
    print_where(("torch",))
    checkpoint = load_checkpoint(find_checkpoint(options.checkpoint), cache_directory=cache_directory())
    responder = NeuralResponder.from_checkpoint(checkpoint, SearchConfig())
    asked = _asked(options.corpora, options.questions)
    rows = [_row(responder, language, of_it, options.show) for language, of_it in sorted(asked.items())]
    print_table(("language", "asked", "said back", f"first step at least {ENOUGH}", "all steps, mean"), rows)


def places(tokens: Sequence[str], value: str) -> list[int]:
    """Return which tokens say a value, at its first place; spaces and capitals aside."""
    owners = [number for number, token in enumerate(tokens) for letter in token if not letter.isspace()]
    letters = "".join(letter for token in tokens for letter in token if not letter.isspace()).lower()
    wanted = "".join(value.split()).lower()
    begin = letters.find(wanted)
    return [] if begin < 0 else sorted(set(owners[begin : begin + len(wanted)]))


def weights_on(attention: AttentionMap, value: str) -> list[float]:
    """Return, for each step that says a value, how much weight lies on it in the prompt."""
    heard = places(attention.source_tokens, value)
    return [sum(attention.weights[step][n] for n in heard) for step in places(attention.target_tokens, value)]


def _row(responder: NeuralResponder, language: str, asked: Sequence[Question], show: int) -> tuple[str, ...]:
    looked = []
    for number, question in enumerate(asked):
        reply = reply_to(responder, question.texts, question.source)
        value = next(iter(question.filled.values()))
        weights = weights_on(reply.attention, value) if reply else []
        if number < show:
            print(question.prompt, "->", reply.text if reply else None, [f"{w:.2f}" for w in weights])
        if weights:
            looked.append(weights)
    first = sum(weights[0] >= ENOUGH for weights in looked)
    steps = [weight for weights in looked for weight in weights]
    return (
        language,
        f"{len(asked)}",
        f"{len(looked)}",
        f"{first / max(len(looked), 1):.1%}",
        f"{sum(steps) / max(len(steps), 1):.2f}",
    )


def _asked(paths: Sequence[Path], most: int) -> dict[str, list[Question]]:
    """Return questions by language, no value and frame of them twice."""
    blocks = [block for file in read_corpora(paths) for block in file.frames().blocks]
    found: dict[str, dict[tuple[str, ...], Question]] = {}
    for question in _copying(blocks):
        of_it = found.setdefault(question.block.language, {})
        of_it.setdefault((question.source, *question.filled.values()), question)
    return {
        language: Random(1).sample(list(each.values()), min(most, len(each)))
        for language, each in found.items()
    }


def _copying(blocks: Sequence[Block]) -> Iterator[Question]:
    for seed in range(5):
        for question in questions(blocks, seed=seed, context=0):
            if question.purpose == "copying" and len(question.filled) == 1:
                yield question


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="+", type=Path, help="the frames it has learnt from")
    parser.add_argument("--checkpoint", help="[default: the starter, or the one in use]")
    parser.add_argument("--questions", type=int, default=200, help="in each language")
    parser.add_argument("--show", type=int, default=0, help="tell the first N replies too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
