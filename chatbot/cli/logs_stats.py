"""`chatbot logs stats`: how much was said, by whom, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from chatbot.cli.log_file import local_time, open_existing_log
from chatbot.cli.options import json_option, log_option
from chatbot.cli.terminal import answer, answer_json
from chatbot.storage.statistics import LogStatistics


@click.command("stats", epilog="\b\nchatbot logs stats\nchatbot logs stats --json")
@log_option
@json_option
def show_statistics(log_path: Path | None, *, as_json: bool) -> None:
    """Count what is in the log."""
    with open_existing_log(log_path) as log:
        statistics = log.statistics()
    if as_json:
        answer_json(_document(statistics))
    else:
        for name, value in _lines(statistics):
            answer(f"{name:<14} {value}")


def _lines(statistics: LogStatistics) -> list[tuple[str, str]]:
    return [
        ("conversations", f"{statistics.conversations:,}"),
        ("turns", f"{statistics.turns:,}"),
        ("replies", f"{statistics.replies:,}"),
        ("by language", _tally(statistics.by_language)),
        ("by checkpoint", _tally(statistics.by_checkpoint)),
        ("reviews", _tally(asdict(statistics.reviews))),
        ("first day", _day(statistics.first_said_at)),
        ("last day", _day(statistics.last_said_at)),
        ("file", f"{statistics.size_bytes / 1e6:.1f} MB"),
    ]


def _tally(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "-"


def _day(moment: str | None) -> str:
    return local_time(moment)[: len("2026-11-01")] if moment else "-"


def _document(statistics: LogStatistics) -> dict[str, object]:
    return {
        "conversations": statistics.conversations,
        "turns": statistics.turns,
        "replies": statistics.replies,
        "by_language": statistics.by_language,
        "by_checkpoint": statistics.by_checkpoint,
        "reviews": asdict(statistics.reviews),
        "first_said_at": statistics.first_said_at,
        "last_said_at": statistics.last_said_at,
        "bytes": statistics.size_bytes,
    }
