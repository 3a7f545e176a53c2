"""A small made-up corpus to train on in tests: Chinese, English and mixed."""

from collections.abc import Callable
from pathlib import Path

import torch

from chatbot.config import ModelConfig, TrainConfig
from chatbot.dialogue import Conversation
from chatbot.model.calibration import Calibration
from chatbot.model.card import CheckpointCard
from chatbot.text.segment import CharacterSegmenter
from chatbot.training.machine import Machine
from chatbot.training.prepare import Prepared, prepare
from chatbot.training.session import begin
from chatbot.training.trainer import STATE_FOLDER, Trainer

GREETINGS = ["你好", "早上好", "hello", "good morning", "hi 小机器人", "在吗", "are you there", "晚上好"]
REPLIES = [
    "你好呀！",
    "早，今天好吗？",
    "Hello!",
    "Good morning, how are you?",
    "Hi 你好",
    "在的。",
    "Yes.",
    "晚上好！",
]


def conversations(count: int = 80) -> list[Conversation]:
    made = []
    for number in range(count):
        choice = number % len(GREETINGS)
        prompt = f"{GREETINGS[choice]} {number}"
        made.append(Conversation.alternating([prompt, REPLIES[choice]], f"made:{number}"))
    return made


def prepared_in(folder: Path, count: int = 80) -> Prepared:
    (folder / STATE_FOLDER).mkdir(parents=True, exist_ok=True)
    return prepare(
        conversations(count),
        folder / STATE_FOLDER,
        CharacterSegmenter(),
        TrainConfig(max_pieces=32),
        lambda stage, done, total: None,
    )


def trainer_in(folder: Path, config: TrainConfig, *, clock: Callable[[], float] = lambda: 0.0) -> Trainer:
    prepared = prepared_in(folder)
    model = ModelConfig(
        vocabulary_size=prepared.tokenizer.vocabulary_size,
        embedding_size=16,
        encoder_size=12,
        hidden_size=24,
        attention_size=16,
    )
    calibration = Calibration(bias=2.0, log_prob=0.5, mean_log_prob=1.0)
    card = CheckpointCard(model=model, training=config, scores={}, corpora=(), calibration=calibration)
    return begin(folder, prepared, card, Machine(clock, torch.device("cpu")))
