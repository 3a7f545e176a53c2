"""The figures of a model of a study: the same after they were written and read."""

from pathlib import Path

import pytest

from chatbot.errors import CheckpointError
from chatbot.training.evaluate import LengthClass, Measured
from chatbot.training.outcome import OUTCOME_FILE, AtLength, Outcome, read_outcome, write_outcome

MEASURED = (
    Measured("一 二 三 四", "一 二 三 四", nats=1.0, pieces=5, is_hit=True, source_words=4),
    Measured("a b c d e f g", "a b c d", nats=7.5, pieces=8, is_hit=True, source_words=7),
)


def outcome() -> Outcome:
    return Outcome(
        attention="dot",
        updates=3,
        target_tokens=40,
        seconds=1.5,
        parameters=99,
        bleu=50.0,
        bleu_within=None,
        chrf=60.0,
        exact_match=0.5,
        nll_per_character=0.425,
        alignment_entropy=0.7,
        by_source_length=(
            AtLength.of(LengthClass(1, 5, MEASURED[:1])),
            AtLength.of(LengthClass(6, None, MEASURED)),
        ),
    )


def test_figures_of_a_class_lie_within_their_intervals() -> None:
    short, all_of_them = outcome().by_source_length

    assert short.bleu == pytest.approx(100)
    assert short.exact_match == 1
    assert all_of_them.exact_match == 0.5
    assert all_of_them.nll_per_character == pytest.approx(8.5 / 20)
    assert all_of_them.nll_per_character_interval.low == pytest.approx(1 / 7)
    assert all_of_them.nll_per_character_interval.high == pytest.approx(7.5 / 13)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert read_outcome(tmp_path) is None

    write_outcome(tmp_path, outcome())

    assert read_outcome(tmp_path) == outcome()


@pytest.mark.parametrize("text", ["", "[]", '{"by_source_length": []}', '{"by_source_length": [{}]}'])
def test_a_damaged_file_is_told_of(text: str, tmp_path: Path) -> None:
    (tmp_path / OUTCOME_FILE).write_text(text, encoding="utf-8")

    with pytest.raises(CheckpointError, match="delete it to test again"):
        read_outcome(tmp_path)
