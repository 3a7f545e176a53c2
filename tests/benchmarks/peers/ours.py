"""Our training on the common material, as `chatbot train` does it; `train_speed.py` calls it."""

from __future__ import annotations

import argparse
import json
import resource
from dataclasses import replace
from pathlib import Path
from time import monotonic

import torch

from chatbot.config import TrainConfig
from chatbot.model.seq2seq import Seq2Seq
from chatbot.training.dataset import PairStore, bucketed
from chatbot.training.optimisation import adamw, learning_rate, smoothed_loss
from chatbot.training.validation import nll_per_character
from tests.benchmarks.peers.material import SIZES


def main() -> None:
    """Train for some seconds and print what was done as one JSON object."""
    options = _options()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    store, held_out = (PairStore.open(options.folder, name) for name in ("train", "held_out"))
    model = Seq2Seq(SIZES[options.sizes].config(options.vocabulary))
    config = replace(TrainConfig(), batch_tokens=options.batch_tokens, minutes=options.seconds / 60)
    optimiser = adamw(model, config)
    device = torch.device("cpu")
    tokens = updates = epoch = 0
    counted_from, counted_tokens = None, 0
    begun = monotonic()
    while monotonic() - begun < options.seconds:
        for numbers in bucketed(store, batch_tokens=config.batch_tokens, seed=options.seed, epoch=epoch):
            seconds = monotonic() - begun
            if seconds >= options.seconds:
                break
            if counted_from is None and seconds >= options.warm_up:
                counted_from, counted_tokens = seconds, tokens
            batch = store.batch(numbers)
            updates += 1
            rate = learning_rate(config, update=updates, progress=seconds / options.seconds)
            for group in optimiser.param_groups:
                group["lr"] = rate
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bf16):
                loss = smoothed_loss(model, batch, config.label_smoothing)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), config.clip_norm)
            optimiser.step()
            tokens += len(batch.targets)
        epoch += 1
    seconds = monotonic() - begun
    nll = nll_per_character(model, held_out, device) if options.measure else None
    speed = (tokens - counted_tokens) / (seconds - counted_from) if counted_from is not None else 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"speed": speed, "tokens": tokens, "updates": updates, "peak_mb": peak, "nll": nll}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--vocabulary", type=int, required=True)
    parser.add_argument("--sizes", choices=SIZES, default="full")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--warm-up", type=float, default=10)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch-tokens", type=int, default=1_600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--measure", action="store_true", help="held-out nats a character at the end")
    return parser.parse_args()


if __name__ == "__main__":
    main()
