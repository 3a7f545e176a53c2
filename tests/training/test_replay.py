from pathlib import Path

import pytest

from chatbot.dialogue import DialoguePair
from chatbot.errors import CheckpointError
from chatbot.text.normalize import normalize
from chatbot.training.replay import REPLAY_FILE, Replay, read_replay, sample, write_replay
from tests.training.examples import conversations, prepared_in

LEARNT = DialoguePair(("早",), "明天有空吗？", "有空 of course", "corpora/talk.jsonl:12")
HELD_OUT = DialoguePair((), "are you free?", "Yes\u2028really", "corpora/谈话.tsv:3")
LESSON = DialoguePair((), "会下雨吗", "明天 no rain", "review 7")


def test_a_sample_reads_as_it_was_written(tmp_path: Path) -> None:
    replay = Replay((LEARNT,), (HELD_OUT,), (LESSON,))

    write_replay(tmp_path, replay)

    assert read_replay(tmp_path) == replay


def test_a_pair_without_a_source_is_said_to_be_where_it_was_found(tmp_path: Path) -> None:
    row = '{"turns": ["你好", "hi"], "held_out": false}\n'
    (tmp_path / REPLAY_FILE).write_text(row * 2, encoding="utf-8")

    sources = [pair.source for pair in read_replay(tmp_path).learnt]

    assert sources == ["replay.jsonl:1", "replay.jsonl:2"]


def pairs(count: int) -> list[DialoguePair]:
    return [DialoguePair((), f"问 {number}", f"答 {number}", f"made:{number}") for number in range(count)]


def test_a_sample_is_spread_over_all_pairs() -> None:
    taken = sample(pairs(100), count=100, most=10)

    assert [pair.prompt for pair in taken] == [f"问 {number}" for number in range(0, 100, 10)]


def test_few_pairs_are_all_taken() -> None:
    assert len(sample(pairs(2), count=2, most=10)) == 2


def test_preparing_keeps_learnt_and_held_out_pairs_apart(tmp_path: Path) -> None:
    prepared = prepared_in(tmp_path)

    learnt = {pair.prompt for pair in prepared.replay.learnt}
    held_out = {pair.prompt for pair in prepared.replay.held_out}
    assert len(learnt) == len(prepared.data.train)
    assert len(held_out) == len(prepared.data.held_out)
    assert not learnt & held_out


def test_preparing_keeps_where_each_pair_was_read(tmp_path: Path) -> None:
    said = {talk.source: normalize(talk.turns[0].text) for talk in conversations()}

    replay = prepared_in(tmp_path).replay

    assert {pair.source: pair.prompt for pair in (*replay.learnt, *replay.held_out)} == said


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
