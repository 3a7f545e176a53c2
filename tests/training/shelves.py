"""A shelf of checkpoints in a folder of a test, and learning on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from chatbot.config import SearchConfig
from chatbot.errors import CheckpointError
from chatbot.learning import LearnFinished, Lesson
from chatbot.training.retrain import NeuralLearner, Shelf

NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)


@dataclass
class SmallShelf:
    """Keeps children beside one parent, and remembers what was made the one in use, and when."""

    folder: Path
    parent: Path
    used: list[str] = field(default_factory=list)
    files_when_used: list[set[str]] = field(default_factory=list)
    """What the checkpoint's folder held when it was made the one in use."""

    def learner(self, begin: Path | None = None) -> NeuralLearner:
        shelf = Shelf(folder=self.folder, find=self.find, use=self.use, now=lambda: NOON)
        return NeuralLearner(begin or self.parent, shelf, SearchConfig())

    def find(self, name: str) -> Path:
        for place in (self.folder / name, self.parent):
            if place.name == name and place.is_dir():
                return place
        raise CheckpointError(f"{name}: expected a checkpoint of this name, found none")

    def use(self, name: str) -> None:
        self.used.append(name)
        self.files_when_used.append({path.name for path in self.find(name).iterdir()})

    @property
    def kept(self) -> list[str]:
        """All that lies on the shelf, hidden or not."""
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.is_dir() else []


def learnt(
    learner: NeuralLearner, lessons: Sequence[Lesson], *, most_seconds: float = float("inf")
) -> LearnFinished:
    *_, finished = learner.learn(lessons, most_seconds=most_seconds)
    assert isinstance(finished, LearnFinished)
    return finished
