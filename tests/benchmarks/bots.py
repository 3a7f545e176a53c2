"""What helps a bot made of frames: `python -m tests.benchmarks.bots [--minutes M] CORPUS...`.

Teaches one network for each choice, all for as long and on one core, and asks it in ways and with names that
were kept from it. Prints a table as it goes; replies are greedy but where the choice is the search.

    python -m tests.benchmarks.bots corpora --minutes 20
    python -m tests.benchmarks.bots corpora --only "as it is" "no attention" --topics food greetings
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import torch
from torch import Tensor, nn

from chatbot.cli.options import cache_directory
from chatbot.config import SearchConfig, TrainConfig
from chatbot.corpus.blocks import Block
from chatbot.corpus.formats import conversations_in, read_corpora
from chatbot.inference.responder import NeuralResponder
from chatbot.model.batch import PAD
from chatbot.model.card import CheckpointCard
from chatbot.model.checkpoint import Checkpoint
from chatbot.model.decoder import DecoderState
from chatbot.model.seq2seq import Seq2Seq
from chatbot.text.segment import SEGMENTERS
from chatbot.training import data, prepare, recipe
from chatbot.training.asking import Question, questions
from chatbot.training.intents import reply_to
from chatbot.training.machine import Machine
from chatbot.training.trainer import STATE_FOLDER, Trainer
from tests.benchmarks.figures import print_table, print_where

GREEDY = SearchConfig(strategy="greedy")


class Untied(Seq2Seq):
    """Reads prompts with embeddings of their own."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self.heard = nn.Embedding(config.vocabulary_size, config.embedding_size, padding_idx=PAD)
        self.heard.weight.data.copy_(self.embedding.weight.data)

    def encode(self, source: Tensor, lengths: Tensor) -> tuple[Any, DecoderState]:
        said, self.embedding = self.embedding, self.heard
        try:
            return super().encode(source, lengths)
        finally:
            self.embedding = said


class Forgetful(Seq2Seq):
    """Hears one piece of a prompt in ten as nothing while it learns: word dropout."""

    def encode(self, source: Tensor, lengths: Tensor) -> tuple[Any, DecoderState]:
        if self.training:
            source = source.masked_fill(torch.rand(source.shape) < 0.1, PAD)
        return super().encode(source, lengths)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to teach or to ask, all else as it is."""

    languages: tuple[str, ...] = ("en", "zh")
    segmenter: str = "jieba"
    config: Mapping[str, Any] = field(default_factory=dict)
    network: Callable[[Any], Seq2Seq] = Seq2Seq
    constants: Mapping[tuple[Any, str], Any] = field(default_factory=dict)
    searches: Mapping[str, SearchConfig] = field(default_factory=lambda: {"": GREEDY})


CHOICES: Mapping[str, Choice] = {
    "as it is": Choice(
        searches={
            "": GREEDY,
            ", beam 5": SearchConfig(),
            ", sampled": SearchConfig(strategy="sample", seed=1),
        }
    ),
    "whole replies": Choice(constants={(data, "BEGINNINGS_SHARE"): 0.0}),
    "2,000 pieces": Choice(constants={(prepare, "vocabulary_size"): lambda _: 2_000}),
    "4,000 pieces": Choice(constants={(prepare, "vocabulary_size"): lambda _: 4_000}),
    "characters": Choice(segmenter="character", constants={(prepare, "vocabulary_size"): lambda _: 4_000}),
    "dot": Choice(config={"attention": "dot"}),
    "no attention": Choice(config={"attention": "none", "copies": False, "adds_embeddings": False}),
    "no copying": Choice(config={"copies": False}),
    "untied": Choice(network=Untied),
    "word dropout 0.1": Choice(network=Forgetful),
    "dropout 0.2": Choice(config={"dropout": 0.2}),
    "English alone": Choice(languages=("en",)),
    "Chinese alone": Choice(languages=("zh",)),
}


def main() -> None:
    """Teach and ask, choice by choice."""
    options = _options()
    print_where(("torch",))
    for name in options.only or CHOICES:
        rows = _rows(name, CHOICES[name], options)
        print_table(("choice", "updates", "phrasings en", "zh", "copied en", "zh"), rows)


def _rows(name: str, choice: Choice, options: argparse.Namespace) -> list[tuple[str, ...]]:
    before = {(module, key): getattr(module, key) for module, key in choice.constants}
    for (module, key), value in choice.constants.items():
        setattr(module, key, value)
    try:
        with TemporaryDirectory() as folder:
            checkpoint, blocks, updates = _taught(Path(folder), choice, options)
    finally:
        for (module, key), value in before.items():
            setattr(module, key, value)
    asked = _asked(blocks, options.questions)
    return [
        (name + title, f"{updates:,}", *_shares(NeuralResponder.from_checkpoint(checkpoint, search), asked))
        for title, search in choice.searches.items()
    ]


def _taught(folder: Path, choice: Choice, options: argparse.Namespace) -> tuple[Checkpoint, list[Block], int]:
    (folder / STATE_FOLDER).mkdir()
    paths = [
        path
        for corpus in options.corpora
        for path in sorted(corpus.rglob("*.frames"))
        if path.parent.name in choice.languages
        and (not options.topics or path.stem in [*options.topics, "slots"])
    ]
    files = list(read_corpora(paths))
    blocks = [block for file in files for block in file.frames().blocks]
    plan = recipe.plan_of_draws(TrainConfig(minutes=options.minutes, seed=options.seed))
    segmenter = SEGMENTERS[choice.segmenter](cache_directory(), "")
    talks = conversations_in(files, paths)
    made = prepare.prepare(talks, folder / STATE_FOLDER, segmenter, plan, lambda *_: None, blocks)
    config = recipe.model_config(
        made.characters, vocabulary=made.tokenizer.vocabulary_size, attention="additive", draws_anew=True
    )
    card = CheckpointCard(replace(config, **choice.config), plan, scores={}, corpora=())
    torch.manual_seed(plan.seed)
    checkpoint = Checkpoint("bot", card, made.tokenizer, choice.network(card.model))
    trainer = Trainer(folder, checkpoint, made.data, Machine(monotonic, torch.device("cpu")))
    for _ in trainer.run():
        pass
    return checkpoint, blocks, trainer.updates


def _asked(blocks: Sequence[Block], most: int) -> dict[tuple[str, str], list[Question]]:
    """Return the same questions for every choice: by purpose and language."""
    asked: dict[tuple[str, str], list[Question]] = {
        (purpose, language): [] for purpose in ("phrasing", "copying") for language in ("en", "zh")
    }
    for question in questions(blocks, seed=0, context=0):
        if question.purpose != "dialogue":
            asked[question.purpose, question.block.language].append(question)
    return {key: Random(0).sample(each, min(most, len(each))) for key, each in asked.items()}


def _shares(responder: NeuralResponder, asked: Mapping[tuple[str, str], Sequence[Question]]) -> list[str]:
    shares = []
    for (purpose, _), of_it in asked.items():
        replies = [(question, reply_to(responder, question.texts, question.source)) for question in of_it]
        judged = [
            question.is_copied_in(reply.text) if purpose == "copying" else question.is_answered_by(reply.text)
            for question, reply in replies
            if reply is not None
        ]
        known = [each for each in judged if each is not None]
        shares.append(f"{sum(known) / len(known):.1%}" if known else "")
    return shares


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", nargs="+", type=Path, help="folders with en/ and zh/ in them")
    parser.add_argument("--minutes", type=float, default=8.0, help="for each network [8]")
    parser.add_argument("--questions", type=int, default=400, help="of each kind and language [400]")
    parser.add_argument("--topics", nargs="*", default=[], help="files to learn, by name [all]")
    parser.add_argument("--only", nargs="*", choices=list(CHOICES), help="choices to try [all]")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
