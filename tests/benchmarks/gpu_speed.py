"""Target pieces a second on a GPU: `python -m tests.benchmarks.gpu_speed [--device cuda] [--pairs 64 8192]`.

The "full" widths (embeddings 256, encoder 2 x 256, decoder and attention 512), 8,000 pieces, pairs of 10 to
14 random ids a side; an update is what `chatbot train` does: loss, gradient, clipping, AdamW.
"""

from __future__ import annotations

import argparse
from time import perf_counter

import torch

from chatbot.config import ATTENTION_NAMES, ModelConfig, TrainConfig
from chatbot.model.batch import Batch
from chatbot.model.seq2seq import Seq2Seq
from chatbot.training.gradient import add_gradient
from chatbot.training.optimisation import adamw
from tests.benchmarks.figures import Row, print_table

VOCABULARY = 8_000
FLOPS_A_PIECE = 27.5e6 + 11e6
"""Forward and backward: a target piece, and the source piece that goes with it."""

WARM_UPDATES, UPDATES = 3, 10


def main() -> None:
    """Measure every batch size, in single precision and rounded, and print a table."""
    options = _options()
    device = torch.device(options.device)
    print(torch.cuda.get_device_name(device) if device.type == "cuda" else device.type, torch.__version__)
    rows = [
        measured(device, pairs, bf16=bf16, attention=options.attention)
        for pairs in options.pairs
        for bf16 in (False, True)
    ]
    print_table(("pairs, precision", "target pieces/s", "ms an update", "TFLOP/s"), rows)


def measured(device: torch.device, pairs: int, *, bf16: bool, attention: str) -> Row:
    """Return a row of the table."""
    torch.manual_seed(0)
    model = Seq2Seq(ModelConfig(VOCABULARY, 256, 256, 512, 512, attention=attention)).to(device).train()
    optimiser = adamw(model, TrainConfig())
    batch = Batch.of([(_ids(), _ids()) for _ in range(pairs)]).to(device)
    pieces = len(batch.targets)
    for update in range(WARM_UPDATES + UPDATES):
        if update == WARM_UPDATES:
            _wait_for(device)
            begun = perf_counter()
        optimiser.zero_grad()
        add_gradient(model, batch, smoothing=0.1, tokens_in_all=pieces, bf16=bf16)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
    _wait_for(device)
    seconds = (perf_counter() - begun) / UPDATES
    speed = pieces / seconds
    name = f"{pairs:,}, {'bf16' if bf16 else 'fp32'}"
    return name, f"{speed:,.0f}", f"{1e3 * seconds:.1f}", f"{speed * FLOPS_A_PIECE / 1e12:.1f}"


def _ids() -> torch.Tensor:
    return torch.randint(5, VOCABULARY, (int(torch.randint(10, 15, ())),))


def _wait_for(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--pairs", type=int, nargs="+", default=[64, 512, 2_048, 8_192])
    parser.add_argument("--attention", choices=ATTENTION_NAMES, default="additive")
    return parser.parse_args()


if __name__ == "__main__":
    main()
