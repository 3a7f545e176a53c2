"""JoeyNMT (Kreutzer, Bastings and Riezler, 2019) on the common material: its own program and its own log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.peers.material import Material, Sizes

MARKS = ("<unk>", "<pad>", "<s>", "</s>")

_LOGGED = re.compile(r"Step:\s+(\d+).*Tokens per Sec:\s+(\d+)")


def command(python: Path, material: Material, sizes: Sizes, *, rate: float, threads: int) -> Sequence[str]:
    """Write what the program reads, and return how it is called; it trains until it is stopped."""
    vocabulary = material.folder / "joeynmt.vocabulary"
    vocabulary.write_text("\n".join((*MARKS, *material.words)) + "\n", encoding="utf-8")
    config = config_of(material.folder)
    config.write_text(_config(material.folder, vocabulary, sizes, rate), encoding="utf-8")
    return _program(python, "train", config, "--skip-test", threads=threads)


def translation_command(python: Path, folder: Path, *, threads: int) -> Sequence[str]:
    """Return how the program is called that answers the lines of its standard input, once it has trained."""
    return _program(python, "translate", config_of(folder), threads=threads)


def config_of(folder: Path) -> Path:
    """Return what `command` writes."""
    return folder / "joeynmt.yaml"


def log_of(folder: Path) -> Path:
    """Return what the program writes while it trains."""
    return _model_of(folder) / "train.log"


def checkpoint_of(folder: Path) -> Path:
    """Return what the program leaves when it is interrupted."""
    return _model_of(folder) / "latest.ckpt"


def speeds(log: str) -> list[float]:
    """Return the target tokens a second of each line of the log."""
    return [float(found[2]) for found in _LOGGED.finditer(log)]


def _model_of(folder: Path) -> Path:
    return folder / "joeynmt.model"


def _program(python: Path, *arguments: str | Path, threads: int) -> Sequence[str]:
    # What runs in the background of a shell ignores interrupts, and so would whatever it starts.
    program = (
        "import signal, torch; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"torch.set_num_threads({threads}); from joeynmt.__main__ import main; main()"
    )
    return [str(python), "-W", "ignore", "-c", program, *map(str, arguments)]


def _config(folder: Path, vocabulary: Path, sizes: Sizes, rate: float) -> str:
    return f"""
name: peers
joeynmt_version: 2.3.0
model_dir: {_model_of(folder)}
use_cuda: False
fp16: False
random_seed: 1
data:
  train: {folder}/train
  dev: {folder}/held_out
  dataset_type: plain
  src: {{lang: source, level: word, max_length: 64, voc_file: {vocabulary}, lowercase: False}}
  trg: {{lang: target, level: word, max_length: 64, voc_file: {vocabulary}, lowercase: False}}
testing:
  beam_size: 1
  beam_alpha: 1.0
  max_output_length: 60
  batch_size: 64
  batch_type: sentence
  eval_metrics: []
training:
  optimizer: adam
  learning_rate: {rate}
  clip_grad_norm: 1.0
  batch_size: 64
  batch_type: sentence
  batch_multiplier: 1
  normalization: batch
  loss: crossentropy
  scheduling: exponential
  decrease_factor: 1.0
  label_smoothing: 0.0
  epochs: 100000
  validation_freq: 100000000
  logging_freq: 10
  shuffle: True
  overwrite: True
  print_valid_sents: []
  early_stopping_metric: ppl
model:
  initializer: xavier_uniform
  bias_initializer: zeros
  embed_initializer: xavier_uniform
  encoder:
    type: recurrent
    rnn_type: gru
    embeddings: {{embedding_dim: {sizes.embedding}, scale: False}}
    hidden_size: {sizes.encoder}
    bidirectional: True
    dropout: 0.2
    num_layers: 1
  decoder:
    type: recurrent
    rnn_type: gru
    embeddings: {{embedding_dim: {sizes.embedding}, scale: False}}
    hidden_size: {sizes.hidden}
    dropout: 0.2
    hidden_dropout: 0.2
    num_layers: 1
    input_feeding: True
    init_hidden: bridge
    attention: bahdanau
"""
