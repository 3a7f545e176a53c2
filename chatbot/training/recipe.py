"""What is chosen where nothing is said: sizes and lengths that fit the corpus.

A first recipe, not a searched one. Small corpora get few pieces and many passes: Sennrich and Zhang (2019),
"Revisiting Low-Resource Neural Machine Translation".
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, sqrt

from chatbot.config import ModelConfig, TrainConfig

FEWEST_PIECES, MOST_PIECES = 500, 8_000
"""Bounds of the learnt vocabulary."""

SMALL_CORPUS = 20_000_000
"""Characters below which a small network is enough."""

FEWEST_EPOCHS, MOST_EPOCHS = 4, 60
PAIRS_IN_ALL = 300_000
"""Pairs to be seen in all, repeats included, within the bounds of epochs."""

FEWEST_UPDATES = 600
"""Below which not even three pairs are learnt by heart."""

PAIRS_A_BATCH = 40
"""As many as fit into a batch of common lengths."""

_BYTES_AND_MARKS = 262


PAIRS_OF_DRAWS = 2_000_000
"""To be drawn in all, within the bounds of epochs: which of hundreds of intents is meant is slowly learnt."""

MOST_EPOCHS_OF_DRAWS = 250

TOKENS_A_BATCH_OF_DRAWS = 2_000
"""Beginnings of replies are short: a batch of them holds two hundred pairs."""

DRAWS_DROPOUT = 0.05
"""No draw comes twice: there is little to guard against. In short runs none at all did better than 0.1."""

NO_PATIENCE = 1_000_000
"""Evaluations: more than there are in any run."""


def vocabulary_size(characters: int) -> int:
    """Return how many ids suit a corpus: with the root of its characters, as new words come (Heaps' law)."""
    pieces = round(4 * sqrt(characters))
    return _BYTES_AND_MARKS + max(FEWEST_PIECES, min(MOST_PIECES, pieces))


def plan_of_draws(plan: TrainConfig) -> TrainConfig:
    """Return a plan for what every epoch draws anew: there is always more to learn, until its limits."""
    return replace(plan, patience=NO_PATIENCE, batch_tokens=TOKENS_A_BATCH_OF_DRAWS)


def model_config(
    characters: int, *, vocabulary: int, attention: str, draws_anew: bool = False
) -> ModelConfig:
    """Return a network whose size suits a corpus; what is drawn anew has names to be copied."""
    if draws_anew:
        return ModelConfig(
            vocabulary_size=vocabulary,
            embedding_size=256,
            attention=attention,
            dropout=DRAWS_DROPOUT,
            copies=attention != "none",
            adds_embeddings=attention != "none",
        )
    embedding, state = (128, 256) if characters < SMALL_CORPUS else (192, 384)
    return ModelConfig(
        vocabulary_size=vocabulary,
        embedding_size=embedding,
        encoder_size=state // 2,
        hidden_size=state,
        attention_size=state,
        attention=attention,
    )


def epochs(pairs: int, *, draws_anew: bool = False) -> int:
    """Return how many passes suit a corpus: many over a handful of pairs, few over millions."""
    for_updates = ceil(FEWEST_UPDATES / ceil(pairs / PAIRS_A_BATCH))
    in_all, most = (PAIRS_OF_DRAWS, MOST_EPOCHS_OF_DRAWS) if draws_anew else (PAIRS_IN_ALL, MOST_EPOCHS)
    return max(FEWEST_EPOCHS, min(most, round(in_all / pairs)), for_updates)
