from pathlib import Path

import pytest

from chatbot.dialogue import DialoguePair
from chatbot.errors import CheckpointError
from chatbot.training.replay import REPLAY_FILE, Replay, read_replay, sample, write_replay
from tests.training.examples import prepared_in

LEARNT = DialoguePair(("早",), "明天有空吗？", "有空 of course", "replay")
HELD_OUT = DialoguePair((), "are you free?", "Yes\u2028really", "replay")


def test_a_sample_reads_as_it_was_written(tmp_path: Path) -> None:
    replay = Replay((LEARNT,), (HELD_OUT,))

    write_replay(tmp_path, replay)

    assert read_replay(tmp_path) == replay


def test_a_sample_is_spread_over_all_rows() -> None:
    rows = [[f"问 {number}", f"答 {number}"] for number in range(100)]

    taken = sample(rows, count=100, most=10)

    assert [pair.prompt for pair in taken] == [f"问 {number}" for number in range(0, 100, 10)]


def test_few_rows_are_all_taken() -> None:
    assert len(sample([["你好", "hi"], ["a", "b"]], count=2, most=10)) == 2


def test_preparing_keeps_learnt_and_held_out_pairs_apart(tmp_path: Path) -> None:
    prepared = prepared_in(tmp_path)

    learnt = {pair.prompt for pair in prepared.replay.learnt}
    held_out = {pair.prompt for pair in prepared.replay.held_out}
    assert len(learnt) == len(prepared.data.train)
    assert len(held_out) == len(prepared.data.held_out)
    assert not learnt & held_out


@pytest.mark.parametrize("content", ["{", "[]\n", '{"turns": ["one"], "held_out": false}\n', "\x00"])
def test_a_damaged_sample_is_told_in_one_line(tmp_path: Path, content: str) -> None:
    (tmp_path / REPLAY_FILE).write_text(content, encoding="utf-8")

    with pytest.raises(CheckpointError, match=REPLAY_FILE):
        read_replay(tmp_path)


def test_a_missing_sample_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="train it again"):
        read_replay(tmp_path)


@pytest.mark.parametrize("held_out", [(), (HELD_OUT,)])
def test_a_sample_of_nothing_that_was_learnt_is_damaged(
    tmp_path: Path, held_out: tuple[DialoguePair, ...]
) -> None:
    write_replay(tmp_path, Replay((), held_out))

    with pytest.raises(CheckpointError, match="no pair that was learnt"):
        read_replay(tmp_path)
