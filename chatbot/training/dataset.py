"""Encoded pairs on disk, memory-mapped, and the order in which they are learnt.

`NAME.ids` holds the pieces of every source and reply one after the other, 32-bit integers;
`NAME.index` holds four 64-bit integers a pair: where its source begins, where its reply begins, where the
reply ends, and how many characters the normalised reply has.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from chatbot.errors import CheckpointError
from chatbot.model.batch import Batch, IdPair

POOL = 20_000
"""Pairs that are sorted by length together: enough to waste no padding, few enough to keep chance in play."""

FLUSH_PAIRS = 10_000
"""Pairs gathered in memory before they are written."""


@dataclass(frozen=True, slots=True)
class EncodedPair:
    """A pair as the network sees it."""

    source: Sequence[int]
    reply: Sequence[int]
    """Without begin or end token."""

    characters: int
    """Of the normalised reply: what held-out nats are divided by."""


class PairStore:
    """Encoded pairs, read from disk as they are needed."""

    def __init__(self, ids: Tensor, index: Tensor) -> None:
        self._ids = ids
        self._index = index
        self.source_lengths = index[:, 1] - index[:, 0]
        self.reply_lengths = index[:, 2] - index[:, 1]
        """(pairs,) each, in pieces."""
        self.characters = index[:, 3]

    def __len__(self) -> int:
        return len(self._index)

    def source(self, number: int) -> Tensor:
        """Return the source's ids of one pair."""
        begin, middle, _, _ = self._index[number].tolist()
        return self._ids[begin:middle]

    def reply(self, number: int) -> Tensor:
        """Return the reply's ids of one pair."""
        _, middle, end, _ = self._index[number].tolist()
        return self._ids[middle:end]

    def pairs(self, numbers: Sequence[int]) -> list[IdPair]:
        """Return the ids of the numbered pairs."""
        places = self._index[torch.tensor(numbers, dtype=torch.long)].tolist()
        return [
            (self._ids[begin:middle].tolist(), self._ids[middle:end].tolist())
            for begin, middle, end, _ in places
        ]

    def batch(self, numbers: Sequence[int]) -> Batch:
        """Make a batch of the numbered pairs."""
        return Batch.of_ids(self.pairs(numbers))

    @classmethod
    def of(cls, pairs: Iterable[EncodedPair]) -> PairStore:
        """Hold pairs in memory."""
        ids, index = array("i"), array("q")
        for pair in pairs:
            _append(pair, ids, index, begin=len(ids))
        # Tensors of their own: an array's memory can move.
        return cls(torch.tensor(ids, dtype=torch.int32), torch.tensor(index, dtype=torch.int64).view(-1, 4))

    @classmethod
    def open(cls, folder: Path, name: str) -> PairStore:
        """Map the files of a store.

        Raises:
            CheckpointError: they are missing or do not fit each other.
        """
        ids = _mapped(folder / f"{name}.ids", torch.int32)
        index = _mapped(folder / f"{name}.index", torch.int64)
        if len(index) % 4 or (len(index) and int(index[-2]) != len(ids)):
            raise CheckpointError(f"{folder / name}.index: does not fit {name}.ids; train again")
        return cls(ids, index.view(-1, 4))


class JoinedStore(PairStore):
    """Two stores as one; neither is copied."""

    def __init__(self, first: PairStore, second: PairStore) -> None:
        self._first = first
        self._second = second
        self.source_lengths = torch.cat([first.source_lengths, second.source_lengths])
        self.reply_lengths = torch.cat([first.reply_lengths, second.reply_lengths])
        self.characters = torch.cat([first.characters, second.characters])

    def __len__(self) -> int:
        return len(self._first) + len(self._second)

    def source(self, number: int) -> Tensor:
        """Return the source's ids of one pair."""
        store, place = self._found(number)
        return store.source(place)

    def reply(self, number: int) -> Tensor:
        """Return the reply's ids of one pair."""
        store, place = self._found(number)
        return store.reply(place)

    def pairs(self, numbers: Sequence[int]) -> list[IdPair]:
        """Return the ids of the numbered pairs."""
        size = len(self._first)
        firsts = iter(self._first.pairs([number for number in numbers if number < size]))
        seconds = iter(self._second.pairs([number - size for number in numbers if number >= size]))
        return [next(firsts if number < size else seconds) for number in numbers]

    def _found(self, number: int) -> tuple[PairStore, int]:
        size = len(self._first)
        return (self._first, number) if number < size else (self._second, number - size)


def write_store(folder: Path, name: str, pairs: Iterable[EncodedPair]) -> None:
    """Write a store as the pairs come, with a bounded share of memory."""
    ids, index, position, waiting = array("i"), array("q"), 0, 0
    with (folder / f"{name}.ids").open("wb") as ids_file, (folder / f"{name}.index").open("wb") as index_file:
        for pair in pairs:
            position, waiting = _append(pair, ids, index, begin=position), waiting + 1
            if waiting == FLUSH_PAIRS:
                ids.tofile(ids_file)
                index.tofile(index_file)
                ids, index, waiting = array("i"), array("q"), 0
        ids.tofile(ids_file)
        index.tofile(index_file)


def _append(pair: EncodedPair, ids: array[int], index: array[int], *, begin: int) -> int:
    """Add a pair whose source begins at a place of the store; return where its reply ends."""
    ids.extend(pair.source)
    ids.extend(pair.reply)
    middle = begin + len(pair.source)
    end = middle + len(pair.reply)
    index.extend((begin, middle, end, pair.characters))
    return end


def bucketed(
    store: PairStore, *, batch_tokens: int, seed: int, epoch: int, among: Tensor | None = None
) -> list[list[int]]:
    """Draw the batches of one epoch: pairs of like lengths together, every pair once, in a seeded order.

    A batch holds at most `batch_tokens` source and target pieces, padding included, and at least one pair.
    With `among`, only the pairs of these numbers are drawn.
    """
    chance = torch.Generator().manual_seed((seed * 1_000_003 + epoch) % 2**63)
    numbers = torch.arange(len(store)) if among is None else among
    order = numbers[torch.randperm(len(numbers), generator=chance)]
    batches: list[list[int]] = []
    for begin in range(0, len(order), POOL):
        pool = order[begin : begin + POOL]
        by_source = pool[store.source_lengths[pool].argsort(stable=True)]
        by_both = by_source[store.reply_lengths[by_source].argsort(stable=True)]
        batches.extend(_cut(store, by_both, batch_tokens))
    return [batches[number] for number in torch.randperm(len(batches), generator=chance).tolist()]


def _cut(store: PairStore, order: Tensor, batch_tokens: int) -> Iterator[list[int]]:
    """Cut an order into batches whose rectangles stay within the budget."""
    batch: list[int] = []
    widest_source = widest_target = 0
    sources, replies = store.source_lengths[order].tolist(), store.reply_lengths[order].tolist()
    for number, source, reply in zip(order.tolist(), sources, replies, strict=True):
        widest_source, widest_target = max(widest_source, source), max(widest_target, reply + 1)
        if batch and (len(batch) + 1) * (widest_source + widest_target) > batch_tokens:
            yield batch
            batch, widest_source, widest_target = [], source, reply + 1
        batch.append(number)
    if batch:
        yield batch


def _mapped(path: Path, dtype: torch.dtype) -> Tensor:
    if not path.is_file():
        raise CheckpointError(f"{path}: expected the encoded pairs there, found nothing; train again")
    count, rest = divmod(path.stat().st_size, dtype.itemsize)
    if rest:
        raise CheckpointError(f"{path}: expected whole numbers, found a truncated file; train again")
    if not count:
        return torch.empty(0, dtype=dtype)
    return torch.from_file(str(path), shared=False, size=count, dtype=dtype)
