"""OpenNMT-py (Klein et al., 2017) on the common material: its own program and its own log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.peers.material import Material, Sizes

_LOGGED = re.compile(r"Step (\d+)/.*?(\d+)/\s*(\d+) tok/s")


def command(python: Path, material: Material, sizes: Sizes, *, rate: float, threads: int) -> Sequence[str]:
    """Write what the program reads, and return how it is called; it trains until it is stopped."""
    folder = material.folder
    vocabulary = folder / "opennmt.vocabulary"
    vocabulary.write_text("".join(f"{word}\t1\n" for word in material.words), encoding="utf-8")
    config = folder / "opennmt.yaml"
    config.write_text(_config(folder, vocabulary, sizes, rate), encoding="utf-8")
    return [
        str(python),
        "-W",
        "ignore",
        "-c",
        f"import torch; torch.set_num_threads({threads}); from onmt.bin.train import main; main()",
        "-config",
        str(config),
    ]


def shortest(command: Sequence[str]) -> Sequence[str]:
    """Return how it is called to save after its first step, and to end."""
    return [*command, "-train_steps", "1", "-save_checkpoint_steps", "1"]


def checkpoint_of(folder: Path) -> Path:
    """Return what it leaves after one step."""
    return folder / "opennmt.model_step_1.pt"


def speeds(log: str) -> list[float]:
    """Return the target tokens a second of each line of the log."""
    return [float(found[3]) for found in _LOGGED.finditer(log)]


def _config(folder: Path, vocabulary: Path, sizes: Sizes, rate: float) -> str:
    return f"""
data:
  pairs:
    path_src: {folder}/train.source
    path_tgt: {folder}/train.target
    transforms: []
src_vocab: {vocabulary}
tgt_vocab: {vocabulary}
share_vocab: false
save_model: {folder}/opennmt.model
overwrite: true
seed: 1
num_workers: 0
encoder_type: brnn
decoder_type: rnn
rnn_type: GRU
enc_layers: 1
dec_layers: 1
src_word_vec_size: {sizes.embedding}
tgt_word_vec_size: {sizes.embedding}
enc_hid_size: {2 * sizes.encoder}
dec_hid_size: {sizes.hidden}
global_attention: mlp
input_feed: 1
dropout: [0.2]
optim: adam
learning_rate: {rate}
max_grad_norm: 1.0
batch_size: 64
batch_type: sents
bucket_size: 20000
train_steps: 100000000
valid_steps: 100000000
save_checkpoint_steps: 100000000
report_every: 10
"""
