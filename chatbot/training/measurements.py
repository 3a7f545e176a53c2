"""`metrics.jsonl`: what was measured in a run, one object an evaluation."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chatbot.files import write_whole
from chatbot.training.events import Evaluated

METRICS_FILE = "metrics.jsonl"


class Measurements:
    """The evaluations of one run, in memory and in its folder."""

    def __init__(self, folder: Path) -> None:
        """Begin with none; nothing is written yet."""
        self._path = folder / METRICS_FILE
        self._records: list[dict[str, Any]] = []

    @property
    def last_seconds(self) -> float:
        """Training time at the last evaluation; 0 before the first."""
        return float(self._records[-1]["seconds"]) if self._records else 0.0

    def add(self, evaluated: Evaluated, *, target_tokens: int) -> None:
        """Keep one more evaluation."""
        record = {name: value for name, value in asdict(evaluated).items() if name != "samples"}
        record["target_tokens"] = target_tokens
        record["samples"] = [
            {"prompt": sample.prompt, "reply": sample.reply.text, "reference": sample.reference}
            for sample in evaluated.samples
        ]
        self._records.append(record)
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in self._records]
        write_whole(self._path, "".join(lines))

    def restore(self, *, up_to_update: int) -> None:
        """Read back what a stopped run has measured up to its last save; the rest is measured again."""
        records = read_records(self._path) if self._path.is_file() else []
        self._records = [record for record in records if record["update"] <= up_to_update]


def read_records(path: Path) -> list[dict[str, Any]]:
    """Read the evaluations of a run."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
