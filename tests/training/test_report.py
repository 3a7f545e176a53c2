from pathlib import Path

from chatbot.config import ModelConfig, TrainConfig
from chatbot.model.card import CheckpointCard
from chatbot.reply import AttentionMap, Reply
from chatbot.training.events import Sample
from chatbot.training.report import write_report

CARD = CheckpointCard(model=ModelConfig(10), training=TrainConfig(), scores={}, corpora=())
RECORDS = [
    {
        "update": update,
        "seconds": 30.0 * update,
        "nll_per_character": 3.0 / (1 + update),
        "train_loss": 2.0 if update else None,
        "samples": [{"prompt": "<你好>", "reply": "嗨 & hi", "reference": "好"}],
    }
    for update in range(3)
]


def sample_of(weights: tuple[tuple[float, ...], ...]) -> Sample:
    attention = AttentionMap(("<你好>",), ("嗨", "</s>"), weights)
    return Sample("<你好>", Reply("嗨 & hi", attention, attention, (-0.1, -0.2), "eos"), "好", "zh")


def page_of(folder: Path, weights: tuple[tuple[float, ...], ...]) -> str:
    return write_report(folder, CARD, RECORDS, [sample_of(weights)]).read_text(encoding="utf-8")


def test_the_report_needs_nothing_from_elsewhere(tmp_path: Path) -> None:
    page = page_of(tmp_path, ((1.0,), (1.0,)))

    assert "://" not in page
    assert "<script" not in page


def test_what_was_said_is_text_and_never_markup(tmp_path: Path) -> None:
    page = page_of(tmp_path, ((1.0,), (1.0,)))

    assert "<你好>" not in page
    assert "&lt;你好&gt;" in page
    assert "嗨 &amp; hi" in page
    assert "&lt;/s&gt;" in page


def test_curves_have_a_point_an_evaluation(tmp_path: Path) -> None:
    page = page_of(tmp_path, ((1.0,), (1.0,)))

    # Three measurements, and two of the training loss: there is none before the first update.
    assert page.count("<circle") == 5


def test_a_model_without_attention_is_said_to_look_nowhere(tmp_path: Path) -> None:
    assert "looks nowhere" in page_of(tmp_path, ())
