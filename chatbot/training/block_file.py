"""The frames that a run draws from, kept in its folder: a resumed run draws what it would have drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chatbot.corpus.blocks import Block, Exchange, Frame, SlotList, Slots
from chatbot.corpus.grammar import GrammarError, parse
from chatbot.errors import CheckpointError
from chatbot.files import write_whole

BLOCK_FILE = "frames.json"


def write_blocks(folder: Path, blocks: Sequence[Block]) -> None:
    """Write blocks into a folder; lists that blocks share are written once.

    Raises:
        OSError: the disk is full or the folder cannot be written to.
    """
    lists: dict[int, Slots] = {id(block.slots): block.slots for block in blocks}
    numbers = {key: number for number, key in enumerate(lists)}
    document = {
        "slots": [{name: each.values for name, each in slots.items()} for slots in lists.values()],
        "blocks": [_block_document(block, slots=numbers[id(block.slots)]) for block in blocks],
    }
    write_whole(folder / BLOCK_FILE, json.dumps(document, ensure_ascii=False))


def read_blocks(folder: Path) -> tuple[Block, ...]:
    """Read the blocks of a folder; none where nothing was written as frames.

    Raises:
        CheckpointError: the file is damaged.
    """
    path = folder / BLOCK_FILE
    if not path.exists():
        return ()
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        lists = [
            {name: SlotList(tuple(values)) for name, values in slots.items()} for slots in document["slots"]
        ]
        return tuple(_block(each, lists) for each in document["blocks"])
    except (OSError, ValueError, LookupError, TypeError, GrammarError) as error:
        raise CheckpointError(
            f"{path}: expected the frames of a run, found a damaged file ({error})"
        ) from error


def _block_document(block: Block, *, slots: int) -> dict[str, Any]:
    exchanges = [
        [[_frame_document(frame) for frame in lines] for lines in (exchange.frames, exchange.replies)]
        for exchange in block.exchanges
    ]
    return {
        **{name: getattr(block, name) for name in ("kind", "name", "path", "line", "language", "topic")},
        "exchanges": exchanges,
        "slots": slots,
    }


def _frame_document(frame: Frame) -> list[Any]:
    return [frame.written, frame.line, frame.column, frame.is_kept]


def _block(document: dict[str, Any], lists: Sequence[Slots]) -> Block:
    exchanges = tuple(
        Exchange(tuple(map(_frame, frames)), tuple(map(_frame, replies)))
        for frames, replies in document["exchanges"]
    )
    return Block(**{**document, "exchanges": exchanges, "slots": lists[document["slots"]]})


def _frame(row: Sequence[Any]) -> Frame:
    written, line, column, is_kept = row
    return Frame(parse(written), written, line, column, is_kept)
