"""Target tokens a second of training, beside our peers, in one run.

    python -m venv peers && peers/bin/pip install "torch>=2.11,<2.14" numpy
    peers/bin/pip install --no-deps joeynmt==2.3.0 OpenNMT-py==3.5.1
    peers/bin/pip install pyonmttok configargparse pyyaml sacrebleu rapidfuzz pyahocorasick six tensorboard \\
        flask waitress ctranslate2 sentencepiece subword-nmt sacremoses pandas datasets wrapt packaging \\
        setuptools matplotlib seaborn pillow spacy importlib_metadata fasttext-wheel yapf
    python -m tests.benchmarks.peers.train_speed --peers peers/bin/python CORPUS...

Every program trains the same network (see `--sizes`) on the same pairs in the same pieces, in a process of
its own, one after the other, for several rounds; the machine's own limits are measured beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from time import monotonic, sleep

from tests.benchmarks.peers import joeynmt, opennmt
from tests.benchmarks.peers.material import SIZES, Material, prepare

MATRIX = 1_024
"""Side of the square matrices by which the core's limit is measured."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process did."""

    speed: float
    """Target tokens a second, the first ones not counted."""

    peak_mb: float


def main() -> None:
    """Run every program in turn, round after round, and print the table."""
    options = _options()
    with TemporaryDirectory() as folder:
        material = prepare(
            options.corpora,
            Path(folder),
            pairs=options.pairs,
            vocabulary=8_000,
            only_ascii=not options.any_text,
        )
        programs = _programs(options, material)
        runs: dict[str, list[Run]] = {name: [] for name in programs}
        for number in range(options.rounds):
            for name, program in programs.items():
                runs[name].append(program())
                speed = runs[name][-1].speed
                print(f"round {number + 1}: {name}: {speed:,.0f}", file=sys.stderr, flush=True)
    print(
        f"{platform.processor() or platform.machine()}, {options.threads} thread(s), {options.sizes} sizes, "
    )
    print(f"{material.pairs:,} pairs, vocabulary {material.vocabulary:,}; {' '.join(sys.argv[1:])}\n")
    for kind in ("float32", "bfloat16"):
        print(
            f"{kind} products of {MATRIX} x {MATRIX} matrices: {_limit(kind, options.threads):,.0f} GFLOP/s"
        )
    _print_table(runs)


def _print_table(runs: dict[str, list[Run]]) -> None:
    print("\n| program | target tokens a second, median (lowest to highest) | ours (fp32) to it | peak MB |")
    print("|---|---|---|---|")
    ours = median(run.speed for run in runs["ours, fp32"])
    for name, some in runs.items():
        speeds = sorted(run.speed for run in some)
        middle = median(speeds)
        ratio = f"{ours / middle:.2f}" if middle else "-"
        peak = max(run.peak_mb for run in some)
        print(f"| {name} | {middle:,.0f} ({speeds[0]:,.0f} to {speeds[-1]:,.0f}) | {ratio} | {peak:,.0f} |")


def _programs(options: argparse.Namespace, material: Material) -> dict[str, Callable[[], Run]]:
    sizes = SIZES[options.sizes]
    environment = dict(os.environ, OMP_NUM_THREADS=str(options.threads), MKL_NUM_THREADS=str(options.threads))
    programs: dict[str, Callable[[], Run]] = {
        f"ours, {kind}": lambda kind=kind: _our_run(options, material, kind, environment)  # type: ignore[misc]
        for kind in ("fp32", "bf16")
    }
    if options.peers is not None:
        for name, peer in (("joeynmt 2.3.0", joeynmt), ("OpenNMT-py 3.5.1", opennmt)):
            called = peer.command(options.peers, material, sizes, rate=1e-3, threads=options.threads)
            programs[name] = lambda called=called, peer=peer: _peer_run(  # type: ignore[misc]
                called, peer.speeds, options, environment
            )
    return programs


def _our_run(options: argparse.Namespace, material: Material, kind: str, environment: dict[str, str]) -> Run:
    command = [sys.executable, "-m", "tests.benchmarks.peers.ours", str(material.folder)]
    command += ["--vocabulary", str(material.vocabulary), "--sizes", options.sizes]
    command += ["--seconds", str(options.seconds), "--threads", str(options.threads)]
    command += ["--batch-tokens", str(options.batch_tokens)] + (["--bf16"] if kind == "bf16" else [])
    done = json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)
    return Run(done["speed"], done["peak_mb"])


def _peer_run(
    command: Sequence[str],
    speeds: Callable[[str], list[float]],
    options: argparse.Namespace,
    environment: dict[str, str],
) -> Run:
    """Let a peer train until it has logged for `--seconds`; its first line, with the warm-up, is left out."""
    with TemporaryFile() as log:
        process = subprocess.Popen(command, env=dict(environment, PYTHONPATH=""), stdout=log, stderr=log)
        begun, logged, peak = monotonic(), None, 0.0
        try:
            while process.poll() is None and (logged is None or monotonic() - logged < options.seconds):
                sleep(0.5)
                peak = max(peak, _peak_mb(process.pid))
                log.seek(0)
                if logged is None and speeds(log.read().decode(errors="replace")):
                    logged = monotonic()
                if monotonic() - begun > 10 * options.seconds:
                    break
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        text = log.read().decode(errors="replace")
    found = speeds(text)[1:]
    if not found:
        sys.exit(f"{command[0]}: no speed in its log:\n{text[-2_000:]}")
    return Run(median(found), peak)


def _peak_mb(process: int) -> float:
    """Return the most memory that a process of Linux has held so far; 0 where it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    lines = (line.split() for line in status.splitlines())
    return next((int(line[1]) / 1024 for line in lines if line[0] == "VmHWM:"), 0.0)


def _limit(kind: str, threads: int) -> float:
    """Measure GFLOP/s of a large product in a process of its own."""
    program = f"""
import time, torch
torch.set_num_threads({threads})
left, right = (torch.randn({MATRIX}, {MATRIX}).to(torch.{kind}) for _ in range(2))
left @ right
times = []
for _ in range(20):
    begun = time.perf_counter()
    left @ right
    times.append(time.perf_counter() - begun)
print(2 * {MATRIX}**3 / min(times) / 1e9)
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE)
    return float(done.stdout)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path, nargs="+", help="files or folders of dialogue")
    parser.add_argument("--peers", type=Path, help="the python of the environment the peers are installed in")
    parser.add_argument("--sizes", choices=SIZES, default="full")
    parser.add_argument("--pairs", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--batch-tokens", type=int, default=2_600, help="ours: about 64 pairs of this material"
    )
    parser.add_argument("--any-text", action="store_true", help="Chinese as well, not only ASCII")
    return parser.parse_args()


if __name__ == "__main__":
    main()
