"""How sure a reply is, fitted to what was kept: the curve, the half that it is fitted to, the card."""

from __future__ import annotations

from math import log
from pathlib import Path
from random import Random
from statistics import fmean

import pytest

from chatbot.corpus.blocks import Block
from chatbot.corpus.formats import read_corpora
from chatbot.model.calibration import Calibration
from chatbot.model.card import CheckpointCard
from chatbot.model.snapshots import snapshot_folder
from chatbot.training.asking import CALIBRATING_QUESTIONS, calibrating_questions, questions
from chatbot.training.calibrating import Marked, calibrate, fit
from chatbot.training.intent_rates import unfitted
from chatbot.training.intents import Answered
from tests.tiny import save_tiny_checkpoint

SURE = Marked((-0.1, -0.1), is_right=True)
UNSURE = Marked((-3.0, -1.0, -2.0), is_right=False)


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> list[Block]:
    """A bot of 300 intents, each with two kept frames."""
    path = tmp_path_factory.mktemp("bot") / "bot.frames"
    intents = "".join(
        f"intent: i{n}\n  ask {n}\n  ~ what {n}\n  ~ 问{n}\n  > answer {n}\n" for n in range(300)
    )
    path.write_text(f"language: en\n{intents}", encoding="utf-8")
    return [block for file in read_corpora([path]) for block in file.frames().blocks]


def drawn(chance: Random) -> tuple[float, ...]:
    return tuple(log(chance.uniform(0.2, 1)) for _ in range(chance.randint(1, 12)))


@pytest.mark.parametrize("true", [Calibration(3.0, 0.5, 2.0), Calibration(-1.0, 0.25, -1.5)])
def test_the_curve_that_made_the_data_is_found_again(true: Calibration) -> None:
    chance = Random(7)
    replies = [drawn(chance) for _ in range(8_000)]

    found = fit([Marked(reply, chance.random() < true.confidence(reply)) for reply in replies])

    assert found.bias == pytest.approx(true.bias, abs=0.3)
    assert found.log_prob == pytest.approx(true.log_prob, abs=0.05)
    assert found.mean_log_prob == pytest.approx(true.mean_log_prob, abs=0.4)
    assert fmean(abs(found.confidence(reply) - true.confidence(reply)) for reply in replies) < 0.02


def test_what_a_line_can_tell_apart_is_told_with_finite_weights() -> None:
    found = fit([SURE, UNSURE] * 50)

    assert 0.9 < found.confidence(SURE.token_log_probs) < 1
    assert 0 < found.confidence(UNSURE.token_log_probs) < 0.1
    halfway = found.confidence((-1.0, -1.0))
    assert found.confidence(UNSURE.token_log_probs) < halfway < found.confidence(SURE.token_log_probs)


@pytest.mark.parametrize("marked", [[SURE] * 40, [UNSURE] * 40, [SURE], [SURE, UNSURE]])
def test_data_that_tells_little_gives_a_curve_all_the_same(marked: list[Marked]) -> None:
    found = fit(marked)

    sure, unsure = (found.confidence(each.token_log_probs) for each in (SURE, UNSURE))
    assert 0 <= min(sure, unsure) <= max(sure, unsure) <= 1
    assert (found.confidence(marked[0].token_log_probs) > 0.5) is marked[0].is_right


def test_what_is_fitted_to_is_never_reported_on(blocks: list[Block]) -> None:
    fitted = calibrating_questions(blocks, context=0)
    reported = unfitted([Answered(q, "", 0.0, False) for q in questions(blocks, seed=12345, context=0)])

    used, told = (
        {question.frame.line for question in fitted},
        {each.question.frame.line for each in reported},
    )
    kept = {frame.line for block in blocks for frame in block.exchanges[0].frames if frame.is_kept}
    assert len(fitted) == CALIBRATING_QUESTIONS
    assert not used & told
    assert 250 < len(told) < 350
    assert used | told <= kept
    assert fitted == calibrating_questions(blocks, context=0)


def test_the_checkpoint_and_its_snapshots_learn_how_sure_they_are_at_the_end(
    tmp_path: Path, blocks: list[Block]
) -> None:
    run = save_tiny_checkpoint(tmp_path / "run")
    snapshot = save_tiny_checkpoint(snapshot_folder(run, 10))
    before = CheckpointCard.read(run)
    asking = calibrate(run, calibrating_questions(blocks, context=0)[:3])

    assert next(asking) == 1
    assert CheckpointCard.read(run) == before
    assert list(asking) == [2, 3]
    assert before.calibration is None
    calibration = CheckpointCard.read(run).calibration
    assert calibration is not None
    assert calibration == CheckpointCard.read(snapshot).calibration
    assert calibration.confidence((-5.0, -5.0)) < 0.5
