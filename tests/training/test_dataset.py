from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.errors import CheckpointError
from chatbot.training import dataset
from chatbot.training.dataset import EncodedPair, PairStore, bucketed, write_store

ids = st.lists(st.integers(6, 2**31 - 1), min_size=1, max_size=9)
pairs_of_ids = st.lists(st.tuples(ids, ids), min_size=1, max_size=30)


def store_of(folder: Path, pairs: list[tuple[list[int], list[int]]]) -> PairStore:
    write_store(folder, "train", (EncodedPair(source, reply, 7 * len(reply)) for source, reply in pairs))
    return PairStore.open(folder, "train")


def lengths_in(folder: Path) -> PairStore:
    return store_of(folder, [([6] * (1 + n % 7), [7] * (1 + n % 5)) for n in range(100)])


@given(pairs_of_ids)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[list[int], list[int]]]
) -> None:
    store = store_of(tmp_path_factory.mktemp("store"), pairs)

    assert [(store.source(n).tolist(), store.reply(n).tolist()) for n in range(len(store))] == pairs
    assert store.characters.tolist() == [7 * len(reply) for _, reply in pairs]


def test_more_pairs_than_are_gathered_at_once_are_all_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "FLUSH_PAIRS", 7)

    store = lengths_in(tmp_path)

    assert len(store) == 100
    assert store.source(99).tolist() == [6] * (1 + 99 % 7)


@pytest.mark.parametrize("budget", [1, 20, 60, 10_000])
def test_every_pair_is_drawn_once_an_epoch_within_the_budget(tmp_path: Path, budget: int) -> None:
    store = lengths_in(tmp_path)

    batches = bucketed(store, batch_tokens=budget, seed=1, epoch=0)

    assert sorted(number for batch in batches for number in batch) == list(range(100))
    for numbers in batches:
        batch = store.batch(numbers)
        assert len(numbers) == 1 or batch.source.numel() + batch.target_outputs.numel() <= budget


def test_the_order_depends_on_seed_and_epoch_alone(tmp_path: Path) -> None:
    store = lengths_in(tmp_path)

    first = bucketed(store, batch_tokens=60, seed=1, epoch=0)

    assert bucketed(store, batch_tokens=60, seed=1, epoch=0) == first
    assert bucketed(store, batch_tokens=60, seed=1, epoch=1) != first
    assert bucketed(store, batch_tokens=60, seed=2, epoch=0) != first


@pytest.mark.parametrize("name", ["train.ids", "train.index"])
def test_a_truncated_store_is_refused(tmp_path: Path, name: str) -> None:
    lengths_in(tmp_path)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:-8])

    with pytest.raises(CheckpointError, match="train again"):
        PairStore.open(tmp_path, "train")
