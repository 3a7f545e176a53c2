"""The made task: what is learnt is what would be read from files, and tests go beyond it."""

from collections import Counter
from itertools import chain

from chatbot.config import TrainConfig
from chatbot.training.reversal import (
    INTEGERS,
    LONGEST_LEARNT,
    LONGEST_TESTED,
    prepared_reversal,
    reversal_task,
    reversal_tests,
    reversal_tokenizer,
)


def test_every_integer_is_one_piece() -> None:
    tokenizer = reversal_tokenizer()

    pieces = {tokenizer.encode(str(integer)) for integer in range(INTEGERS)}

    assert len(pieces) == INTEGERS
    assert {len(each) for each in pieces} == {1}


def test_what_is_learnt_is_the_source_backwards_as_its_text_is_encoded() -> None:
    prepared = prepared_reversal(seed=3, pairs=400)

    store, lengths = prepared.data.train, Counter[int]()
    for number in range(len(store)):
        source, reply = store.source(number).tolist(), store.reply(number).tolist()
        text = prepared.tokenizer.decode(source)
        assert reply == source[::-1]
        assert tuple(source) == prepared.tokenizer.encode(text)
        assert int(store.characters[number]) == len(prepared.tokenizer.decode(reply))
        lengths[len(source)] += 1
    assert set(lengths) == set(range(1, LONGEST_LEARNT + 1))


def test_the_seed_alone_decides_what_is_learnt() -> None:
    def learnt(seed: int) -> list[list[int]]:
        store = prepared_reversal(seed, pairs=5).data.train
        return [store.source(number).tolist() for number in range(5)]

    assert learnt(1) == learnt(1) != learnt(2)


def test_every_length_is_tested_and_those_never_learnt_are_set_apart() -> None:
    tests = reversal_tests(2 * LONGEST_TESTED)

    lengths = Counter(len(pair.prompt.split()) for pair in tests)
    assert lengths == dict.fromkeys(range(1, LONGEST_TESTED + 1), 2)
    assert all(pair.response.split() == pair.prompt.split()[::-1] for pair in tests)
    assert len(set(chain.from_iterable(pair.prompt.split() for pair in tests))) == INTEGERS


def test_the_budget_is_the_one_that_was_given() -> None:
    task = reversal_task(TrainConfig(minutes=0.5, seed=7), tests=40, pairs=10)

    assert (task.plan.minutes, task.plan.seed, task.prepared.pairs) == (0.5, 7, 10)
    assert task.longest_learnt == LONGEST_LEARNT
