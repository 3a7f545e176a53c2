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
    config = material.folder / "joeynmt.yaml"
    config.write_text(_config(material.folder, vocabulary, sizes, rate), encoding="utf-8")
    return [
        str(python),
        "-W",
        "ignore",
        "-c",
        f"import torch; torch.set_num_threads({threads}); from joeynmt.__main__ import main; main()",
        "train",
        str(config),
        "--skip-test",
    ]


def speeds(log: str) -> list[float]:
    """Return the target tokens a second of each line of the log."""
    return [float(found[2]) for found in _LOGGED.finditer(log)]


def _config(folder: Path, vocabulary: Path, sizes: Sizes, rate: float) -> str:
    return f"""
name: peers
joeynmt_version: 2.3.0
model_dir: {folder}/joeynmt.model
use_cuda: False
fp16: False
random_seed: 1
data:
  train: {folder}/train
  dev: {folder}/held_out
  dataset_type: plain
  src: {{lang: source, level: word, max_length: 60, voc_file: {vocabulary}, lowercase: False}}
  trg: {{lang: target, level: word, max_length: 60, voc_file: {vocabulary}, lowercase: False}}
testing: {{beam_size: 1, batch_size: 64, batch_type: sentence, eval_metrics: []}}
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
