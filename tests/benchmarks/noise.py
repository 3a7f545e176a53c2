"""What a bot says to noise: `python -m tests.benchmarks.noise [--prompts N] [--checkpoint C] [CORPUS...]`.

Letters, characters, marks and emoji by chance, words out of order, one thing again and again, much of
everything: none of it means anything, and no reply to it may be cut, say a thing twice, or be garbled. With
the frames the bot has learnt from, it is counted too how many replies are no answer of theirs.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from string import ascii_letters, digits, punctuation

from chatbot.cli.options import cache_directory, find_checkpoint
from chatbot.config import SearchConfig
from chatbot.corpus.formats import read_corpora
from chatbot.corpus.grammar import Phrase, reads_like
from chatbot.inference.responder import NeuralResponder
from chatbot.model.checkpoint import load_checkpoint
from chatbot.reply import Reply
from chatbot.training.intents import reply_to
from tests.benchmarks.figures import print_table, print_where

ENGLISH, CHINESE = (
    "the a you me cat run blue why not yes later",
    "你 我 他 的 了 猫 吃 天 去 不 很 明天 为什么 好",
)
WORDS = (*ENGLISH.split(), *CHINESE.split())
EMOJI = "😀🎉🐱🔥👍🏽❤️🇨🇳👨‍👩‍👧"
MARKS = punctuation + "，。！？、；：“”《》…—～"
TWICE = re.compile(r"(\b\w[\w']*\b)(?:\W+\1\b){2}|(.{4,})\2|([\u4e00-\u9fff])\3{3}", re.IGNORECASE)
"""A word three times, a run of four or more twice at once, a character four times."""

Noise = Callable[[Random], str]
KINDS: dict[str, Noise] = {
    "letters": lambda chance: "".join(chance.choices(ascii_letters, k=chance.randint(1, 20))),
    "letters in words": lambda chance: " ".join(
        "".join(chance.choices(ascii_letters.lower(), k=chance.randint(1, 9)))
        for _ in range(chance.randint(2, 8))
    ),
    "Chinese characters": lambda chance: "".join(
        chr(chance.randint(0x4E00, 0x9FA5)) for _ in range(chance.randint(1, 15))
    ),
    "marks": lambda chance: "".join(chance.choices(MARKS, k=chance.randint(1, 12))),
    "digits": lambda chance: "".join(chance.choices(digits, k=chance.randint(1, 25))),
    "emoji": lambda chance: "".join(chance.choices(EMOJI, k=chance.randint(1, 8))),
    "words out of order": lambda chance: " ".join(chance.choices(WORDS, k=chance.randint(2, 12))),
    "one thing again and again": lambda chance: chance.choice(WORDS) * chance.randint(5, 40),
    "anything of Unicode": lambda chance: "".join(
        chr(chance.randint(0x20, 0x2FFF)) for _ in range(chance.randint(1, 12))
    ),
    "much of everything": lambda chance: "".join(chance.choices(ascii_letters + MARKS + EMOJI + " ", k=300)),
}


def main() -> None:
    """Answer the noise and print what came, kind by kind."""
    options = _options()
    print_where(("torch",))
    checkpoint = load_checkpoint(find_checkpoint(options.checkpoint), cache_directory=cache_directory())
    responder = NeuralResponder.from_checkpoint(checkpoint, SearchConfig())
    answers = _answers(options.corpora)
    names = list(KINDS)
    counts = {name: Counter[str]() for name in names}
    for number in range(options.prompts):
        name = names[number % len(names)]
        prompt = KINDS[name](Random(f"noise {number}"))
        reply = reply_to(responder, (prompt,), "noise")
        found = faults(reply, answers)
        counts[name].update(("prompts", *found))
        if number < options.show or found - {"nobody's answer"}:
            print(f"{name} | {prompt[:40]!r} -> {reply.text if reply else None!r} {sorted(found)}")
    kinds = ("prompts", "cut", "doubled", "garbled", "silent", "nobody's answer")
    total = sum(counts.values(), Counter[str]())
    rows = [(name, *(str(count[kind]) for kind in kinds)) for name, count in {**counts, "all": total}.items()]
    print_table(("noise", *kinds), rows)


def faults(reply: Reply | None, answers: Sequence[Phrase]) -> set[str]:
    """Return what is wrong with a reply."""
    if reply is None:
        return set()
    found = {
        "cut": reply.stop == "length",
        "doubled": TWICE.search(reply.text) is not None,
        "garbled": "\ufffd" in reply.text or not reply.text.isprintable(),
        "silent": not reply.text.strip(),
        "nobody's answer": bool(answers) and not any(reads_like(each, reply.text) for each in answers),
    }
    return {fault for fault, is_found in found.items() if is_found}


def _answers(paths: Sequence[Path]) -> list[Phrase]:
    return list(_phrases(paths)) if paths else []


def _phrases(paths: Sequence[Path]) -> Iterator[Phrase]:
    for file in read_corpora(paths):
        for block in file.frames().blocks:
            for exchange in block.exchanges:
                yield from (reply.phrase for reply in exchange.replies)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="*", type=Path, help="the frames it has learnt from")
    parser.add_argument("--checkpoint", help="[default: the starter, or the one in use]")
    parser.add_argument("--prompts", type=int, default=2_000)
    parser.add_argument("--show", type=int, default=0, help="tell the first N replies too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
