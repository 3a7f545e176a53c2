"""The smallest real checkpoint: it has learnt nothing, but it loads and answers."""

from __future__ import annotations

from pathlib import Path

import torch

from chatbot.config import ModelConfig, TrainConfig
from chatbot.model.card import CheckpointCard
from chatbot.model.checkpoint import Checkpoint, save_checkpoint
from chatbot.model.seq2seq import Seq2Seq
from chatbot.text.segment import CharacterSegmenter
from chatbot.text.tokenizer import Tokenizer


def save_tiny_checkpoint(folder: Path) -> Path:
    """Save a network of random weights, the same each time, and return its folder."""
    tokenizer = Tokenizer.train(
        ["你好呀，明天见", "hello there"], vocabulary_size=300, segmenter=CharacterSegmenter()
    )
    config = ModelConfig(tokenizer.vocabulary_size, 8, 6, 12, 10)
    card = CheckpointCard(model=config, training=TrainConfig(), scores={}, corpora=())
    torch.manual_seed(0)
    save_checkpoint(folder, Checkpoint(folder.name, card, tokenizer, Seq2Seq(config)))
    return folder
