"""Figures of a benchmark: times, their spread, and where they were taken."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

Row = tuple[str, ...]


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def spread_ms(seconds: Sequence[float]) -> Row:
    """Return how many there are, their median, their 95th percentile and the longest, in milliseconds."""
    chosen = (choose(seconds) * 1000 for choose in (median, p95, max))
    return (f"{len(seconds)}", *(f"{milliseconds:,.0f}" for milliseconds in chosen))


def print_where(packages: Sequence[str]) -> None:
    """Print the command, the machine and the versions that figures depend on."""
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    print(f"`python -m {_module()} {' '.join(sys.argv[1:])}`".replace(" `", "`"))
    print(
        f"{_processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
        f"Python {platform.python_version()}, {versions}\n"
    )


def print_table(head: Row, rows: Iterable[Row]) -> None:
    """Print Markdown; all columns but the first are numbers."""
    print(f"| {' | '.join(head)} |")
    print(f"|---|{'---:|' * (len(head) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)
    print(flush=True)


def _module() -> str:
    return f"tests.benchmarks.{Path(sys.argv[0]).stem}"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(": ")[2]
    return platform.processor() or platform.machine()
