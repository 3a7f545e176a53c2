"""What one sees of a training run: a live bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.text import Text

from chatbot.text.normalize import printable
from chatbot.training.events import Evaluated, TrainEvent, Updated

PLAIN_SECONDS = 10.0
"""Between two plain lines of progress."""

UNKNOWN_UNTIL = 0.002
"""Share of a run before which its end is anyone's guess."""


class TrainDisplay:
    """Show how a run goes, on standard error."""

    def __init__(self, *, clock: Callable[[], float]) -> None:
        """Draw a bar if standard error is a terminal."""
        self._console = Console(stderr=True, highlight=False)
        self._clock = clock
        self._last_line = clock()
        self._stage = ""
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[note]}"),
            console=self._console,
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> TrainDisplay:
        """Begin to draw."""
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal as it was."""
        if self._console.is_terminal:
            self._progress.stop()

    def line(self, text: str) -> None:
        """Print a line above the bar."""
        self._console.print(Text(printable(text)), soft_wrap=True)

    def prepared(self, stage: str, done: int, total: int | None) -> None:
        """Show how many pairs have passed a stage of preparation."""
        share = None if total is None else done / max(total, 1)
        self._draw(stage, share, f"{done:,} pairs")

    def show(self, event: TrainEvent) -> None:
        """Show one event of a run."""
        if isinstance(event, Updated):
            self._updated(event)
        elif isinstance(event, Evaluated):
            self._evaluated(event)

    def calibrated(self, done: int, total: int, seconds_left: float) -> None:
        """Show how many questions have been asked to tell how sure replies are."""
        eta = timedelta(seconds=round(seconds_left))
        self._draw("asking", done / total, f"{done:,} of {total:,} questions · {eta} left")

    def tested(self, done: int, total: int, seconds_left: float) -> None:
        """Show how many pairs a model has been tested on."""
        eta = timedelta(seconds=round(seconds_left))
        self._draw("testing", done / total, f"{done:,} of {total:,} pairs · {eta} left")

    def _updated(self, event: Updated) -> None:
        eta = "…" if event.progress < UNKNOWN_UNTIL else str(timedelta(seconds=round(event.eta_seconds)))
        note = (
            f"epoch {event.epoch} · update {event.update:,} · loss {event.loss:.2f} · "
            f"{event.tokens_per_second:,.0f} tokens/s · {eta} left"
        )
        self._draw("learning", event.progress, note)

    def _evaluated(self, event: Evaluated) -> None:
        mark = "best so far" if event.is_best else "no better"
        self.line(f"update {event.update:,} · {event.nll_per_character:.4f} nats per character · {mark}")
        for sample in event.samples:
            self.line(f"    {sample.prompt} → {sample.reply.text}")

    def _draw(self, stage: str, share: float | None, note: str) -> None:
        if not self._console.is_terminal:
            self._plain_line(stage, note)
            return
        if stage != self._stage or self._task is None:
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._task = self._progress.add_task(stage, total=None if share is None else 1.0, note=note)
            self._stage = stage
        self._progress.update(self._task, completed=share or 0.0, note=note)

    def _plain_line(self, stage: str, note: str) -> None:
        now = self._clock()
        if now - self._last_line >= PLAIN_SECONDS:
            self._last_line = now
            self.line(f"{stage}: {note}")
