"""Integers to be said backwards: a task the program makes itself, on which one sees what attention is for.

As joeynmt's `generate_reverse_task.py` makes it: integers from 0 to 49, 1 to 25 of them to learn from, each
number of them as often as any other. Nothing can be guessed, so all that is to be said must be carried from
the source; and longer sources than any that was learnt can be asked for.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from chatbot.config import ModelConfig, TrainConfig
from chatbot.dialogue import DialoguePair
from chatbot.text.segment import JiebaSegmenter
from chatbot.text.tokenizer import FIRST_PIECE, Tokenizer
from chatbot.training.data import TrainingData
from chatbot.training.dataset import EncodedPair, PairStore
from chatbot.training.prepare import Prepared
from chatbot.training.replay import Replay
from chatbot.training.study import Mark, Task

INTEGERS = 50
"""How many different ones there are."""

LONGEST_LEARNT = 25
LONGEST_TESTED = 40
"""Integers in a sequence, at most."""

LEARNT_PAIRS, HELD_OUT_PAIRS = 50_000, 200
"""Sequences to learn from, and those the best moment of a run is chosen by."""

EMBEDDING_SIZE, STATE_SIZE = 64, 128
"""Of the network: small, for it learns nothing but to carry."""

BATCH_TOKENS, LEARNING_RATE, WARMUP_UPDATES = 500, 3e-3, 100
"""Many small steps: where to look is found within some hundreds of them."""

PUBLISHED = Mark(by="joeynmt", bleu=95.4, updates=7_000, longest=30)
"""What its tutorial tells of this task: greedy, on 1 to 30 integers, with 24 pairs an update."""


def reversal_tokenizer() -> Tokenizer:
    """Return the tokenizer that is learnt from the integers: each is one piece, so one id."""
    # Twice, because what occurs once becomes no piece.
    said = " ".join(map(str, range(INTEGERS)))
    return Tokenizer.train(
        [said, said], vocabulary_size=FIRST_PIECE + 10 * INTEGERS, segmenter=JiebaSegmenter()
    )


def drawn_integers(chance: Random, length: int) -> list[int]:
    """Draw a sequence of a length."""
    return [chance.randrange(INTEGERS) for _ in range(length)]


def prepared_reversal(seed: int, pairs: int = LEARNT_PAIRS) -> Prepared:
    """Draw what is learnt; the seed alone decides which sequences these are."""
    chance = Random(f"reversal {seed}")
    tokenizer = reversal_tokenizer()
    ids = [tokenizer.encode(str(number)) for number in range(INTEGERS)]
    assert all(len(each) == 1 for each in ids), "every integer is one piece"

    def drawn(count: int) -> PairStore:
        return PairStore.of(pair() for _ in range(count))

    def pair() -> EncodedPair:
        integers = drawn_integers(chance, chance.randint(1, LONGEST_LEARNT))
        source = [ids[integer][0] for integer in integers]
        return EncodedPair(source, source[::-1], len(_said(integers)))

    data = TrainingData(train=drawn(pairs), held_out=drawn(HELD_OUT_PAIRS))
    return Prepared(
        tokenizer,
        data,
        pairs=pairs,
        characters=2 * int(data.train.characters.sum()),
        filtered={},
        measures_memory=False,
        replay=Replay((), ()),
    )


def reversal_tests(count: int) -> tuple[DialoguePair, ...]:
    """Draw about `count` pairs to test on, the same always: every length from 1 on equally often."""
    chance = Random("reversal test")
    tests = []
    for length in range(1, LONGEST_TESTED + 1):
        for number in range(max(1, count // LONGEST_TESTED)):
            integers = drawn_integers(chance, length)
            tests.append(
                DialoguePair((), _said(integers), _said(integers[::-1]), f"reversal:{length}:{number}")
            )
    return tuple(tests)


def reversal_task(plan: TrainConfig, *, tests: int, pairs: int = LEARNT_PAIRS) -> Task:
    """Return the task: one right answer, so nothing is smoothed; nothing to learn by heart, so no dropout."""
    prepared = prepared_reversal(plan.seed, pairs)
    model = ModelConfig(
        vocabulary_size=prepared.tokenizer.vocabulary_size,
        embedding_size=EMBEDDING_SIZE,
        encoder_size=STATE_SIZE // 2,
        hidden_size=STATE_SIZE,
        attention_size=STATE_SIZE,
        dropout=0.0,
    )
    return Task(
        prepared=prepared,
        tests=reversal_tests(tests),
        model=model,
        plan=replace(
            plan,
            batch_tokens=BATCH_TOKENS,
            learning_rate=LEARNING_RATE,
            warmup_updates=WARMUP_UPDATES,
            label_smoothing=0.0,
            weight_decay=0.0,
        ),
        begins=tuple(range(1, LONGEST_TESTED + 2, 5)),
        longest_learnt=LONGEST_LEARNT,
        mark=PUBLISHED,
    )


def _said(integers: list[int]) -> str:
    return " ".join(map(str, integers))
