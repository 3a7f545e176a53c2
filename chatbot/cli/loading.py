"""The model behind every command that answers; torch is imported here, when it is called for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.cli.options import cache_directory
from chatbot.config import SearchConfig

if TYPE_CHECKING:
    from chatbot.inference.responder import NeuralResponder

WARM_UP = "你好"
"""Read once while loading, so that the dictionary of Chinese words is there before the first turn."""


def load_responder(folder: Path, search: SearchConfig) -> NeuralResponder:
    """Load a checkpoint's model, ready to answer at once; takes seconds.

    Raises:
        CheckpointError: it is damaged, or of another format.
    """
    import torch

    from chatbot.inference.responder import NeuralResponder
    from chatbot.model.checkpoint import load_checkpoint

    # One reply is a chain of small products: more threads wait for one another longer than they compute.
    torch.set_num_threads(1)
    checkpoint = load_checkpoint(folder, cache_directory=cache_directory())
    checkpoint.tokenizer.encode(WARM_UP)
    return NeuralResponder.from_checkpoint(checkpoint, search).made_ready()
