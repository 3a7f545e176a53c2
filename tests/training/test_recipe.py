"""What is chosen where nothing is said."""

from __future__ import annotations

from chatbot.config import TrainConfig
from chatbot.training import recipe


def test_what_is_drawn_anew_has_names_to_copy_and_ends_by_its_limits() -> None:
    config = recipe.model_config(1_000_000, vocabulary=3_000, attention="additive", draws_anew=True)
    plan = recipe.plan_of_draws(TrainConfig(minutes=5))

    assert config.copies
    assert config.adds_embeddings
    assert plan.minutes == 5
    assert plan.patience > 10_000


def test_without_attention_nothing_can_be_copied() -> None:
    assert not recipe.model_config(1, vocabulary=300, attention="none", draws_anew=True).copies


def test_what_is_drawn_anew_is_drawn_many_times() -> None:
    passes = [recipe.epochs(pairs, draws_anew=True) for pairs in (2, 160, 8_000, 3_000_000)]

    assert passes == sorted(passes, reverse=True)
    assert passes[1] == recipe.MOST_EPOCHS_OF_DRAWS
    assert passes[2] * 8_000 > recipe.epochs(8_000) * 8_000 * 3
