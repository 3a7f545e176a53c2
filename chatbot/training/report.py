"""A training run as one web page: curves, what it said on the way, and where the last replies looked.

The page is self-contained: no script, no font and no picture is fetched from anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from chatbot.files import write_whole
from chatbot.model.card import CheckpointCard
from chatbot.reply import AttentionMap
from chatbot.training.events import Sample

REPORT_FILE = "report.html"
WIDTH, HEIGHT, MARGIN = 640, 220, 44
"""Of a curve's picture, in pixels."""

TICKS = 4

_STYLE = """
:root { color-scheme: light dark; --line: #2f6fdb; --grid: #8884; --heat: 47, 111, 219 }
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
       max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: .5rem 0 1.5rem } td, th { padding: .2rem .6rem; text-align: left }
svg text { font: 12px system-ui, sans-serif; fill: currentColor } th { font-weight: 600; white-space: nowrap }
.curve { fill: none; stroke: var(--line); stroke-width: 2 } .grid { stroke: var(--grid) }
.dot { fill: var(--line) } .map td { text-align: center; min-width: 2rem }
.quiet { opacity: .7 }
"""


def write_report(
    folder: Path, card: CheckpointCard, records: Sequence[Mapping[str, Any]], samples: Sequence[Sample]
) -> Path:
    """Write the report of a run into its folder, and return its path.

    Args:
        folder: the checkpoint's.
        card: what was trained, and how.
        records: the evaluations, as `metrics.jsonl` holds them.
        samples: the last sample dialogues, with their attention.
    """
    path = folder / REPORT_FILE
    write_whole(path, _page(folder.resolve().name, card, records, samples))
    return path


def _page(
    name: str, card: CheckpointCard, records: Sequence[Mapping[str, Any]], samples: Sequence[Sample]
) -> str:
    measured = [(float(record["seconds"]) / 60, float(record["nll_per_character"])) for record in records]
    learnt = [
        (float(record["seconds"]) / 60, float(record["train_loss"]))
        for record in records
        if record["train_loss"] is not None
    ]
    return "\n".join(
        [
            '<!doctype html><html lang="en"><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{escape(name)} · training report</title><style>{_STYLE}</style>",
            f"<h1>{escape(name)}</h1>",
            _facts(card, records),
            "<h2>Held-out nats per character</h2>",
            _curve(measured, "minutes", "nats per character"),
            "<h2>Training loss, nats per piece (smoothed labels included)</h2>",
            _curve(learnt, "minutes", "nats per piece"),
            "<h2>Where the last replies looked</h2>",
            *(_attention(sample) for sample in samples),
            "<h2>What it said on the way</h2>",
            _history(records),
            "</html>\n",
        ]
    )


def _facts(card: CheckpointCard, records: Sequence[Mapping[str, Any]]) -> str:
    best = min(float(record["nll_per_character"]) for record in records)
    model = card.model
    facts = {
        "best held-out nats per character": f"{best:.4f}",
        "updates": f"{records[-1]['update']:,}",
        "training time": f"{float(records[-1]['seconds']) / 60:.1f} minutes",
        "attention": model.attention,
        "vocabulary": f"{model.vocabulary_size:,} pieces",
        "widths": f"embedding {model.embedding_size}, encoder 2 x {model.encoder_size}, "
        f"decoder {model.hidden_size}, attention {model.attention_size}",
        "seed": str(card.training.seed),
        "files": ", ".join(corpus.path for corpus in card.corpora),
    }
    rows = "".join(f"<tr><th>{escape(name)}<td>{escape(value)}" for name, value in facts.items())
    return f"<table>{rows}</table>"


def _curve(points: Sequence[tuple[float, float]], x_label: str, y_label: str) -> str:
    """Draw points as a line over two labelled axes."""
    if not points:
        return '<p class="quiet">nothing measured yet</p>'
    right = max(x for x, _ in points) or 1.0
    top = max(y for _, y in points) or 1.0
    low = min(0.0, *(y for _, y in points))

    def place(x: float, y: float) -> tuple[float, float]:
        across = MARGIN + (WIDTH - 2 * MARGIN) * x / right
        return round(across, 1), round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (y - low) / (top - low), 1)

    places = [place(x, y) for x, y in points]
    path = " ".join(f"{x},{y}" for x, y in places)
    dots = "".join(
        f'<circle class="dot" cx="{x}" cy="{y}" r="3"><title>{at:.2f}: {value:.4f}</title></circle>'
        for (x, y), (at, value) in zip(places, points, strict=True)
    )
    grid = []
    for tick in range(TICKS + 1):
        _, y = place(0, low + (top - low) * tick / TICKS)
        x, _ = place(right * tick / TICKS, low)
        grid.append(f'<line class="grid" x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{y}" y2="{y}"/>')
        grid.append(f'<text x="4" y="{y + 4}">{low + (top - low) * tick / TICKS:.2f}</text>')
        grid.append(f'<text x="{x - 8}" y="{HEIGHT - MARGIN + 18}">{right * tick / TICKS:.1f}</text>')
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img" '
        f'aria-label="{y_label} over {x_label}">'
        f'{"".join(grid)}<polyline class="curve" points="{path}"/>{dots}'
        f'<text x="{WIDTH - MARGIN - 40}" y="{HEIGHT - 8}">{x_label}</text></svg>'
    )


def _attention(sample: Sample) -> str:
    """Draw one sample's attention: reply words down, source words across."""
    said = f"<p><b>{escape(sample.prompt)}</b> → {escape(sample.reply.text)}"
    weights = sample.reply.attention
    return f'{said} <span class="quiet">(a person said: {escape(sample.reference)})</span></p>{_map(weights)}'


def _map(attention: AttentionMap) -> str:
    if not attention.weights:
        return '<p class="quiet">a model without attention looks nowhere</p>'
    head = "".join(f"<th>{escape(token)}" for token in attention.source_tokens)
    rows = []
    for token, row in zip(attention.target_tokens, attention.weights, strict=True):
        cells = "".join(
            f'<td style="background: rgba(var(--heat), {weight:.2f})" title="{weight:.3f}">'
            f"{round(weight * 100)}"
            for weight in row
        )
        rows.append(f"<tr><th>{escape(token)}{cells}")
    return f'<table class="map"><tr><th>{head}{"".join(rows)}</table>'


def _history(records: Sequence[Mapping[str, Any]]) -> str:
    rows = []
    for record in records:
        said = "<br>".join(
            f"{escape(sample['prompt'])} → {escape(sample['reply'])}" for sample in record["samples"]
        )
        rows.append(f"<tr><td>{record['update']:,}<td>{float(record['nll_per_character']):.3f}<td>{said}")
    return f"<table><tr><th>update<th>nats<th>replies{''.join(rows)}</table>"
